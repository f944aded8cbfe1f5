"""Rows that are linked to others, as Python."""

from dataclasses import replace

from generator.emit.attached import made_values
from generator.emit.filters import by_name
from generator.emit.python.routes import key_path_type, listed_statuses
from generator.model.app import App
from generator.model.fields import Field
from generator.model.names import Constraint, Identifier, Table, beside, singular
from generator.model.relations import Count, Link
from generator.model.resource import Resource
from generator.model.tables import TableColumn, TableModel


def link_of(field: Field) -> Link:
    """What a field of the type many lists."""
    if field.link is None:
        raise ValueError(f"{field.name} lists no rows")
    return field.link


def linked_crud(field: Field, resource: Resource) -> Identifier:
    """The variable of the FastCRUD of the rows that a field lists."""
    link = link_of(field)
    if link.resource == resource.name:
        return resource.crud
    return beside(str(link.folder), {resource.crud, "col"})


def linked_resources(resource: Resource, app: App) -> list[tuple[Resource, Identifier]]:
    """The resources whose rows are listed, or are links, and the variables of their FastCRUDs."""
    found = {link_of(field).resource: linked_crud(field, resource) for field in resource.links}
    for field in resource.links:
        if through := link_of(field).through:
            found[through] = between_crud(field, resource, app)
    return [(app.resource(name), crud) for name, crud in found.items()]


def between_crud(field: Field, resource: Resource, app: App) -> Identifier:
    """The variable of the FastCRUD of the rows that are the links of a field."""
    between = app.resource(str(link_of(field).through))
    return beside(str(between.folder), {resource.crud, "col"})


def link_table(field: Field, resource: Resource) -> TableModel:
    """The table that holds the links."""
    return next(table for table in resource.link_tables if table.link == link_of(field).name)


def links_in(field: Field, resource: Resource, app: App) -> Table:
    """The table whose rows are the links."""
    through = link_of(field).through
    return (app.resource(through).table if through else link_table(field, resource)).name


def link_constraint(field: Field, resource: Resource, app: App) -> Constraint:
    """The foreign key that leads to the listed rows."""
    link = link_of(field)
    table = app.resource(link.through).table if link.through else link_table(field, resource)
    return next(key.name for key in table.foreign_keys if key.column == link.there)


def linked_item(field: Field) -> str:
    """One of the listed rows in the names of operations: `tag` in `link_task_tag`."""
    return singular(link_of(field).name)


def link_class(field: Field) -> str:
    """The class of what a field lists."""
    link = link_of(field)
    return "NamedLinks" if link.names else "LinksThrough" if link.through else "Links"


def counts_of(field: Field, resource: Resource) -> list[str]:
    """The fields that count the rows that are the links of a field."""
    link = link_of(field)
    return [
        str(each.name)
        for each in resource.attached
        if isinstance(each.attached, Count)
        and (each.attached.resource, each.attached.by) == (link.through, link.here)
    ]


def key_column(column: TableColumn) -> str:
    """A key in a row of the table between, in Python."""
    kind = {"uuid": "UUID"}.get(column.type.name, "int")
    wide = ", sa_type=sa.BigInteger" if column.type.name == "bigint" else ""
    return f"{column.name}: {kind} = Field(primary_key=True{wide})"


def listed_key(field: Field) -> Field:
    """The key of a listed row, as far as paths know it."""
    if field.element is None:
        raise ValueError(f"{field.name} lists no rows")
    kind = link_of(field).key_type
    return replace(field.element, type=kind, format=None) if kind else field.element


def listed_key_type(field: Field) -> str:
    """The annotation of a listed row's key in a path."""
    return key_path_type(listed_key(field))


def new_values(field: Field, app: App) -> dict[str, str]:
    """What a row gets, by column, that is made of a text alone, or of the keys that it links."""
    link = link_of(field)
    if link.through is None:
        return made_values(app.resource(link.resource), "NEW_UUID")
    values = made_values(app.resource(link.through), "NEW_UUID")
    return {name: value for name, value in values.items() if name not in (link.here, link.there)}


def link_description(field: Field, resource: Resource) -> str:
    """What the route that makes a link does."""
    return f"Link {_ends(field, resource)}, unless they are linked already."


def unlink_description(field: Field, resource: Resource) -> str:
    """What the route that takes a link away does."""
    return f"Take the link of {_ends(field, resource)} away, if there is one."


def _ends(field: Field, resource: Resource) -> str:
    return f"{resource.label_with_article} to {link_of(field).label_with_article}"


def linked_meaning(field: Field, resource: Resource) -> str:
    """What is true when a link is made."""
    return f"The {resource.label} is linked to the {link_of(field).label}."


def unlinked_meaning(field: Field, resource: Resource) -> str:
    """What is true when a link is taken away."""
    return f"The {resource.label} is not linked to the {link_of(field).label}."


def link_statuses(app: App, resource: Resource) -> str:
    """The errors of a route that makes a link, besides those that every route has."""
    return listed_statuses(app.foreign_status, app.foreign_status_of(resource), 404, 409)


def unlink_statuses(app: App, resource: Resource) -> str:
    """The errors of a route that takes a link away, besides those that every route has."""
    return listed_statuses(app.foreign_status, app.foreign_status_of(resource), 404)


FILTERS = by_name(
    between_crud,
    counts_of,
    key_column,
    link_class,
    link_constraint,
    link_description,
    link_statuses,
    link_table,
    linked_crud,
    linked_item,
    linked_meaning,
    linked_resources,
    links_in,
    listed_key_type,
    new_values,
    unlink_description,
    unlink_statuses,
    unlinked_meaning,
)
