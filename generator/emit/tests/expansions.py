"""Rows of other resources in answers, as emitted tests look for them."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.emit.filters import by_name
from generator.model.app import App
from generator.model.expansions import Expansion
from generator.model.fields import Field
from generator.model.marks import Marked
from generator.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Held:
    """Rows that answers hold, and where they are read by themselves."""

    expansion: Expansion
    other: Resource
    # The column that refers to the other.
    column: str
    # Every field that they have.
    fields: list[str]
    # What the path of one begins with, where it is read, and where the answer has it.
    path: str | None
    place: tuple[str, ...]
    # What the path of one ends with: its key, or what stands for it.
    address: str
    # Whether one of them says whose the other is: they are one owner's then.
    owning: bool


def held(resource: Resource, app: App) -> list[Held]:
    """What the answers of a resource may hold, where some route shows its rows.

    Whoever reads a list below a row reads that one: nothing is to be tried of it there.
    """
    below = only_list(resource, app)
    return [
        _held(expansion, resource, app.resource(expansion.resource))
        for expansion in resource.expansions
        if resource.lists or "read" in resource.routes
        if below is None or expansion.most is not None or expansion.by != below.by.name
    ]


def _held(expansion: Expansion, resource: Resource, other: Resource) -> Held:
    form = other.row_form
    fields = [
        name
        for field in other.answered
        for name in (field.public, *([field.alias.name] if field.alias else []))
    ]
    return Held(
        expansion,
        other,
        str(expansion.by),
        list(map(str, fields)),
        other.base if "read" in other.routes else None,
        (form.place("$row") or ()) if form else (),
        other.address.public,
        _through(resource if expansion.most is None else other) == expansion.by,
    )


def _through(resource: Resource) -> str | None:
    return resource.through.name if resource.through else None


@dataclass(frozen=True, slots=True)
class ListBelow:
    """A list below the rows of a resource, of rows that no other route shows."""

    above: Resource
    # The field between, and what follows the path of a row above.
    by: Field
    suffix: str


def only_list(resource: Resource, app: App) -> ListBelow | None:
    """Where the rows of a resource are listed, if that is below others only."""
    if {"list", "read"} & {*resource.routes}:
        return None
    return next(_lists_below(resource, app), None)


def lists_besides(resource: Resource, app: App) -> list[ListBelow]:
    """Where the rows of a resource are listed, too, by whoever reads them."""
    if only_list(resource, app) or resource.choice_filters:
        return []
    return [
        each
        for each in _lists_below(resource, app)
        if each.by.shown and each.above.public >= resource.public
    ]


def _lists_below(resource: Resource, app: App) -> Iterator[ListBelow]:
    for nested in resource.below:
        by = next(field for field in resource.fields if field.name == nested.by)
        if "list" in nested.routes:
            above = app.resource(nested.below)
            yield ListBelow(above, by, nested.path.removeprefix(above.row_path))


@dataclass(frozen=True, slots=True)
class Viewed:
    """A bool of rows that answers hold, which says something else to each caller."""

    # What answers call the rows, and the bool.
    name: str
    flag: str
    # The table of the caller's own rows that decide, and the column that refers to those held.
    marks: str
    by: str


def viewed(each_held: list[Held], app: App) -> list[Viewed]:
    """What rows in answers tell of their reader's own."""
    return [
        Viewed(
            each.expansion.name,
            field.public,
            app.resource(field.attached.resource).table.name,
            field.attached.refers,
        )
        for each in each_held
        for field in each.other.attached
        if isinstance(field.attached, Marked)
    ]


FILTERS = by_name(held, lists_besides, only_list, viewed)
