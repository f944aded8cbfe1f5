"""What emitted tests know of what will go away."""

from generator.emit.filters import by_name
from generator.emit.python.endings import told_of
from generator.emit.python.literals import literal
from generator.emit.tests.bodies import changed_body
from generator.model.fields import Deprecation
from generator.model.resource import Resource

# What will go away.


def ending(deprecation: Deprecation) -> str:
    """Since when and until when, as the tests write it."""
    return literal((deprecation.since, deprecation.sunset))


def sendable_endings(resource: Resource) -> list[str]:
    """The keys of bodies that will go away, where there is a value to send."""
    now = {str(field.alias.name): field.public for field in resource.renamed if field.alias}
    shown = {field.public for field in resource.shown}
    values = {str(name) for name, _ in changed_body(resource) if name in shown}
    return [name for name, _ in told_of(resource)["fields"] if now.get(name, name) in values]


FILTERS = by_name(
    ending,
    sendable_endings,
)
