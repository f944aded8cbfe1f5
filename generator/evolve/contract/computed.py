"""What changes for clients in the computed fields of a resource."""

from collections.abc import Iterator
from dataclasses import replace

from generator.evolve import said
from generator.evolve.changes import Change
from generator.evolve.contract.operations import Operations, effects, gone_filters
from generator.model.fields import Field, State
from generator.model.resource import Resource


def computed_changes(old: Resource, new: Resource, refused: int) -> Iterator[Change]:
    """Computed fields that came, went or are worked out in another way: the database has none.

    `refused` is the status of a parameter that isn't known.
    """
    before = {str(field.name): field for field in _worked_out(old)}
    after = {str(field.name): field for field in _worked_out(new)}
    for name, field in before.items():
        if name not in after:
            gone = effects(*gone_filters(old, new, field, refused))
            change = _change(new, "remove_computed", name, "removed", f"no `{name}`")
            yield replace(change, effects=(*change.effects, *gone))
            continue
        now = after[name]
        if _kind(field) != _kind(now):
            text = f"{_kind(field)} becomes {_kind(now)}"
            yield _change(new, "change_computed", name, text, f"`{name}` is of another type")
        elif field.sql != now.sql:
            text = f"is worked out as {now.sql}"
            yield _change(new, "change_computed", name, text, f"`{name}` has other values")
        elif field.attached != now.attached:
            yield _change(
                new, "change_computed", name, "counts others", f"`{name}` has other values"
            )
        if field.public != now.public:
            yield _renamed(new, name, field.public, now.public)
        if field.description != now.description:
            yield Change("document", _place(new, name), f"{new.name}.{name}", "is described anew")
    for name in after:
        if name not in before:
            yield _change(new, "add_computed", name, "added", f"`{name}` is new")


def _worked_out(resource: Resource) -> tuple[Field, ...]:
    """The fields that are worked out when a row is answered."""
    computed = (field for field in resource.computed if field.switch is None)
    return (*computed, *(field for field in resource.attached if field.link is None))


def _renamed(resource: Resource, name: str, old: str, new: str) -> Change:
    """The field has another name in JSON."""
    change = said.renamed_in_json("change_json_name", resource.name, name, old, new)
    found = effects((Operations(resource).answers, f"`{old}` is called `{new}`"))
    # What answers alone have has no alias.
    return replace(change, effects=found, otherwise=None)


def added_switch(resource: Resource, field: Field) -> Change:
    """A bool that stands for a state is new."""
    return _change(resource, "add_computed", field.name, "added", f"`{field.public}` is new")


def removed_switch(resource: Resource, field: Field) -> Change:
    """A bool that stood for a state is gone; what clients notice is that of any field."""
    place = ("resources", str(resource.name))
    subject = f"{resource.name}.{field.name}"
    return Change("remove_computed", place, subject, "removed", (field.name,))


def changed_switch(
    old: Resource, new: Resource, before: Field, after: Field, was: State | None
) -> Change | None:
    """A bool stands for a state now, or for another one, or not any more.

    `was` is the state that it stood for, under the names of now.
    """
    if after.switch and not before.switch:
        enum = after.switch.state.field.name
        rule = "derive_field"
        if any(field.name == enum for field in old.fields):
            rule = "derive_from_existing"
        return said.derived_field(rule, new.name, after.name, enum)
    if before.switch and not after.switch:
        return said.stored_field(new.name, after.name)
    if not (before.switch and after.switch):
        return None
    state = after.switch.state
    if was is None or not same_state(was, state):
        text, effect = f"is true where {after.sql}", f"`{after.public}` has other values"
        return _change(new, "change_computed", after.name, text, effect)
    if not (after.writable and before.writable):
        return None
    if was.values[0] != state.values[0]:
        text = f"true makes `{state.field.public}` '{state.values[0]}'"
        return _change(new, "change_computed", after.name, text, text)
    if before.switch.otherwise != after.switch.otherwise:
        text = f"false makes `{state.field.public}` '{after.switch.otherwise}'"
        return _change(new, "change_computed", after.name, text, text)
    return None


def same_state(one: State, other: State) -> bool:
    """Whether rows are in both or in neither."""
    same = one.field.name == other.field.name
    return same and set(one.values) == set(other.values)


def _kind(field: Field) -> str:
    return field.type if field.scale is None else f"decimal({field.precision},{field.scale})"


def _place(resource: Resource, name: str) -> tuple[str, ...]:
    return ("resources", str(resource.name), "computed", name)


def _change(resource: Resource, rule: str, name: str, text: str, effect: str) -> Change:
    found = effects((Operations(resource).answers, effect))
    # A field that goes can't hold its consent.
    place = ("resources", str(resource.name))
    return Change(rule, place, f"{resource.name}.{name}", text, (name,), found)
