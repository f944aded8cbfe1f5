"""What answers tell of other rows, as Python."""

from generator.emit.filters import by_name
from generator.emit.python.literals import literal
from generator.model.app import App
from generator.model.fields import Field
from generator.model.names import Identifier
from generator.model.resource import Resource


def attached_resources(resource: Resource, app: App) -> list[tuple[Resource, Identifier]]:
    """The resources whose rows answers tell of, and the variables of their FastCRUDs."""
    resources = {other.name: other for other in app.resources}
    told = dict.fromkeys(field.attached.resource for field in resource.attached if field.attached)
    return [(resources[name], resources[name].crud) for name in told]


def attached_value(field: Field, resource: Resource, app: App) -> str:
    """What makes the value of a row that is answered."""
    told = field.attached
    if told is None:
        raise ValueError(f"{field.name} tells of no other rows")
    crud = next(other.crud for other in app.resources if other.name == told.resource)
    return f"count({crud}, col({told.resource}.{told.by}), {literal(resource.key.name)})"


FILTERS = by_name(attached_resources, attached_value)
