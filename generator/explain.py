"""What the indexes of an application are for, in the words of its spec."""

from collections.abc import Callable, Iterator

from generator.diagnostics import DataPath
from generator.model.app import App
from generator.model.names import sql_identifier
from generator.model.resource import Resource
from generator.model.tables import Index

_KEY = "reads, changes and deletes one row by its key"
_USERS_KEY = "finds the caller's own row"
_LINKS_KEY = "finds what a row is linked to"
_LINKS_BACK = "finds what is linked to a row, when it is deleted and for filters"

# Where the spec says something, as a line begins: `resources.yaml:12`.
Locate = Callable[[DataPath], str]


def explained(app: App, locate: Locate) -> str:
    """Every index of every table, each with the lines of the spec that it serves."""
    parts = []
    if app.users is not None:
        place = locate(("auth", "users"))
        key = f"{app.users.key_name} ({app.users.key})"
        parts.append([f"users: table {app.users.name}", f"  {key}", f"    {place}  {_USERS_KEY}"])
    parts += [list(_resource(resource, locate)) for resource in app.resources]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _resource(resource: Resource, locate: Locate) -> Iterator[str]:
    table, name = resource.table, str(resource.name)
    yield f"{name}: table {table.name}"
    yield f"  {table.key_name} ({table.key})"
    yield f"    {locate(('resources', name, 'fields', str(resource.key.name)))}  {_KEY}"
    for unique in table.uniques:
        yield f"  {unique.name} ({', '.join(map(sql_identifier, unique.columns))})"
        for reason in unique.reason.split(", "):
            place = _place(reason)
            if reason == "unique" and not unique.fields[1:]:
                place = ("fields", str(unique.fields[0]))
            yield f"    {locate(('resources', name, *place))}  {reason}"
    for index in table.indexes:
        yield f"  {index.name} {_columns(index)}"
        for reason in index.reason.split(", "):
            place = _nested(reason) or (name, *_place(reason))
            yield f"    {locate(('resources', *place))}  {reason}"
    for links in resource.link_tables:
        yield f"{name}.{links.link}: table {links.name}"
        said = locate(("resources", name, "fields", str(links.link)))
        yield f"  {links.key_name} ({', '.join(links.keys)})"
        yield f"    {said}  {_LINKS_KEY}"
        for index in links.indexes:
            yield f"  {index.name} {_columns(index)}"
            yield f"    {said}  {_LINKS_BACK}"


def _columns(index: Index) -> str:
    parts = ", ".join(part.sql for part in index.parts)
    return f"({parts})" if index.method == "btree" else f"{index.method} ({parts})"


def _nested(reason: str) -> DataPath:
    """Where the list of what belongs to a row is named, if the reason is such a list."""
    word, _, name = reason.partition(" ")
    resource, _, many = name.partition(".")
    return (resource, "has_many", many) if word == "nested" else ()


def _place(reason: str) -> DataPath:
    """Where a resource says what an index is for."""
    word, _, name = reason.partition(" ")
    match word:
        case "sort":
            return ("sort", "keys", name)
        case "reference":
            return ("fields", name)
        case "filter":
            return ("filters", name.partition("__")[0])
    return (word,)
