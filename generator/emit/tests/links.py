"""What emitted tests try of lists of linked rows."""

from dataclasses import dataclass

from generator.emit.filters import by_name
from generator.emit.links import link_of
from generator.emit.python.literals import Expression, literal
from generator.emit.tests.routes import missing_key
from generator.model.app import App
from generator.model.fields import Field, Scalar
from generator.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Linked:
    """A list of linked rows, and what the tests do with those."""

    field: Field
    # Two of the user's rows, how their keys are ordered, and a key that no row has.
    rows: tuple[Expression, Expression]
    order: str
    missing: Scalar
    # Where such a row is deleted by its key, if it can be.
    path: str | None


def linked_rows(resource: Resource, app: App) -> list[Linked]:
    """The lists of linked rows that a resource has."""
    return [_linked(field, app) for field in resource.links]


def _linked(field: Field, app: App) -> Linked:
    link = link_of(field)
    other = next(each for each in app.resources if each.name == link.resource)
    first, second = (Expression(f"Own({literal(other.table.name)}, {number})") for number in (0, 1))
    missing = missing_key(other)
    return Linked(
        field,
        (first, second),
        "str" if other.key.type == "uuid" else "int",
        str(missing) if other.key.type == "bigint" else missing,
        other.base if "delete" in other.routes and not other.lookup else None,
    )


FILTERS = by_name(linked_rows)
