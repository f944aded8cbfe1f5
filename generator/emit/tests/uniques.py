"""What the emitted tests need to know of values that only one row may have."""

from collections.abc import Iterable

from generator.emit.filters import by_name
from generator.emit.python.literals import literal
from generator.emit.tests.candidates import first_example, own
from generator.model.app import App
from generator.model.fields import Field, Value
from generator.model.resolve.examples import telling_apart
from generator.model.resolve.varied import Varied, varied
from generator.model.resource import Resource


def told_apart(resource: Resource) -> list[tuple[str, str]]:
    """The fields by which rows must differ, and the value of each for a `number`, in Python."""
    fields = {str(field.name): field for field in resource.fields}
    return [(fields[name].public, value) for name, value in columns_told_apart(resource)]


def columns_told_apart(resource: Resource) -> list[tuple[str, str]]:
    """The same by columns."""
    fields = {str(field.name): field for field in resource.fields}
    return [(name, _expression(fields[name], way)) for name, way in ways(resource).items()]


def ways(resource: Resource) -> dict[str, Varied | None]:
    """By what rows differ, and how.

    Where they differ by what they refer to, it is by all of it: below a row they all refer to that
    one.
    """
    found = telling_apart(resource.fields, resource.table.uniques)
    fields = {field.name: field for field in resource.fields}
    for unique in resource.table.uniques:
        ways = [found.get(name) for name in unique.fields]
        if any(way is not None and way.kind == "row" for way in ways):
            others = (fields[name] for name in unique.fields if name not in found)
            found |= {
                each.name: varied(each) for each in others if each.reference and each.writable
            }
    return found


def told_apart_by_rows(app: App) -> list[Resource]:
    """The resources of whose rows others need as many as there are of them."""
    wanted = {
        field.reference.resource
        for resource in app.resources
        for field in resource.references
        if field.reference and field.name in rows_apart(resource)
    }
    return [resource for resource in app.resources if resource.name in wanted]


def rows_apart(resource: Resource) -> set[str]:
    """The fields by which rows differ in what they refer to."""
    return {name for name, way in ways(resource).items() if way is not None and way.kind == "row"}


def numbered(resource: Resource, number: int) -> dict[str, Value | None]:
    """The same as values, for one number."""
    found = ways(resource)
    fields = {str(field.name): field for field in resource.fields}
    unique = {name for unique in resource.table.uniques for name in unique.fields}
    # What clients can't send is told apart by nothing.
    unsent = [field.name for field in resource.fields if field.name in unique and field.nullable]
    values: dict[str, Value | None] = {
        name: None for name in unsent if name not in {field.name for field in resource.writable}
    }
    for name, way in found.items():
        values[name] = None if way is None else _value(fields[name], way, number)
    return values


def _value(field: Field, way: Varied, number: int) -> Value:
    if field.reference is not None:
        return own(field.reference, number)
    return way.value(number)


def tried_uniques(resource: Resource) -> list[tuple[str, ...]]:
    """What is unique and can be sent, so that a second row can be tried."""
    writable = {str(field.name) for field in resource.writable}
    given = first_example(resource).keys() & writable
    return [
        resource.public_names(unique.fields)
        for unique in resource.table.uniques
        if unique.fields and given.issuperset(unique.fields)
    ]


def uniques_of_all(resource: Resource) -> list[tuple[str, ...]]:
    """What is unique among the rows of all."""
    found = [resource.public_names(it.fields) for it in resource.table.uniques if it.of_all]
    return [names for names in tried_uniques(resource) if names in found]


def apart_from_all(resource: Resource) -> list[tuple[str, str]]:
    """The columns by which rows of all owners must differ, and the value of each, in Python."""
    fields = {str(field.name): field for field in resource.fields}
    return [(name, _expression(fields[name], way)) for name, way in ways_of_all(resource).items()]


def ways_of_all(resource: Resource) -> dict[str, Varied | None]:
    """By what rows of all owners differ, and how."""
    columns = {name for it in resource.table.uniques if it.of_all for name in it.fields}
    made = resource.made
    found = {name: way for name, way in ways(resource).items() if name in columns}
    if made and made.name in columns and not made.writable and (way := varied(made)):
        found[made.name] = way
    return found


def touches_unique(resource: Resource, fields: Iterable[Field]) -> bool:
    """Whether rows that are alike in these fields may be refused."""
    names = {field.name for field in fields}
    return any(not names.isdisjoint(unique.fields) for unique in resource.table.uniques)


def _expression(field: Field, way: Varied | None) -> str:
    if way is None:
        return "None"
    if field.reference is not None:
        return f"Own({literal(field.reference.table)}, number)"
    match way.kind:
        case "text":
            before, after = (
                literal(text)[1:-1].replace("{", "{{").replace("}", "}}")
                for text in (way.before, way.after)
            )
            width = f":0{way.width}" if way.width > 1 else ""
            return f'f"{before}{{number{width}}}{after}"'
        case "letters":
            return f"letters(number, {way.width}, {literal(way.before)})"
        case "octets":
            return f'f"{way.before}{{number // 256}}.{{number % 256}}"'
        case "int":
            value = f"number + {way.least}" if way.least else "number"
            return f"str({value})" if field.type == "bigint" else value
        case "float":
            return f"float(number + {way.least})"
        case "date":
            return "(dt.date(2030, 1, 1) + dt.timedelta(number)).isoformat()"
        case "datetime":
            return "(dt.datetime(2030, 1, 1, tzinfo=dt.UTC) + dt.timedelta(number)).isoformat()"
    raise ValueError(f"{field.name} refers to no row")


def lettering(app: App) -> bool:
    """Whether some field of the tests counts in letters."""
    every = (value for resource in app.resources for _, value in told_apart(resource))
    return any(value.startswith("letters(") for value in every)


FILTERS = by_name(
    apart_from_all,
    uniques_of_all,
    columns_told_apart,
    lettering,
    told_apart,
    told_apart_by_rows,
    tried_uniques,
)
