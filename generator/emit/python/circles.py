"""What keeps rows from being their own ancestors."""

from generator.emit.filters import by_name
from generator.emit.python.literals import literal
from generator.model.actions import Action
from generator.model.app import App
from generator.model.circles import refuses_circles, rising
from generator.model.fields import Field
from generator.model.resource import Resource


def risen_by(action: Action, resource: Resource) -> list[Field]:
    """Those of these fields that a request gives to an action."""
    return [field for field in rising(resource) if field in action.given]


def rises_in_sessions(app: App) -> bool:
    """Whether a request gives such a field to a function of the user's own."""
    return any(
        action.run and risen_by(action, resource)
        for resource in app.resources
        for action in resource.actions
    )


def line(resource: Resource, caller: str) -> str:
    """Where changes of such fields stand in line: an owner's, where all rows above are theirs."""
    table = str(resource.table.name)
    if any(field.reference and field.reference.public for field in rising(resource)):
        return literal(table)
    return f'f"{table} {{{caller}}}"'


FILTERS = by_name(line, refuses_circles, rises_in_sessions, rising, risen_by)
