"""What the emitted tests need to know of fields that clients can't both send and read."""

from generator.emit.filters import by_name
from generator.model.app import App
from generator.model.fields import Field
from generator.model.resource import Resource


def given(resource: Resource) -> list[str]:
    """The fields that clients can't send, but that actions and code of the user's own may set."""
    return [field.public for field in resource.fields if is_given(field)]


def is_given(field: Field) -> bool:
    """Whether the tests have to write the field past the API."""
    return not (field.writable or field.automatic)


def unseen(resource: Resource) -> list[str]:
    """The fields that no answer has."""
    return [field.public for field in resource.fields if not field.shown]


def hidden(resource: Resource) -> list[str]:
    """The fields that clients know nothing of."""
    return [field.public for field in resource.fields if not (field.shown or field.writable)]


def create_only(resource: Resource) -> list[str]:
    """The fields that clients can't send to change a row."""
    return [field.public for field in resource.writable if not field.changeable]


def deleted_in_sessions(app: App) -> list[Resource]:
    """The resources whose rows everybody reads, and only sessions delete.

    Of other rows, whoever doesn't read them doesn't delete them either.
    """
    return [each for each in app.resources if each.public and "delete" not in each.routes]


def giving(app: App) -> bool:
    """Whether tests write to rows past the API."""
    return any(given(resource) or resource.expansions for resource in app.resources)


def looking(app: App) -> bool:
    """Whether tests read rows past the API."""
    return giving(app) or any(unseen(resource) for resource in app.resources)


FILTERS = by_name(create_only, deleted_in_sessions, given, giving, hidden, unseen)
