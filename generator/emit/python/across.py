"""Rows that lists look at across references: the constants for them, and what is imported."""

from collections.abc import Sequence

from generator.emit.filters import by_name
from generator.emit.python.references import other_resources
from generator.model.app import App
from generator.model.fields import Field
from generator.model.names import ClassName, way
from generator.model.resource import Resource


def queried_resources(resource: Resource, app: App) -> list[tuple[Resource, str]]:
    """The other resources in a resource's statements, and the variables of their FastCRUDs."""
    resources = {other.name: other for other in app.resources}
    further = {
        step.reference.resource: resource.crud_of(step.reference)
        for *_, step in resource.ways
        if step.reference and step.reference.resource != resource.name
    }
    found = {other.name: crud for other, crud in other_resources(resource, app)} | further
    return [(resources[name], str(crud)) for name, crud in found.items()]


def ways(resource: Resource) -> list[tuple[str, str]]:
    """The constants for the rows that lists look at, and what they are."""
    return [(constant(steps), _across(steps, resource)) for steps in resource.ways]


def constant(steps: Sequence[Field]) -> str:
    """The constant for the rows that references lead to."""
    return way(*(step.relation for step in steps))


def row_class(steps: Sequence[Field], resource: Resource) -> ClassName:
    """The class of the rows that references lead to, or of the list's own."""
    reference = steps[-1].reference if steps else None
    return reference.resource if reference else resource.name


def _across(steps: Sequence[Field], resource: Resource) -> str:
    *before, step = steps
    if step.reference is None:
        raise ValueError(f"{step.name} refers to nothing")
    arguments = [
        f"col({row_class(before, resource)}.{step.name})",
        resource.crud_of(step.reference),
        f"col({step.reference.resource}.{step.reference.key})",
    ]
    if before:
        arguments.append(f"behind={constant(before)}")
    return f"Across({', '.join(arguments)})"


FILTERS = by_name(queried_resources, ways)
