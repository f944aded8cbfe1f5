"""Rows of which each owner has one at most, and fields that hold the keys of these."""

from generator.emit.filters import by_name
from generator.model.app import App
from generator.model.fields import Reference
from generator.model.marks import Mark
from generator.model.resource import Resource


def item_of(app: App, reference: Reference) -> str:
    """One of the rows that are referred to, in words."""
    return app.resource(reference.resource).label


def fills_in(mark: Mark, app: App) -> bool:
    """Whether a mark that is made gets the key of the caller's own row."""
    return mark.adds and bool(app.resource(mark.resource).filled_in)


def needs_own_rows(resource: Resource, app: App) -> bool:
    """Whether some statement fills in the key of the caller's own row."""
    made = resource.creates and bool(resource.filled_in)
    return made or any(action.mark and fills_in(action.mark, app) for action in resource.actions)


FILTERS = by_name(item_of, needs_own_rows)
