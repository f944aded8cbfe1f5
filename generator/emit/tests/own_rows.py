"""What emitted tests need to know of the owner's own rows."""

from generator.emit.filters import by_name
from generator.emit.nested import below
from generator.emit.python.literals import Expression
from generator.emit.tests.candidates import own
from generator.model.app import App
from generator.model.resource import Resource


def rows_to_have(resource: Resource, app: App) -> list[tuple[str, Expression]]:
    """The owner's own rows that rows need, and so do what is created below and marks: by table."""
    made = {each.resource.name for each in below(resource, app) if "create" in each.nested.routes}
    made |= {action.mark.resource for action in resource.actions if action.mark}
    found = {
        str(field.reference.table): own(field.reference)
        for each in app.resources
        if each is resource or each.name in made
        for field in each.filled_in
        # What makes the row itself is what is tried there.
        if field.reference and field.reference.resource != resource.name
    }
    return [*found.items()]


def creates_beside_others(resource: Resource) -> bool:
    """Whether a row can be made that refers to rows of others only, but for its owner's own."""
    return all(
        field.reference.public
        for field in resource.references
        if field.reference and field.writable and field.required
    )


FILTERS = by_name(creates_beside_others, rows_to_have)
