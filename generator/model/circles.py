"""References by which a row could become its own ancestor, and must not."""

from generator.model.app import App
from generator.model.fields import Field
from generator.model.resource import Resource


def rising(resource: Resource) -> list[Field]:
    """The fields by which a change could bring a row above itself, where that is refused."""
    given = {field.name for action in resource.actions for field in action.given}
    return [
        field
        for field in resource.references
        if field.reference
        and field.reference.resource == resource.name
        and not field.reference.circles
        and ((resource.changes and field.changeable) or field.name in given)
    ]


def refuses_circles(app: App) -> bool:
    """Whether there are such fields."""
    return any(map(rising, app.resources))
