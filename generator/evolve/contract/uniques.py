"""What changes for clients in the values that only one row may have."""

from collections.abc import Iterator, Mapping, Sequence

from generator.evolve import said
from generator.evolve.changes import Change
from generator.evolve.contract.operations import Operations
from generator.model.fields import Field
from generator.model.resource import Resource


def unique_changes(old: Resource, new: Resource, fields: Mapping[str, str]) -> Iterator[Change]:
    """What became unique and what may repeat; `fields` are the names of now by those before."""
    before = {
        (unique.of_all, *(fields.get(name, f"{name} before") for name in unique.fields))
        for unique in old.table.uniques
    }
    after = {(unique.of_all, *map(str, unique.fields)) for unique in new.table.uniques}
    for unique in new.table.uniques:
        if (unique.of_all, *unique.fields) not in before:
            concerned = [
                action for action in new.actions if _touches(action.changes, unique.fields)
            ]
            operations = Operations(new)
            writes = (
                *operations.of("create", "put", "patch"),
                *map(operations.action, concerned),
            )
            change = said.added_unique(str(new.name), unique.fields, of_all=unique.of_all)
            other = "another row" if unique.of_all else "another of the owner's rows"
            text = f"with {_values(new, unique.fields)} that {other} has: 409"
            if unique.single:
                writes, text = operations.of("create"), "of an owner who has a row: 409"
            yield said.with_effects(change, (writes, text)) if writes else change
    for unique in old.table.uniques:
        now = tuple(fields.get(name, f"{name} before") for name in unique.fields)
        kept = {(unique.of_all, *now), (True, *now)}
        if kept.isdisjoint(after) and all(name in fields for name in unique.fields):
            change = said.removed_unique(str(new.name), now, of_all=unique.of_all)
            text = f"{_values(new, now)} may repeat" if now else "an owner may have several rows"
            yield said.with_effects(change, (Operations(new).answers, text))


def _touches(changed: Sequence[Field], fields: Sequence[str]) -> bool:
    return any(field.name in fields for field in changed)


def _values(resource: Resource, fields: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in resource.public_names(fields))
