"""How computed fields are written in Python: the functions that templates print with."""

from collections.abc import Iterator

from generator.emit.filters import by_name
from generator.emit.python.literals import literal
from generator.model.app import App
from generator.model.fields import Field
from generator.model.resolve.values import NUMBERS, TEXTS

_TYPES = {
    **dict.fromkeys(TEXTS, "sa.Text()"),
    "int": "sa.Integer()",
    "bigint": "sa.BigInteger()",
    "float": "sa.Double()",
    "bool": "sa.Boolean()",
    "date": "sa.Date()",
    "datetime": "sa.DateTime(timezone=True)",
    "time": "sa.Time()",
    "uuid": "sa.Uuid()",
}
# What PostgreSQL may call the type of the SQL: numbers become those that are wanted.
_NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")
_NAMES = {
    **dict.fromkeys(TEXTS, ("text", "character varying")),
    **dict.fromkeys(NUMBERS, _NUMBERS),
    "bool": ("boolean",),
    "date": ("date",),
    "datetime": ("timestamp with time zone",),
    "time": ("time without time zone",),
    "uuid": ("uuid",),
}


def computed_sql(field: Field) -> str:
    """The expression of a computed field."""
    kind = _TYPES.get(field.type) or f"sa.Numeric({field.precision}, {field.scale})"
    sql = literal(f"({field.sql})")
    made = f"sa.literal_column({sql}, {kind})"
    if field.type in NUMBERS:
        made = f"sa.cast(sa.literal_column({sql}), {kind})"
    return f"{made}.label({literal(field.name)})"


def computed_checks(app: App) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """For each computed field its table, its name, its SQL, and the types that this may have."""
    for resource in app.resources:
        for field in resource.computed:
            yield resource.table.name, field.name, str(field.sql), _NAMES[field.type]


FILTERS = by_name(computed_checks, computed_sql)
