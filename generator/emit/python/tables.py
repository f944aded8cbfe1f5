"""Columns and indexes: in the classes of tables, and in migrations."""

from typing import Any

from generator.emit.filters import by_name
from generator.emit.python.literals import literal, sql_literal, typed_value
from generator.model.fields import Field
from generator.model.json_text import JsonText
from generator.model.resolve.storage import column_type
from generator.model.resolve.values import TEXTS
from generator.model.resource import Resource
from generator.model.tables import ColumnType, Index, IndexPart

# The table.


def table_type(field: Field, resource: Resource) -> str:
    """The annotation of a column."""
    if field is resource.key and field.type != "uuid":
        return "int | None"
    plain = plain_type(field)
    return f"{plain} | None" if field.nullable else plain


def plain_type(field: Field) -> str:
    """The type of a field's values, null or not."""
    if field.element is not None:
        return f"list[{plain_type(field.element)}]"
    return {
        **dict.fromkeys(TEXTS, "str"),
        "int": "int",
        "bigint": "int",
        "decimal": "Decimal",
        "float": "float",
        "bool": "bool",
        "date": "dt.date",
        "datetime": "dt.datetime",
        "time": "dt.time",
        "uuid": "UUID",
        "enum": "str",
        "json": "Any",
    }[field.type]


def table_default(field: Field, resource: Resource) -> str:
    """What stands behind the annotation of a column."""
    arguments = _table_arguments(field, resource)
    if not arguments:
        return ""
    if arguments == {"default": "None"}:
        return " = None"
    return " = Field(" + ", ".join(f"{name}={value}" for name, value in arguments.items()) + ")"


def _table_arguments(field: Field, resource: Resource) -> dict[str, str]:
    arguments: dict[str, str] = {}
    if field is resource.key:
        numbered = field.type != "uuid"
        arguments["default" if numbered else "default_factory"] = "None" if numbered else "uuid7"
        arguments["primary_key"] = "True"
        if numbered:
            arguments["sa_column_args"] = "[sa.Identity()]"
    elif field.stamp:
        arguments["default_factory"] = "utc_now"
    elif isinstance(field.default, tuple):
        made = f"lambda: {typed_value(field, field.default)}" if field.default else "list"
        arguments["default_factory"] = made
    elif isinstance(field.default, JsonText) and isinstance(field.default.value, dict | list):
        value = field.default.value
        empty = type(value).__name__
        arguments["default_factory"] = f"lambda: {literal(value)}" if value else empty
    elif field.default is not None:
        arguments["default"] = typed_value(field, field.default)
    elif field.nullable:
        arguments["default"] = "None"
    if field.name == resource.owner.column and field.reference is None:
        arguments["max_length"] = str(field.maximum)
    elif field.type in TEXTS or field.type == "enum":
        arguments["sa_type"] = "sa.Text"
    if field.type == "decimal":
        arguments |= {"max_digits": str(field.precision), "decimal_places": str(field.scale)}
    if field.type == "bigint":
        arguments["sa_type"] = "sa.BigInteger"
    if field.type == "float":
        arguments["sa_type"] = "sa.Double"
    if field.element is not None:
        arguments["sa_type"] = sql_type(column_type(field))
    if field.type == "json":
        arguments["sa_type"] = "JSONB(none_as_null=True)"
    options = _column_options(field, resource)
    if options:
        pairs = ", ".join(f'"{name}": {value}' for name, value in options.items())
        arguments["sa_column_kwargs"] = "{" + pairs + "}"
    return arguments


def _column_options(field: Field, resource: Resource) -> dict[str, str]:
    column = next(column for column in resource.table.columns if column.name == field.name)
    options = {}
    if column.default is not None:
        options["server_default"] = f"sa.text({sql_literal(column.default)})"
    if field.stamp:
        options["server_default"] = "sa.func.now()"
    if field.stamp == "on_update":
        options["onupdate"] = "sa.func.now()"
    return options


def index_arguments(index: Index) -> str:
    """The arguments of an index: its name, its parts, its method."""
    parts = [literal(index.name), *(_index_part(part) for part in index.parts)]
    if index.method != "btree":
        parts.append(f'postgresql_using="{index.method}"')
    return ", ".join(parts)


def _index_part(part: IndexPart) -> str:
    return f"sa.text({sql_literal(part.sql)})" if part.expression else literal(part.sql.strip('"'))


# Migrations.


_SQL_TYPES = {
    "varchar": "sa.String({0.length})",
    "text": "sa.Text()",
    "integer": "sa.Integer()",
    "bigint": "sa.BigInteger()",
    "numeric": "sa.Numeric({0.precision}, {0.scale})",
    "double": "sa.Double()",
    "boolean": "sa.Boolean()",
    "date": "sa.Date()",
    "timestamptz": "sa.DateTime(timezone=True)",
    "time": "sa.Time()",
    "uuid": "sa.Uuid()",
    "jsonb": "postgresql.JSONB()",
    "tsvector": "postgresql.TSVECTOR()",
}


def sql_type(kind: ColumnType) -> str:
    """A type of PostgreSQL as SQLAlchemy writes it."""
    plain = _SQL_TYPES[kind.name].format(kind)
    return f"sa.ARRAY({plain})" if kind.array else plain


def column_arguments(column: Any) -> str:
    """The arguments of a column in a migration."""
    arguments = [literal(column.name), sql_type(column.type)]
    if column.identity:
        arguments.append("sa.Identity()")
    if column.generated is not None:
        arguments.append(f"sa.Computed({sql_literal(column.generated)}, persisted=True)")
    if column.default is not None:
        arguments.append(f"server_default=sa.text({sql_literal(column.default)})")
    arguments.append(f"nullable={column.nullable}")
    return ", ".join(arguments)


def index_columns(index: Index) -> str:
    """The parts of an index in a migration."""
    return ", ".join(_index_part(part) for part in index.parts)


FILTERS = by_name(
    column_arguments,
    index_arguments,
    index_columns,
    table_default,
    table_type,
)
