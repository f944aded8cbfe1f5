"""What emitted tests know of rows that lists look at across references."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.emit.filters import by_name
from generator.emit.python.literals import Expression, literal
from generator.emit.tests.candidates import Pairs, own, variants_of
from generator.emit.tests.lists import parser
from generator.emit.tests.uniques import rows_apart
from generator.model.app import App
from generator.model.fields import Field
from generator.model.lists import public_path
from generator.model.marks import Marked
from generator.model.resolve.examples import sent
from generator.model.resolve.varied import varied
from generator.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Foreign:
    """A reference that lists look across, and what it may wrongly lead to."""

    field: Field
    row: Expression
    # The parameters, and the sorts, that look across it; a sort doesn't without room for null.
    filters: list[str]
    sorts: list[str]


def looked_across(resource: Resource) -> dict[str, tuple[tuple[Field, ...], Field]]:
    """The fields beyond references that a list asks for, as clients know them: way and field."""
    conditions = (
        (each.steps, each.field)
        for filter_ in resource.choice_filters
        for choice in filter_.choices
        for each in choice.beyond
    )
    filtered = ((each.steps, each.field) for each in resource.operator_filters)
    sorted_by = ((each.steps, each.field) for key in resource.sort_keys for each in key.fields)
    return {
        public_path(steps, field): (steps, field)
        for steps, field in (*filtered, *conditions, *sorted_by)
        if steps
    }


def across_ways(resource: Resource) -> list[tuple[str, str]]:
    """These fields, and the way to each: the fields that hold keys, and the tables of those."""
    found = []
    for subject, (steps, field) in looked_across(resource).items():
        # The row itself is as clients see it; the others are as they are stored.
        holding = [steps[0].public, *(str(step.name) for step in steps[1:])]
        tables = [str(step.reference.table) for step in steps if step.reference]
        way = "".join(
            f"({literal(name)}, {literal(table)}), "
            for name, table in zip(holding, tables, strict=True)
        )
        found.append((subject, f"Way(({way}), {literal(field.name)})"))
    return found


def across_parsers(resource: Resource) -> list[tuple[str, str]]:
    """How these fields are read whose JSON isn't their value."""
    found = ((subject, parser(field)) for subject, (_, field) in looked_across(resource).items())
    return [(subject, read) for subject, read in found if read]


def across_unused(resource: Resource) -> Pairs:
    """A value of each of these fields, to be asked for where no row has any."""
    return [
        (subject, sent(field, value))
        for subject, (_, field) in looked_across(resource).items()
        for value in variants_of(field)[:1]
        if field.reference is None and field.element is None
    ]


def foreign_parents(resource: Resource, app: App) -> list[Foreign]:
    """The references that lists look across first, to rows that not everybody reads."""
    found = []
    # A reference that says whose a row is leads to one's own, even where everybody reads them.
    read_by_all = {str(other.name) for other in app.resources if other.public}
    for first, *further in resource.ways:
        if further or first.own or first.reference is None:
            continue
        if first.reference.resource in read_by_all:
            continue
        filters = [
            str(each.name) for each in resource.operator_filters if each.steps[:1] == (first,)
        ]
        sorts = [
            str(key.name)
            for key in resource.sort_keys
            if any(each.steps[:1] == (first,) for each in key.fields) and first.nullable
        ]
        found.append(Foreign(first, own(first.reference), filters, sorts))
    return found


def rows_seen(resource: Resource, app: App) -> list[Pairs]:
    """The columns of rows that others refer to, in which what lists look at differs."""
    rows = [dict(row) for row in _rows(resource)]
    seen = {str(field.name): field for field in _seen(resource, app)}
    unique = {name for one in resource.table.uniques for name in one.fields}
    for number, row in enumerate(rows):
        for name, field in seen.items():
            if name in unique or field.automatic or _has_no_column(field) or field.reference:
                continue
            if values := variants_of(field):
                row[name] = sent(field, values[number % len(values)])
        for field in _followed(resource, app):
            row[str(field.name)] = own(field.reference, number)  # type: ignore[arg-type]
    return [[*row.items()] for row in rows]


def computed_seen(resource: Resource, app: App) -> list[tuple[str, str]]:
    """What lists look at of a resource that no column holds, and its SQL.

    The rows that tests make of themselves are marked by nobody.
    """
    seen = (field for field in _seen(resource, app) if _has_no_column(field))
    return [(str(field.name), field.sql or "false") for field in seen]


def _has_no_column(field: Field) -> bool:
    return field.sql is not None or field.attached is not None


@dataclass(frozen=True, slots=True)
class MarkedAcross:
    """A filter that asks whether the caller has marked the row that a row refers to."""

    parameter: str
    # What clients call the reference, and the table that it leads to.
    field: str
    table: str
    # The table of the marks, and the column of what is marked.
    marks: str
    by: str


def marks_across(resource: Resource, app: App) -> list[MarkedAcross]:
    """Those over one reference that clients send."""
    tables = {other.name: str(other.table.name) for other in app.resources}
    return [
        MarkedAcross(
            str(filter_.name),
            step.public,
            str(step.reference.table),
            tables[marked.resource],
            str(marked.refers),
        )
        for filter_ in resource.operator_filters
        if len(filter_.steps) == 1
        for step in filter_.steps
        if step.reference and step.writable and not filter_.renamed
        if isinstance(marked := filter_.field.attached, Marked)
    ]


def looks_at_computed(app: App) -> bool:
    """Whether some list looks at what no column holds."""
    return any(computed_seen(resource, app) for resource in app.resources)


def _rows(resource: Resource) -> Iterator[Pairs]:
    """The columns that rows must have."""
    for number, example in enumerate(resource.examples):
        needed = [field for field in resource.references if field.required]
        apart = rows_apart(resource)
        yield [
            *((str(name), value) for name, value in example),
            *_given_by_server(resource, number),
            *(
                (
                    str(field.name),
                    own(field.reference, number) if field.name in apart else own(field.reference),
                )
                for field in needed
                if field.reference
            ),
        ]


def _given_by_server(resource: Resource, number: int) -> Pairs:
    """A slug that clients don't send: these rows are made past the server."""
    made = resource.made
    way = varied(made) if made and not made.writable else None
    return [(str(made.name), way.value(number))] if made and way else []


def _seen(resource: Resource, app: App) -> list[Field]:
    """The fields of a resource that some list looks at."""
    found = {
        str(field.name): field
        for other in app.resources
        for steps, field in looked_across(other).values()
        if steps[-1].reference and steps[-1].reference.resource == resource.name
    }
    return [*found.values()]


def _followed(resource: Resource, app: App) -> list[Field]:
    """The references of a resource that lists look across, and that don't lead back to it."""
    found = {
        str(step.name): step
        for other in app.resources
        for before, step in ((way[:-1], way[-1]) for way in other.ways)
        if before and before[-1].reference and before[-1].reference.resource == resource.name
    }
    return [field for field in found.values() if not _leads_back(field, resource, app)]


def _leads_back(field: Field, resource: Resource, app: App) -> bool:
    resources = {str(other.name): other for other in app.resources}
    seen, left = set[str](), [field]
    while left:
        reference = left.pop().reference
        if reference is None or reference.resource in seen:
            continue
        if reference.resource == resource.name:
            return True
        seen.add(str(reference.resource))
        left += resources[reference.resource].references
    return False


def is_seen(resource: Resource, app: App) -> bool:
    """Whether rows that its own lists make may be looked at by lists."""
    return bool(_seen(resource, app) or _followed(resource, app))


FILTERS = by_name(
    across_parsers,
    across_unused,
    across_ways,
    computed_seen,
    foreign_parents,
    is_seen,
    looks_at_computed,
    marks_across,
    rows_seen,
)
