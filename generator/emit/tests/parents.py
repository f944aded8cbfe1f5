"""Rows that others refer to, as emitted tests and seeds make them."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.emit.filters import by_name
from generator.emit.python.literals import Expression
from generator.emit.tests.candidates import Pairs, first_example, own
from generator.emit.tests.routes import missing_key
from generator.model.app import App
from generator.model.fields import Field, Reference, Scalar
from generator.model.resource import Resource

_NOBODYS = "0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"


@dataclass(frozen=True, slots=True)
class Parent:
    """A field that refers to other rows, and what the tests do with those."""

    field: Field
    # One of the user's rows that nothing refers to, and a key that no row has.
    row: Expression
    missing: Scalar
    # Where such a row is deleted, if it can be.
    path: str | None
    on_delete: str
    # The column that such a path has, where that isn't the key.
    lookup: str | None


def referred_to(app: App) -> list[Resource]:
    """The resources whose rows others refer to and need, or hold in their answers."""
    wanted = {
        field.reference.resource
        for resource in app.resources
        for field in resource.references
        if field.reference
    }
    wanted |= {each.resource for resource in app.resources for each in resource.expansions}
    return [resource for resource in app.resources if resource.name in wanted]


def owned(app: App) -> list[Resource]:
    """The resources of whose rows tests need a user's own.

    Others refer or are linked to them, or they belong to others, or there is no route that they
    could be made by.
    """
    wanted = {*(resource.name for resource in referred_to(app))}
    links = (field.link for resource in app.resources for field in resource.links)
    wanted |= {link.resource for link in links if link}
    wanted |= {many.resource for resource in app.resources for many in resource.has_many}
    return [each for each in app.resources if each.name in wanted or not each.served]


def others_rows(app: App) -> list[Resource]:
    """Those of whose rows each user has one, so that there are several of several users."""
    return [resource for resource in owned(app) if resource.single and resource.public]


def parents(resource: Resource, app: App) -> list[Parent]:
    """The fields that refer to other rows and that clients send."""
    found = []
    for field in resource.references:
        if field.writable and field.reference:
            there = app.resource(field.reference.resource)
            # Other rows of the user's refer to the only one, too.
            deletes = "delete" in there.routes and not field.reference.single
            found.append(
                Parent(
                    field,
                    own(field.reference, 0),
                    _sent(missing_key(there), field),
                    there.base if deletes else None,
                    field.reference.on_delete,
                    there.lookup,
                )
            )
    return found


def own_references(resource: Resource) -> list[str]:
    """The fields by which rows refer to others of the same resource."""
    return [
        field.public
        for field in resource.references
        if field.writable and field.reference and field.reference.resource == resource.name
    ]


def own_row(reference: Reference, number: int) -> Expression:
    """One of the user's own rows of those that a field refers to."""
    return own(reference, number)


def unused_values(resource: Resource) -> Pairs:
    """A key that no row has, for the fields of which no sample has a value."""
    return [
        (field.public, _sent(1 if field.type != "uuid" else _NOBODYS, field))
        for field in resource.references
        if field.reference and field.reference.circular
    ]


def refers(resource: Resource) -> bool:
    """Whether clients send the keys of other rows."""
    return any(field.writable for field in resource.references)


def example_bodies(resource: Resource) -> list[Pairs]:
    """Bodies that create a row each."""
    public = {str(field.name): field.public for field in resource.fields}
    return [
        [(public[name], value) for name, value in first_example(resource, number).items()]
        for number in range(len(resource.examples))
    ]


def seeded(app: App) -> list[Resource]:
    """The resources that get examples, each after those that its rows need, or may refer to."""
    left = [resource for resource in app.resources if "create" in resource.routes]
    found: list[Resource] = []
    while left:
        there = {str(resource.name) for resource in found}
        ready = [
            resource
            for resource in left
            if all(reference.resource in there for _, reference in _needed(resource))
        ]
        if not ready:
            # What they need can't be created.
            break
        # Better after those that they may refer to, too.
        first = next((each for each in ready if not _refers_to_others(each, left)), ready[0])
        left.remove(first)
        found.append(first)
    return found


def seeds(resource: Resource, app: App) -> Pairs:
    """The fields that refer to rows which are created before, and the paths of those."""
    before = seeded(app)
    known = {other.name: other for other in before[: before.index(resource)]}
    return [
        (field.public, known[field.reference.resource].path)
        for field in resource.references
        if field.writable and field.reference and field.reference.resource in known
    ]


def numbered_seeds(app: App) -> list[str]:
    """The paths of rows with an int as their key, where others refer to those."""
    wanted = {resource.name for resource in referred_to(app)}
    return [
        str(resource.path)
        for resource in seeded(app)
        if resource.name in wanted and resource.key.type == "int"
    ]


def looked_up_seeds(app: App) -> list[tuple[str, tuple[str, ...]]]:
    """The paths of which no `Location` has the key that is asked for, and where answers have it."""
    wanted = {resource.name for resource in referred_to(app)}
    return [
        (
            str(resource.path),
            (
                *((resource.row_form.place("$row") or ()) if resource.row_form else ()),
                resource.key.public,
            ),
        )
        for resource in seeded(app)
        if (resource.name in wanted and resource.lookup) or "read" not in resource.routes
    ]


def keeping_users(app: App) -> list[Resource]:
    """The resources that clients create whose rows keep their user from being deleted."""
    return [each for each in app.resources if "create" in each.routes and _keeps_user(each, app)]


def _keeps_user(resource: Resource, app: App) -> bool:
    """Whether a row, or one that it needs, refuses the delete of one of its owner's."""
    # Their user's own rows go with the user, as what they are owned through does.
    held = [field for field in resource.references if field.own or field is resource.through]
    if any(field.reference and field.reference.on_delete == "restrict" for field in held):
        return True
    needed = (app.resource(reference.resource) for _, reference in _needed(resource))
    return any(_keeps_user(other, app) for other in needed)


def _needed(resource: Resource) -> Iterator[tuple[Field, Reference]]:
    return (
        (field, field.reference)
        for field in resource.references
        if field.required and field.reference
    )


def _refers_to_others(resource: Resource, others: list[Resource]) -> bool:
    """Whether clients send the keys of rows of these, other than its own kind."""
    names = {each.name for each in others if each is not resource}
    return any(
        field.writable and field.reference and field.reference.resource in names
        for field in resource.references
    )


def _sent(key: Scalar, field: Field) -> Scalar:
    return str(key) if field.type == "bigint" else key


FILTERS = by_name(
    example_bodies,
    keeping_users,
    looked_up_seeds,
    numbered_seeds,
    others_rows,
    owned,
    own_references,
    own_row,
    parents,
    referred_to,
    refers,
    seeded,
    seeds,
    unused_values,
)
