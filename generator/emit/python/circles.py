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


def line(resource: Resource) -> str:
    """Where changes of such fields stand in line; all owners in one, where they refer to others."""
    table = literal(str(resource.table.name))
    return f"{table}, shared=True" if _is_shared(resource) else table


def shares_lines(app: App) -> bool:
    """Whether there is a line in which all owners stand."""
    return any(map(_is_shared, app.resources))


def _is_shared(resource: Resource) -> bool:
    return any(field.reference and field.reference.public for field in rising(resource))


FILTERS = by_name(line, refuses_circles, rises_in_sessions, rising, risen_by, shares_lines)
