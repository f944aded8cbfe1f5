"""The pass over computed fields: what is worked out of a row when it is read."""

import re
from collections.abc import Mapping

from generator.language import spec
from generator.language.style import Case
from generator.model import names
from generator.model.fields import Field
from generator.model.resolve.expressions import reads_clock, resolve_expression
from generator.model.resolve.fields import check_name
from generator.model.resolve.json_names import resolve_json_name
from generator.model.resolve.report import Report
from generator.model.resolve.values import WHOLE
from generator.model.resolve.visibility import check_shown

# What may read the clock: the value stays the same for a while.
STEADY = ("bool", "int", "bigint", "date")


def resolve_computed(
    resource: str,
    declared: Mapping[str, spec.Computed],
    fields: Mapping[str, Field],
    relation: str | None,
    case: Case,
    report: Report,
) -> tuple[Field, ...]:
    """Every computed field, in the order of the spec; `fields` are all that its SQL may name."""
    computed = []
    columns = {
        name: f"({field.sql})" if field.sql else names.sql_identifier(name)
        for name, field in fields.items()
    }
    for name, field in declared.items():
        place = report.at(name)
        check_name(name, place)
        if name in fields:
            place.error("E317", f"'{name}' is a field already", hint="another name", of="key")
            continue
        if name == relation:
            place.error(
                "E204",
                f"'{name}' is the name of the owner's own row in Python",
                hint="another name for the field or for the owner",
                of="key",
            )
        if field.type == "enum":
            place.at("type").error(
                "E317", "a computed field can't be an enum", hint="string: its values are texts"
            )
        if field.type in WHOLE:
            place.at("type").error(
                "E317",
                f"a computed field can't be of type {field.type}",
                hint="a field for each value",
            )
        if reads_clock(field.sql) and field.type not in STEADY:
            place.at("sql").error(
                "E317",
                f"what reads the clock can't be of type {field.type}: it would never be the same "
                "twice",
                hint=f"these change now and then: {', '.join(STEADY)}",
            )
        for column in fields.values():
            if re.search(rf"\b{column.name}\b", field.sql, re.IGNORECASE):
                check_shown(column, "a computed field", place.at("sql"))
        if field.type in ("ref", "many"):
            place.at("type").error(
                "E317", "a computed field can't be a reference", hint="uuid or int"
            )
        sql = resolve_expression(field.sql, columns, place.at("sql"))
        computed.append(_computed(resource, name, field, sql, case))
    return tuple(computed)


def _computed(resource: str, name: str, declared: spec.Computed, sql: str, case: Case) -> Field:
    return Field(
        name=names.Column(name),
        type="uuid" if declared.type == "ref" or declared.type == "many" else declared.type,
        description=declared.description,
        example=None,
        nullable=True,
        required=False,
        default=None,
        writable=False,
        stamp=None,
        minimum=None,
        maximum=None,
        pattern=None,
        trim=False,
        precision=declared.declared.precision,
        scale=declared.declared.scale,
        members=(),
        value_class=names.class_of(resource, name),
        alias=None,
        deprecation=None,
        sql=sql,
        json_name=resolve_json_name(name, None, case),
    )
