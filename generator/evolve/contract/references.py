"""What changes for clients in the fields that refer to other rows."""

from collections.abc import Iterator, Mapping

from generator.evolve import said
from generator.evolve.changes import Change
from generator.evolve.contract.circles import circle_changes
from generator.evolve.contract.operations import Operations
from generator.model.fields import Field, Reference
from generator.model.resource import Resource


def reference_changes(
    old: Resource,
    new: Resource,
    renames: Mapping[str, str],
    now: Mapping[str, str],
    resources: Mapping[str, Resource],
    refused: int,
) -> Iterator[Change]:
    """References that came, went or are others.

    `renames` are the new names of fields, `now` those of resources; `resources` are by their
    names of now, and `refused` is the status of a body that is refused.
    """
    before = {renames.get(field.name, str(field.name)): field for field in old.fields}
    for field in new.fields:
        was = before.get(str(field.name))
        if was is not None and (field.writable or field.shown):
            yield from _changes(was, field, new, now, resources, refused)


def _changes(
    old: Field,
    new: Field,
    resource: Resource,
    now: Mapping[str, str],
    resources: Mapping[str, Resource],
    refused: int,
) -> Iterator[Change]:
    before, after = old.reference, new.reference
    operations, name = Operations(resource), str(resource.name)
    bodies = (*operations.taking(new), *operations.giving(new.public))
    if after is None:
        if before is not None:
            change = said.removed_reference(name, new.name, _table(before, now, resources))
            yield said.with_effects(change, (bodies, f"any `{new.public}` is taken"))
        return
    other = f"with `{new.public}` that is not {after.meaning}: {refused}"
    if before is None:
        change = said.added_reference(name, new.name, after.table, None)
        yield said.with_effects(change, (bodies, other))
        return
    if now.get(before.resource) != after.resource:
        was = _table(before, now, resources)
        change = said.added_reference(name, new.name, after.table, was)
        yield said.with_effects(change, (bodies, other))
        return
    yield from circle_changes(before, after, new, resource, refused)
    if before.on_delete != after.on_delete:
        change = said.changed_on_delete(name, new.name, before.on_delete, after.on_delete)
        deletes = Operations(resources[after.resource]).of("delete")
        text = {
            "set_null": f"the {resource.labels} that refer to it stay",
            "cascade": f"the {resource.labels} that refer to it go, too",
            "restrict": f"while {resource.labels} refer to it: 409",
        }[after.on_delete]
        yield said.with_effects(change, (deletes, text))


def _table(reference: Reference, now: Mapping[str, str], resources: Mapping[str, Resource]) -> str:
    """The table that was referred to, by its name of now."""
    resource = resources.get(now.get(reference.resource, ""))
    return str(resource.table.name if resource else reference.table)
