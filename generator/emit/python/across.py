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
    further = {
        step.reference.resource: resource.crud_of(step.reference)
        for *_, step in resource.ways
        if step.reference and step.reference.resource != resource.name
    }
    found = {other.name: crud for other, crud in other_resources(resource, app)} | further
    return [(app.resource(name), str(crud)) for name, crud in found.items()]


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


def attached_of(steps: Sequence[Field]) -> str:
    """What answers tell of the rows that references lead to, as others import it."""
    reference = steps[-1].reference
    return attached_name(reference.folder) if reference else "ATTACHED"


def attached_name(folder: str) -> str:
    """The same of the resource in this package."""
    return f"{folder.upper()}_ATTACHED"


def marked_across(resource: Resource) -> list[tuple[str, str]]:
    """The packages of other resources whose marks lists look at, and what they are imported as."""
    asked = [(each.steps, each.field) for each in resource.operator_filters]
    asked += [
        (each.steps, each.field)
        for filter_ in resource.choice_filters
        for choice in filter_.choices
        for each in choice.beyond
    ]
    found = {
        str(reference.folder): attached_of(steps)
        for steps, field in asked
        if steps and field.attached is not None
        if (reference := steps[-1].reference) and reference.resource != resource.name
    }
    return [*found.items()]


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


FILTERS = by_name(marked_across, queried_resources, ways)
