"""Fields that refer to other rows, and which statements ask for those."""

from generator.emit.filters import by_name
from generator.model.actions import Action
from generator.model.app import App
from generator.model.fields import Field
from generator.model.names import Constraint
from generator.model.resource import Resource


def foreign_key(field: Field, resource: Resource) -> Constraint:
    """The constraint behind a field that refers to something."""
    return next(key.name for key in resource.table.foreign_keys if key.column == field.name)


def read_by(field: Field) -> str:
    """What of the other policy says that a row may be referred to."""
    public = field.reference is not None and field.reference.public
    return "is_readable" if public and not field.own else "is_own"


def sent_references(resource: Resource) -> list[Field]:
    """The references that clients send, by some route."""
    sent = resource.creates or writes_references(resource)
    return [field for field in resource.references if sent and field.writable]


def other_resources(resource: Resource, app: App) -> list[tuple[Resource, str]]:
    """The other resources that rows refer to, and the variables of their FastCRUDs here."""
    found = {
        field.reference.resource: resource.crud_of(field.reference)
        for field in resource.references
        if field.reference and field.reference.resource != resource.name
    }
    return [(app.resource(name), crud) for name, crud in found.items()]


def checks_references(app: App) -> bool:
    """Whether rows refer to others besides those whose owner they have."""
    return any(
        field is not resource.through for resource in app.resources for field in resource.references
    )


def later_policies(resource: Resource, app: App) -> list[Resource]:
    """The resources whose policies are imported when that of this one is made."""
    wanted = {
        field.reference.resource
        for field in resource.references
        if field.reference and field is not resource.through
    }
    return [other for other, _ in other_resources(resource, app) if other.name in wanted]


def changes_references(resource: Resource) -> bool:
    """Whether a change of a row may give it another reference."""
    return resource.changes and (
        any(field.changeable for field in resource.references) or bool(resource.links)
    )


def given_references(action: Action) -> list[Field]:
    """The references that a request gives to an action."""
    return [field for field in action.given if field.reference]


def writes_references(resource: Resource) -> bool:
    """Whether some route writes a reference to a row that is there."""
    return changes_references(resource) or any(map(given_references, resource.actions))


def is_needed(resource: Resource, app: App) -> bool:
    """Whether a row may not be deleted, for what refers to it or to what goes with it."""
    going, seen = [str(resource.name)], set[str]()
    while going:
        name = going.pop()
        seen.add(name)
        for other in app.resources:
            for field in other.references:
                if field.reference is None or field.reference.resource != name:
                    continue
                if field.reference.on_delete == "restrict":
                    return True
                if field.reference.on_delete == "cascade" and other.name not in seen:
                    going.append(str(other.name))
    return False


FILTERS = by_name(
    changes_references,
    checks_references,
    foreign_key,
    given_references,
    is_needed,
    later_policies,
    other_resources,
    read_by,
    sent_references,
    writes_references,
)
