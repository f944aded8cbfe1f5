"""What emitted tests try of rows that belong to others."""

from generator.emit.filters import by_name
from generator.model.app import App
from generator.model.resource import Resource


def told_counts(resource: Resource, app: App) -> list[tuple[str, str, str]]:
    """What answers tell of how many rows there are: its name, and the table and column of those."""
    tables = {other.name: other.table.name for other in app.resources}
    return [
        (field.public, str(tables[field.attached.resource]), str(field.attached.by))
        for field in resource.attached
        if field.attached
    ]


FILTERS = by_name(told_counts)
