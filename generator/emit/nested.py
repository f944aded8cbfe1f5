"""Routes below the rows that rows belong to, as Python and in the contract."""

from dataclasses import dataclass

from generator.emit.filters import by_name
from generator.emit.python.routes import (
    create_statuses,
    inherits,
    listed_statuses,
    not_read,
    read_statuses,
    refusal,
)
from generator.model import names
from generator.model.app import App
from generator.model.fields import Field
from generator.model.lists import ChoiceFilter, OperatorFilter
from generator.model.names import ClassName
from generator.model.relations import HasMany, Nested
from generator.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Below:
    """What belongs to the rows of a resource, and its routes there."""

    many: HasMany
    nested: Nested
    # The resource whose rows they are, and its field that refers to the row above.
    resource: Resource
    by: Field


def below(resource: Resource, app: App) -> list[Below]:
    """Everything that has routes below each row of a resource."""
    found = []
    for many in resource.nests:
        other = app.resource(many.resource)
        by = next(field for field in other.fields if field.name == many.by)
        if many.nested:
            found.append(Below(many, many.nested, other, by))
    return found


def above(nested: Nested, app: App) -> str:
    """The row that others belong to, with its article."""
    return app.resource(nested.below).label_with_article


def operators_below(resource: Resource, nested: Nested) -> list[OperatorFilter]:
    """The filters by operators that tell rows apart which belong to the same row."""
    return [each for each in resource.operator_filters if each.field.name != nested.by]


def choices_below(resource: Resource, nested: Nested) -> list[ChoiceFilter]:
    """The filters by choices of which the same holds."""
    return [each for each in resource.choice_filters if not _asks_for(each, nested)]


def without_choices(resource: Resource, nested: Nested) -> list[str]:
    """The other filters of which each value stands for conditions of its own."""
    choices = [str(each.name) for each in resource.choice_filters if _asks_for(each, nested)]
    return choices + [
        str(each.attribute)
        for each in resource.operator_filters
        if each.field.name == nested.by and each.operator == "is_null"
    ]


def _asks_for(filter_: ChoiceFilter, nested: Nested) -> bool:
    return any(
        field.name == nested.by for choice in filter_.choices for field, _ in choice.conditions
    )


def query_of(nested: Nested, resource: Resource) -> ClassName:
    """What reads the parameters: that of the list itself, where none is about the field."""
    kept = (*operators_below(resource, nested), *choices_below(resource, nested))
    every = (*resource.operator_filters, *resource.choice_filters)
    return nested.query if len(kept) < len(every) else names.class_of(resource.name, "query")


def created_by_lookup(resource: Resource, app: App) -> bool:
    """Whether some rows are created below others that paths name by another field than the key."""
    looked_up = {other.name for other in app.resources if other.lookup}
    return any("create" in each.routes and each.below in looked_up for each in resource.below)


def as_class(name: str) -> str:
    """A name in that of a class."""
    return names.camel(name)


def nested_create_statuses(app: App, resource: Resource, above: Resource, by: str) -> str:
    """The errors of a create below a row, besides those that every route has."""
    numbers = f"{create_statuses(app, resource)}, {read_statuses(app, above)}".split(", ")
    foreign = [app.foreign_status_of(above)] if inherits(resource, by) else []
    return listed_statuses(*map(int, numbers), *foreign)


def refused_below(app: App, above: Resource, each: Below) -> str:
    """What is raised where no row may be created below a row."""
    return refusal(app, above) if inherits(each.resource, each.nested.by) else not_read(app, above)


FILTERS = by_name(
    above,
    as_class,
    below,
    choices_below,
    created_by_lookup,
    nested_create_statuses,
    operators_below,
    query_of,
    refused_below,
    without_choices,
)
