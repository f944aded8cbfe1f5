"""What the emitted tests try of fields that follow from others: into a state, and out of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.emit.filters import by_name
from generator.emit.python.literals import literal
from generator.model.actions import Action
from generator.model.fields import Field, Scalar, Value
from generator.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Tried:
    """A bool that stands for a state of a field that clients can send and read."""

    name: str
    # The field behind it.
    of: str
    # What that becomes where the bool is made true, and where it is made false, by what it is.
    true: dict[Scalar | None, Scalar | None]
    false: dict[Scalar | None, Scalar | None]
    # What it is in a row that was created without it; None of one that must be given.
    default: list[Value | None]
    # The actions that do nothing but turn it over.
    actions: list[Action]


@dataclass(frozen=True, slots=True)
class Timed:
    """A time that is set in a state of a field that clients can send and read."""

    name: str
    # The field that it depends on, values of it in the state, and values that aren't.
    of: str
    values: list[Scalar | None]
    others: list[Scalar | None]
    # The bools that stand for states of that field.
    switches: list[str]
    # The actions that do nothing but turn the field over.
    actions: list[Action]


def tried_switches(resource: Resource) -> list[Tried]:
    """The bools that clients may send to change a row."""
    return [tried for field in resource.switches for tried in _tried(field, resource)]


def _tried(field: Field, resource: Resource) -> Iterator[Tried]:
    if field.switch is None or not field.changeable:
        return
    about, values = field.switch.state.field, field.switch.state.values
    every = _values(about)
    yield Tried(
        field.public,
        about.public,
        {value: value if value in values else values[0] for value in every},
        {value: field.switch.otherwise if value in values else value for value in every},
        [] if about.required else [about.default],
        [action for action in resource.actions if action.turns == field],
    )


def timed(resource: Resource) -> list[Timed]:
    """The times that depend on what clients may send to change a row."""
    return [
        Timed(
            field.public,
            field.since.field.public,
            list(field.since.values),
            [value for value in _values(field.since.field) if value not in field.since.values],
            [
                switch.public
                for switch in resource.switches
                if switch.switch and switch.switch.state.field.name == field.since.field.name
            ],
            [action for action in resource.actions if action.turns == field.since.field],
        )
        for field in resource.timed
        if field.since and field.shown and field.since.field.changeable and field.since.field.shown
    ]


def _values(field: Field) -> list[Scalar | None]:
    values: list[Scalar | None] = [member.value for member in field.members]
    if field.type == "bool":
        values = [True, False]
    return [*values, *([None] if field.nullable else [])]


def turning(resource: Resource) -> list[Action]:
    """The actions that turn a stored field over."""
    return [action for action in resource.actions if action.turns and not action.turns.switch]


def pairs(items: Iterable[tuple[object, object]]) -> str:
    """A dictionary whose keys need not be texts."""
    return "{" + ", ".join(f"{literal(key)}: {literal(value)}" for key, value in items) + "}"


FILTERS = by_name(pairs, timed, tried_switches, turning)
