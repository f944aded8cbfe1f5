"""What emitted tests need to know of the owner's own rows."""

from generator.emit.filters import by_name
from generator.emit.python.literals import Expression
from generator.emit.tests.candidates import own
from generator.model.fields import Field
from generator.model.resource import Resource


def owners_row(field: Field) -> Expression:
    """The owner's own row, as tests write it."""
    if field.reference is None:
        raise ValueError(f"{field.name} refers to no row")
    return own(field.reference)


def creates_beside_others(resource: Resource) -> bool:
    """Whether a row can be made that refers to rows of others only, but for its owner's own."""
    return all(
        field.reference.public
        for field in resource.references
        if field.reference and field.writable and field.required
    )


FILTERS = by_name(creates_beside_others, owners_row)
