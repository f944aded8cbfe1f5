"""Paths, keys and statuses of routes, and what statements are given."""

from generator.emit.filters import by_name
from generator.emit.python.literals import literal, literals, typed_value
from generator.emit.python.references import is_needed
from generator.model import names
from generator.model.actions import HookPoint
from generator.model.app import App
from generator.model.fields import Field
from generator.model.resolve.forms import FORMS, Form
from generator.model.resolve.values import TEXTS
from generator.model.resource import LOOKUP_PART, Resource


def below_user(resource: Resource) -> str:
    """The path of the list behind the part that names the caller."""
    return "/" + resource.segment + resource.path.removeprefix(resource.base)


def answer_arguments(resource: Resource, listing: str = "queries.listing") -> str:
    """What a list's handler passes on besides the query."""
    by, order = resource.sort_by.attribute, resource.sort_order
    sort = f", sort=query.{by}" if resource.sort_keys else ", sort=()"
    if order is not None:
        attributes = literals([by, order.attribute])
        sort = f", sort={listing}.directed(query, {attributes})"
    total = {"on_request": "query.total", "exact": "True", "none": "False"}[resource.page.total]
    return f"{sort}, total={total}"


# Routes.


def lookup_class(resource: Resource) -> str | None:
    """The type of a text in paths, where one stands for the key."""
    text = resource.address.type in TEXTS
    return names.class_of(resource.name, LOOKUP_PART) if text else None


def path_type(resource: Resource) -> str:
    """The annotation of what a path names a row by."""
    return lookup_class(resource) or key_path_type(resource.address)


def key_path_type(key: Field) -> str:
    """The annotation of a key in a path."""
    return {"uuid": "UUID", "int": "Int32", "bigint": "Int64"}[key.type]


def address_python_type(resource: Resource) -> str:
    """The same once it is read."""
    return {"uuid": "UUID", "int": "int", "bigint": "int"}.get(resource.address.type, "str")


def address_sql_type(resource: Resource) -> str:
    """The same in SQLAlchemy."""
    numbered = {"uuid": "sa.Uuid()", "int": "sa.Integer()", "bigint": "sa.BigInteger()"}
    return numbered.get(resource.address.type, "sa.Text()")


def read_only_columns(resource: Resource) -> list[str]:
    """The columns that sessions may not write for a caller."""
    return [
        field.name
        for field in resource.fields
        if field.automatic and not (field.since or field.made_from)
    ]


def created_parameters(resource: Resource) -> str:
    """The names of the parameters of an INSERT, as an expression."""
    create = f"{resource.name}Create.model_fields"
    made = [resource.key] if resource.key.type == "uuid" else []
    made += [resource.made] if resource.made and not resource.made.writable else []
    if resource.links:
        create = f"(name for name in {create} if name not in LINKS)"
        return f"({literals(field.name for field in made)}, *{create})" if made else create[1:-1]
    return f"({literals(field.name for field in made)}, *{create})" if made else create


def made_by(resource: Resource) -> str:
    """The constraint that says whether a slug is taken."""
    made = resource.made
    uniques = resource.table.uniques
    return literal(next(it.name for it in uniques if made and tuple(it.fields) == (made.name,)))


def own_defaults(resource: Resource) -> list[tuple[str, str]]:
    """The values that a create gives to fields that clients can't send."""
    return [
        (field.name, typed_value(field, field.default))
        for field in resource.fields
        if field.default is not None and not field.writable
    ]


def has_row_routes(resource: Resource) -> bool:
    """Whether some route is about one row that is there already."""
    return bool(
        resource.actions
        or resource.nests
        or {"read", "put", "patch", "delete"} & set(resource.routes)
    )


def writes_rows(resource: Resource) -> bool:
    """Whether some route changes or deletes a row that is there already."""
    changes = any(action.mark is None for action in resource.actions)
    return bool(changes or {"put", "patch", "delete"} & set(resource.routes))


def inherits(resource: Resource, by: str) -> bool:
    """Whether what a field refers to says whose the rows of a resource are."""
    return resource.through is not None and resource.through.name == by


def _creates_below(resource: Resource, app: App) -> bool:
    """Whether some route creates rows below one that must be the caller's own."""
    return any(
        many.nested
        and "create" in many.nested.routes
        and inherits(app.resource(many.resource), many.by)
        for many in resource.nests
    )


def tells_foreign(resource: Resource, app: App) -> bool:
    """Whether somebody is told that a row is another user's."""
    writes = writes_rows(resource) or _creates_below(resource, app)
    asked = writes if resource.public else has_row_routes(resource)
    return app.foreign_status_of(resource) == 403 and asked


def not_found(resource: Resource) -> str:
    """The error of a path that leads to no row, which says what the path names rows by."""
    by = [resource.address.public] if resource.lookup else []
    return f"NotFound({literals([resource.label, *by])})"


def refusal(app: App, resource: Resource) -> str:
    """What is raised where the caller doesn't reach a row."""
    if app.foreign_status_of(resource) == 403:
        return f"await out_of_reach(database, {resource.key_parameter})"
    return not_found(resource)


def not_read(app: App, resource: Resource) -> str:
    """What is raised where there is no row that the caller reads."""
    return not_found(resource) if resource.public else refusal(app, resource)


def listed_statuses(*statuses: int) -> str:
    """Statuses in their order, each once."""
    return ", ".join(map(str, sorted(set(statuses))))


# The errors of a route that takes a body.
BODY_STATUSES = (400, 413, 415)


def _refusals(resource: Resource, point: HookPoint) -> tuple[int, ...]:
    """How a function of the user's own may refuse."""
    return (403, 409) if resource.hook(point) else ()


def create_statuses(app: App, resource: Resource) -> str:
    """The errors of a create, besides those that every route has."""
    return listed_statuses(*BODY_STATUSES, 409, *_refusals(resource, "before_create"))


def read_statuses(app: App, resource: Resource) -> str:
    """The errors of a route that reads one row, besides those that every route has."""
    return "404" if resource.public else listed_statuses(app.foreign_status_of(resource), 404)


def write_statuses(app: App, resource: Resource) -> str:
    """The errors of a route that changes one row with a body."""
    refusals = _refusals(resource, "before_update")
    foreign = app.foreign_status_of(resource)
    return listed_statuses(*BODY_STATUSES, foreign, 404, 409, *refusals)


def delete_statuses(app: App, resource: Resource) -> str:
    """The errors of a delete, besides those that every route has."""
    needed = (409,) if is_needed(resource, app) else ()
    refusals = _refusals(resource, "before_delete")
    return listed_statuses(app.foreign_status_of(resource), 404, *needed, *refusals)


def forms(app: App) -> list[tuple[str, Form]]:
    """The forms that some text of the application must have, as their types are called."""
    fields = [
        field for resource in app.resources for field in (*resource.fields, *resource.computed)
    ]
    used = {(field.element or field).form for field in fields}
    return [(kind.capitalize(), form) for kind, form in FORMS.items() if kind in used]


FILTERS = by_name(
    address_python_type,
    address_sql_type,
    answer_arguments,
    below_user,
    create_statuses,
    created_parameters,
    delete_statuses,
    forms,
    lookup_class,
    made_by,
    not_found,
    not_read,
    own_defaults,
    path_type,
    read_only_columns,
    read_statuses,
    refusal,
    tells_foreign,
    write_statuses,
)
