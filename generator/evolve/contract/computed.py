"""What changes for clients in the computed fields of a resource."""

from collections.abc import Iterator

from generator.evolve.changes import Change
from generator.evolve.contract.operations import Operations, effects
from generator.model.fields import Field
from generator.model.resource import Resource


def computed_changes(old: Resource, new: Resource) -> Iterator[Change]:
    """Computed fields that came, went or are worked out in another way: the database has none."""
    before = {str(field.name): field for field in old.computed}
    after = {str(field.name): field for field in new.computed}
    for name, field in before.items():
        if name not in after:
            yield _change(new, "remove_computed", name, "removed", f"no `{name}`")
            continue
        now = after[name]
        if _kind(field) != _kind(now):
            text = f"{_kind(field)} becomes {_kind(now)}"
            yield _change(new, "change_computed", name, text, f"`{name}` is of another type")
        elif field.sql != now.sql:
            text = f"is worked out as {now.sql}"
            yield _change(new, "change_computed", name, text, f"`{name}` has other values")
        if field.description != now.description:
            yield Change("document", _place(new, name), f"{new.name}.{name}", "is described anew")
    for name in after:
        if name not in before:
            yield _change(new, "add_computed", name, "added", f"`{name}` is new")


def _kind(field: Field) -> str:
    return field.type if field.scale is None else f"decimal({field.precision},{field.scale})"


def _place(resource: Resource, name: str) -> tuple[str, ...]:
    return ("resources", str(resource.name), "computed", name)


def _change(resource: Resource, rule: str, name: str, text: str, effect: str) -> Change:
    found = effects((Operations(resource).answers, effect))
    # A field that goes can't hold its consent.
    place = ("resources", str(resource.name))
    return Change(rule, place, f"{resource.name}.{name}", text, (name,), found)
