"""What answers tell of other rows, and what marks them, as Python."""

from collections.abc import Callable

from generator.emit.filters import by_name
from generator.emit.python.literals import literal, typed_value
from generator.emit.python.references import other_resources
from generator.model.app import App
from generator.model.fields import Field, Reference
from generator.model.marks import Mark, Marked
from generator.model.names import ClassName, Identifier, beside
from generator.model.resource import Resource


def attached_resources(resource: Resource, app: App) -> list[tuple[Resource, Identifier]]:
    """The resources whose rows answers tell of, and the variables of their FastCRUDs."""
    told = dict.fromkeys(field.attached.resource for field in resource.attached if field.attached)
    return [(other, other.crud) for other in map(app.resource, told)]


def attached_value(field: Field, resource: Resource, app: App) -> str:
    """What makes the value of a row that is answered."""
    if field.link is not None:
        return f"LINKS[{literal(field.name)}].keys"
    told = field.attached
    if told is None:
        raise ValueError(f"{field.name} tells of no other rows")
    key = literal(resource.key.name)
    if isinstance(told, Marked):
        column, own = literal(told.refers), f"{told.folder}_policy.is_own"
        return f"marked({told.resource}, {column}, {own}, {key})"
    crud = app.resource(told.resource).crud
    return f"count({crud}, col({told.resource}.{told.by}), {key})"


def mark_values(mark: Mark, resource: Resource, app: App) -> dict[str, str]:
    """What a mark gets when it is made, by column, besides the key of the row that it marks."""
    marks = app.resource(mark.resource)

    def own(reference: Reference) -> str:
        key = f"col({reference.resource}.{reference.key})"
        return f"own_row({_crud_of(reference.resource, resource, app)}, {key})"

    return made_values(marks, "NEW_KEY", own)


def made_values(
    made: Resource, key: str, own: Callable[[Reference], str] | None = None
) -> dict[str, str]:
    """What a row gets, by column, that is made without asking the caller.

    `own` is the value of what refers to a row of the caller's own, if there may be such a field.
    """
    values = {}
    for field in made.fields:
        if field.name == made.key.name:
            if field.type == "uuid":
                values[str(field.name)] = key
        elif field.name == made.owner.column:
            values[str(field.name)] = "CALLER"
        elif own is not None and field.own and field.reference:
            values[str(field.name)] = own(field.reference)
        elif begins(field):
            values[str(field.name)] = "sa.func.now()"
        elif field.default is not None:
            values[str(field.name)] = typed_value(field, field.default)
    return values


def begins(field: Field) -> bool:
    """Whether a new row gets the time in it: always, or since that is the state it is in."""
    since = field.since
    return bool(field.stamp) or (since is not None and since.field.default in since.values)


def mark_resources(resource: Resource, app: App) -> list[tuple[Resource, Identifier]]:
    """The resources whose rows actions make or take away, and the variables of their FastCRUDs."""
    names = {action.mark.resource for action in resource.actions if action.mark}
    known = {resource.name, *(other.name for other, _ in other_resources(resource, app))}
    for action in resource.actions:
        if action.mark and action.mark.adds:
            names |= _filled_in(app.resource(action.mark.resource)) - known
    taken = {resource.crud, *(str(action.name) for action in resource.actions)}
    return [
        (other, beside(f"{other.folder}_crud", taken))
        for other in app.resources
        if other.name in names and other.name != resource.name
    ]


def mark_crud(mark: Mark, resource: Resource, app: App) -> str:
    """The variable of the FastCRUD of marks."""
    return _crud_of(mark.resource, resource, app)


def _crud_of(name: ClassName, resource: Resource, app: App) -> str:
    known = [*other_resources(resource, app), *mark_resources(resource, app)]
    return next((crud for other, crud in known if other.name == name), resource.crud)


def _filled_in(marks: Resource) -> set[ClassName]:
    """The resources of the owner's own rows that marks hold the keys of."""
    return {field.reference.resource for field in marks.filled_in if field.reference}


FILTERS = by_name(attached_resources, attached_value, mark_crud, mark_resources, mark_values)
