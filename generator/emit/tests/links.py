"""What emitted tests try of lists of linked rows."""

from dataclasses import dataclass

from generator.emit.attached import begins
from generator.emit.filters import by_name
from generator.emit.links import link_of
from generator.emit.python.literals import Expression, literal
from generator.emit.tests.routes import missing_key
from generator.model.app import App
from generator.model.fields import Field, Scalar
from generator.model.names import Table
from generator.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Linked:
    """A list of linked rows, and what the tests do with those."""

    field: Field
    # Two of the user's rows, how their keys are ordered, and a key that no row has.
    rows: tuple[Expression, Expression]
    order: str
    missing: Scalar
    # Where such a row is deleted by its key, if it can be, and takes its links along.
    path: str | None
    # The table of the links, where they are rows of a resource, and their columns of times that a
    # new one has.
    between: Table | None
    times: list[str]


def linked_rows(resource: Resource, app: App) -> list[Linked]:
    """The lists of linked rows that a resource has."""
    return [_linked(field, app) for field in resource.links if not link_of(field).names]


@dataclass(frozen=True, slots=True)
class Named:
    """A list of linked rows by a text, and what the tests send."""

    field: Field
    # Two texts in the order of answers, and a value that is none.
    texts: tuple[str, ...]
    wrong: Scalar
    # One of the user's rows.
    row: Expression


def named_rows(resource: Resource, app: App) -> list[Named]:
    """The lists of texts of linked rows that a resource has."""
    return [_named(field, app) for field in resource.links if link_of(field).names]


def _named(field: Field, app: App) -> Named:
    link = link_of(field)
    other = app.resource(link.resource)
    texts = [str(dict(row)[link.names]) for row in other.examples if link.names]
    ordered = sorted(texts[:2], key=lambda text: (text.lower(), text.encode()))
    return Named(field, tuple(ordered), 5, Expression(f"Own({literal(other.table.name)}, 0)"))


def _linked(field: Field, app: App) -> Linked:
    link = link_of(field)
    other = app.resource(link.resource)
    first, second = (Expression(f"Own({literal(other.table.name)}, {number})") for number in (0, 1))
    missing = missing_key(other)
    between = app.resource(link.through) if link.through else None
    goes = between is None or any(
        field.name == link.there and field.reference and field.reference.on_delete == "cascade"
        for field in between.fields
    )
    deletes = "delete" in other.routes and not other.lookup
    return Linked(
        field,
        (first, second),
        "str" if other.key.type == "uuid" else "int",
        str(missing) if other.key.type == "bigint" else missing,
        other.base if deletes and goes else None,
        between.table.name if between else None,
        [str(field.name) for field in between.fields if begins(field)] if between else [],
    )


FILTERS = by_name(linked_rows, named_rows)
