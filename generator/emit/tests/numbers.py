"""What the emitted tests need to know of rows that differ from those of all users by a number."""

from generator.emit.filters import by_name
from generator.emit.tests.parents import owned
from generator.emit.tests.uniques import ways, ways_of_all
from generator.model.app import App
from generator.model.resolve.varied import has_many_values
from generator.model.resource import Resource


def numbered_kinds(app: App) -> list[Resource]:
    """The resources of which parents.py makes such rows."""
    return [resource for resource in owned(app) if ways_of_all(resource)]


def with_few_values(app: App) -> list[Resource]:
    """Those among them where there might be a row for each value before the tests end."""
    return [resource for resource in numbered_kinds(app) if _has_few_values(resource)]


def _has_few_values(resource: Resource) -> bool:
    fields = {str(field.name): field for field in resource.fields}
    return any(
        way is not None and way.kind != "row" and not has_many_values(fields[name], way)
        for name, way in (ways(resource) | ways_of_all(resource)).items()
    )


FILTERS = by_name(numbered_kinds, with_few_values)
