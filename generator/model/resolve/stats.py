"""The pass over stats: what is counted, added up and compared, and in which groups."""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from generator.language import spec
from generator.language.stats import Stat as Declared
from generator.model import names
from generator.model.fields import Field, FieldType
from generator.model.resolve.report import Report, find_field
from generator.model.resolve.visibility import check_shown
from generator.model.stats import Group, Measure, Stat

Fields = Mapping[str, Field]
Operation: TypeAlias = Literal["sum", "avg", "min", "max"]

# Types of which each value may be a group.
GROUPED = frozenset({"bool", "enum", "string", "int", "bigint", "uuid", "date", "datetime"})
# Types of which a day, a week or a month may be a group.
DAYS = frozenset({"date", "datetime"})
_COMPARED: dict[FieldType, FieldType] = {
    "int": "int",
    "bigint": "bigint",
    "decimal": "decimal",
    "float": "float",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
}
# The types that a number is told of, and the type in which it travels: a sum of whole numbers
# may be more than each of them, and an average has a fraction.
TOLD: dict[Operation, dict[FieldType, FieldType]] = {
    "sum": {"int": "bigint", "bigint": "decimal", "decimal": "decimal"},
    "avg": {"int": "float", "bigint": "decimal", "decimal": "decimal", "float": "float"},
    "min": _COMPARED,
    "max": _COMPARED,
}


def resolve_stats(
    resource: str, declared: spec.Resource, fields: Fields, report: Report
) -> tuple[Stat, ...]:
    """Every stat, in the order of the spec."""
    if declared.stats and "list" not in declared.routes:
        report.error(
            "E415",
            "stats have the filters of the list, and there is no list",
            hint="add 'list' to the routes",
            of="key",
        )
    stats = [
        _stat(resource, name, stat, fields, report.at(name))
        for name, stat in declared.stats.items()
    ]
    _check_classes(resource, stats, fields, report)
    for stat in stats:
        if f"stats_{stat.name}" in declared.actions:
            report.at(stat.name).error(
                "E204",
                f"'{stat.name}' and an action would both be stats_{stat.name} in Python",
                hint="another name for one of them",
                of="key",
            )
    return tuple(stats)


def _stat(resource: str, name: str, declared: Declared, fields: Fields, report: Report) -> Stat:
    if not names.FIELD_PATTERN.fullmatch(name) or len(name) > names.MAX_NAME:
        report.error(
            "E202",
            f"'{name}' can't be the name of a stat",
            hint="lower case words joined by single underscores, at most 40 characters",
            of="key",
        )
    return Stat(
        name=names.Identifier(name),
        value_class=names.class_of(resource, f"{name}_stats"),
        groups=tuple(_groups(declared, fields, report)),
        measures=tuple(_measures(declared, fields, report)),
    )


def _groups(declared: Declared, fields: Fields, report: Report) -> Iterator[Group]:
    grouped = declared.group or ()
    place = report.at("group")
    dated = [name for name in grouped if name in fields and fields[name].type in DAYS]
    if declared.by and len(dated) != 1:
        there = f"are {len(dated)}" if dated else "is none"
        report.at("by").error(
            "E414",
            f"'by' needs one date or datetime in the group, and there {there}",
            hint="remove 'by'",
        )
    for index, name in enumerate(grouped):
        # A single field may stand without brackets.
        at = place.at(index) if len(grouped) > 1 else place
        field = find_field(name, fields, at)
        if field is None:
            continue
        check_shown(field, "a stat", at)
        if field.type not in GROUPED:
            at.error(
                "E414",
                f"a field of type {field.type} can't make groups",
                hint=f"fields of these types can: {', '.join(sorted(GROUPED))}",
            )
        elif field.type == "datetime" and declared.by is None:
            at.error(
                "E414",
                f"nearly every row has a '{name}' of its own",
                hint="add 'by: day', week or month",
            )
        elif name == "count" and declared.count:
            at.error(
                "E414",
                "'count' would be the field and the number of rows",
                hint="another name for the field",
            )
        yield Group(field, declared.by if name in dated else None)


def _measures(declared: Declared, fields: Fields, report: Report) -> Iterator[Measure]:
    if declared.count:
        yield Measure("count", None, "int")
    for operation, types in TOLD.items():
        for index, name in enumerate(getattr(declared, operation)):
            place = report.at(operation, index)
            field = find_field(name, fields, place)
            if field is None:
                continue
            check_shown(field, "a stat", place)
            if field.reference is not None:
                place.error("E414", f"'{name}' holds keys, of which no number tells anything")
            elif field.type not in types:
                place.error(
                    "E414",
                    f"'{operation}' doesn't suit a field of type {field.type}",
                    hint=f"fields of these types: {', '.join(types)}",
                )
            else:
                yield Measure(operation, field, types[field.type])


def _check_classes(resource: str, stats: list[Stat], fields: Fields, report: Report) -> None:
    """The classes of the stats, and of their filters, are not those of fields."""
    taken = {field.value_class: name for name, field in fields.items()}
    for stat in stats:
        for made in (stat.value_class, names.class_of(resource, "filters")):
            if made in taken:
                report.at(stat.name).error(
                    "E204",
                    f"'{stat.name}' and '{taken[made]}' would both make the class {made}",
                    hint="another name for one of them",
                    of="key",
                )
        taken[stat.value_class] = stat.name
