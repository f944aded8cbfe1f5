"""What emitted tests try of rows that belong to others."""

from dataclasses import dataclass

from generator.emit.filters import by_name
from generator.emit.nested import below, choices_below, operators_below
from generator.emit.python.routes import inherits
from generator.emit.tests.candidates import Pairs
from generator.emit.tests.parents import example_bodies, parents
from generator.model.app import App
from generator.model.lists import ChoiceFilter
from generator.model.relations import Count, HasMany
from generator.model.resource import Resource


def told_counts(resource: Resource, app: App) -> list[tuple[str, str, str, bool | None]]:
    """What answers tell of how many rows there are, where a user may have several.

    Its name, the table and the column of those, and whether those of others are counted: None where
    others can't have any.
    """
    return [
        (
            field.public,
            str(app.resource(field.attached.resource).table.name),
            str(field.attached.by),
            _of_others(app.resource(field.attached.resource), field.attached.by),
        )
        for field in resource.attached
        if isinstance(field.attached, Count)
        and _several(app.resource(field.attached.resource), field.attached.by)
    ]


def _of_others(resource: Resource, by: str) -> bool | None:
    return None if inherits(resource, by) else resource.public


def _several(resource: Resource, by: str) -> bool:
    """Whether several rows of a user may belong to the same row."""
    return not any(
        {*unique.fields} <= {resource.owner.column, by} for unique in resource.table.uniques
    )


@dataclass(frozen=True, slots=True)
class Trial:
    """What has routes below each row, and what the tests do with them."""

    many: HasMany
    # The resource of the rows.
    resource: Resource
    lists: bool
    creates: bool
    # What follows the path of a row.
    suffix: str
    # What clients call the field between, where answers have it, and its parameters in lists.
    field: str
    shown: bool
    parameters: list[str]
    # A body that creates a row, and the references that none has.
    body: Pairs
    missing: Pairs
    # The choices under which a list hides no rows; None where it always hides some.
    choices: Pairs | None
    # Whether several rows of a user may belong to the same row.
    several: bool
    # What clients call the owner's column, where the rows have one.
    owner: str | None
    # Whether the row above says whose they are.
    inherits: bool


def nested_trials(resource: Resource, app: App) -> list[Trial]:
    """Everything that has routes below each row."""
    found = []
    for each in below(resource, app):
        other, nested = each.resource, each.nested
        if other.single:
            # The tests make several rows of a user's.
            continue
        kept = operators_below(other, nested)
        found.append(
            Trial(
                each.many,
                other,
                "list" in nested.routes,
                "create" in nested.routes,
                nested.path.removeprefix(resource.row_path),
                each.by.public,
                each.by.shown,
                [str(it.name) for it in other.operator_filters if it not in kept],
                [pair for pair in example_bodies(other)[0] if pair[0] != each.by.public],
                [
                    (parent.field.public, parent.missing)
                    for parent in parents(other, app)
                    if parent.field.name != nested.by
                ],
                _showing_all(choices_below(other, nested)),
                _several(other, nested.by),
                _owner(other),
                inherits(other, nested.by),
            )
        )
    return found


def _owner(resource: Resource) -> str | None:
    if resource.through:
        return None
    return next(f.public for f in resource.fields if f.name == resource.owner.column)


def _showing_all(filters: list[ChoiceFilter]) -> Pairs | None:
    chosen: Pairs = []
    for filter_ in filters:
        choice = next((each for each in filter_.choices if not each.conditions), None)
        if choice is None:
            return None
        chosen.append((str(filter_.name), str(choice.name)))
    return chosen


FILTERS = by_name(nested_trials, told_counts)
