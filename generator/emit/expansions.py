"""Rows of other resources in answers, as Python."""

from dataclasses import replace

from generator.emit.filters import by_name
from generator.emit.python import across
from generator.emit.python.bodies import other_name
from generator.emit.python.lists import sort_field
from generator.emit.python.literals import call, literal
from generator.model.app import App
from generator.model.expansions import Expansion
from generator.model.lists import SortField
from generator.model.resource import Resource

# What the parameter `expand` does.
EXPAND = "Rows to answer with besides, separated by commas or repeated."


def expanded_resources(resource: Resource, app: App) -> list[Resource]:
    """The resources whose rows answers may hold."""
    names = dict.fromkeys(expansion.resource for expansion in resource.expansions)
    return [app.resource(name) for name in names]


def expansion_type(expansion: Expansion) -> str:
    """The annotation of what answers hold."""
    public = f"{expansion.resource}Public"
    return f"{public} | None" if expansion.most is None else f"list[{public}]"


def expansion_default(expansion: Expansion) -> str:
    """What stands behind it: what is asked for may be absent."""
    arguments = other_name(expansion.name, expansion.attribute)
    if expansion.most is not None:
        arguments["max_length"] = str(expansion.most)
    arguments["description"] = literal(expansion.description)
    return f" = {call('Rule' if expansion.always else 'Absent', arguments)}"


def expansion_value(expansion: Expansion, resource: Resource, app: App) -> str:
    """What makes the value of the rows that are answered."""
    other = app.resource(expansion.resource)
    crud, public = str(other.crud), f"{other.name}Public"
    attached = {}
    if other.attached:
        attached["attached"] = "ATTACHED" if other.name == resource.name else attached_name(other)
    if expansion.most is None:
        key, by = f"col({other.name}.{expansion.key})", literal(expansion.by)
        return call("embedded_row", attached, first=f"{crud}, {public}, {key}, {by}")
    by, key = f"col({other.name}.{expansion.by})", literal(expansion.key)
    order = ", ".join(sort_field(each, other) for each in expansion_order(expansion, other))
    arguments = {"order": f"[{order}]", "most": str(expansion.most), **attached}
    return call("embedded_rows", arguments, first=f"{crud}, {public}, {by}, {key}")


def attached_name(resource: Resource) -> str:
    """What the answers of another resource have, by its name here."""
    return across.attached_name(resource.folder)


def expansion_order(expansion: Expansion, other: Resource) -> list[SortField]:
    """What the rows are sorted by; the key decides last, and goes the way of the last sort."""
    name = expansion.sort or ""
    found = [
        replace(field, descending=field.descending != name.startswith("-"))
        for sort in other.sort_keys
        if sort.name == name.removeprefix("-")
        for field in sort.fields
    ]
    descending = bool(found) and found[-1].descending
    if any(each.field.name == other.key.name for each in found):
        return found
    return [*found, SortField(other.key, descending, "value", None)]


FILTERS = by_name(
    attached_name,
    expanded_resources,
    expansion_default,
    expansion_type,
    expansion_value,
)
