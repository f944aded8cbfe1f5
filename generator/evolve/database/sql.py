"""The SQL that migrations are made of: names, types, and the statements that several steps need."""

from collections.abc import Iterable
from dataclasses import replace

from generator.evolve.kinds import Form, form_of
from generator.model import names
from generator.model.fields import Value
from generator.model.resolve.storage import sql_value
from generator.model.tables import (
    Check,
    ColumnType,
    ForeignKey,
    Index,
    TableColumn,
    TableModel,
    Unique,
)

_TYPES = {"double": "double precision"}
_INT_RANGES = {
    "integer": "-2147483648 AND 2147483647",
    "bigint": "-9223372036854775808 AND 9223372036854775807",
}


def name(text: str) -> str:
    """A table, column or constraint as SQL names it."""
    return names.sql_identifier(text)


def alter(table: TableModel, change: str) -> str:
    """A change of a table."""
    return f"ALTER TABLE {name(table.name)} {change}"


def alter_column(table: TableModel, column: str, change: str) -> str:
    """A change of a column."""
    return alter(table, f"ALTER COLUMN {name(column)} {change}")


def type_sql(kind: ColumnType) -> str:
    """A type."""
    if kind.array:
        return f"{type_sql(replace(kind, array=False))}[]"
    if kind.name == "varchar":
        return f"varchar({kind.length})"
    if kind.name == "numeric":
        return f"numeric({kind.precision}, {kind.scale})"
    return _TYPES.get(kind.name, kind.name)


def is_array(table: TableModel, column: str) -> bool:
    """Whether a column holds arrays."""
    return any(found.name == column and found.type.array for found in table.columns)


def has_only(table: TableModel, column: str, values: Iterable[str]) -> str:
    """The condition that a column has one of these values, or an array nothing else."""
    listed = ", ".join(map(names.sql_text, values))
    if is_array(table, column):
        return f"{name(column)} <@ ARRAY[{listed}]"
    return f"{name(column)} IN ({listed})"


def has_some(table: TableModel, column: str, values: Iterable[str]) -> str:
    """The condition that a column has one of these values, or an array some of them."""
    listed = ", ".join(map(names.sql_text, values))
    if is_array(table, column):
        return f"{name(column)} && ARRAY[{listed}]"
    return f"{name(column)} IN ({listed})"


def add_column(table: TableModel, column: TableColumn, default: str | None = None) -> str:
    """A new column; another default than its own stands for the rows that are there."""
    parts = [f"ADD COLUMN {name(column.name)} {type_sql(column.type)}"]
    if column.generated is not None:
        parts.append(f"GENERATED ALWAYS AS ({column.generated}) STORED")
    default = column.default if default is None else default
    if default is not None:
        parts.append(f"DEFAULT {default}")
    if not column.nullable:
        parts.append("NOT NULL")
    return alter(table, " ".join(parts))


def drop_column(table: TableModel, column: str) -> str:
    """A column goes, with its checks and indexes."""
    return alter(table, f"DROP COLUMN {name(column)}")


def set_default(table: TableModel, column: TableColumn) -> str:
    """The default that a column has."""
    change = "DROP DEFAULT" if column.default is None else f"SET DEFAULT {column.default}"
    return alter_column(table, column.name, change)


def add_check(table: TableModel, check: Check, *, valid: bool) -> str:
    """A rule; where it isn't valid yet, rows that are there are looked at later."""
    change = f"ADD CONSTRAINT {name(check.name)} CHECK ({check.sql})"
    return alter(table, change + ("" if valid else " NOT VALID"))


def add_foreign_key(table: TableModel, key: ForeignKey, *, valid: bool) -> str:
    """A reference."""
    *schema, other, target = key.target.split(".")
    place = ".".join(map(name, [*schema, other]))
    change = (
        f"ADD CONSTRAINT {name(key.name)} FOREIGN KEY ({name(key.column)}) "
        f"REFERENCES {place} ({name(target)}) ON DELETE {key.on_delete}"
    )
    return alter(table, change + ("" if valid else " NOT VALID"))


def add_unique(table: TableModel, unique: Unique) -> str:
    """A rule that no two rows are alike in some columns, with its index."""
    columns = ", ".join(map(name, unique.columns))
    return alter(table, f"ADD CONSTRAINT {name(unique.name)} UNIQUE ({columns})")


def create_unique_index(table: TableModel, unique: Unique) -> str:
    """The index of such a rule, built while the table is in use."""
    columns = ", ".join(map(name, unique.columns))
    called = name(unique.name)
    return f"CREATE UNIQUE INDEX CONCURRENTLY {called} ON {name(table.name)} ({columns})"


def drop_constraint(table: TableModel, constraint: str) -> str:
    """A rule or reference goes."""
    return alter(table, f"DROP CONSTRAINT {name(constraint)}")


def validate(table: TableModel, constraint: str) -> str:
    """Looks at the rows that are there, while others read and write."""
    return alter(table, f"VALIDATE CONSTRAINT {name(constraint)}")


def create_index(
    table: TableModel, index: Index, *, concurrently: bool, called: str | None = None
) -> str:
    """An index, perhaps under another name."""
    how = "CONCURRENTLY " if concurrently else ""
    method = "" if index.method == "btree" else f"USING {index.method} "
    parts = ", ".join(part.sql for part in index.parts)
    called = called or index.name
    return f"CREATE INDEX {how}{name(called)} ON {name(table.name)} {method}({parts})"


def drop_index(index: str) -> str:
    """An index goes while others read and write, if it is there."""
    return f"DROP INDEX CONCURRENTLY IF EXISTS {name(index)}"


def rows_where(table: TableModel, condition: str) -> str:
    """The query that finds rows in the way."""
    return f"SELECT {name(table.key)} FROM {name(table.name)} WHERE {condition}"


def value(given: Value) -> str:
    """A value of the spec."""
    return sql_value(given)


def filler(column: TableColumn) -> str | None:
    """A value for rows that have lost theirs, where the column needs one."""
    if column.nullable:
        return None
    return column.default or column.made or column.sample


def cast(column: str, old: ColumnType, new: ColumnType) -> str:
    """A value in its new type."""
    if (old.name, new.name) == ("date", "timestamptz"):
        return f"{column}::timestamp AT TIME ZONE 'UTC'"
    if (old.name, new.name) == ("timestamptz", "date"):
        return f"({column} AT TIME ZONE 'UTC')::date"
    return f"{column}::{type_sql(new)}"


def doesnt_fit(column: str, old: ColumnType, new: ColumnType) -> str:
    """The condition of values that a narrower type can't hold."""
    before, after = form_of(old), form_of(new)
    if after[0] == "numeric":
        return _doesnt_fit_numeric(column, before, after)
    outside = f"{column} NOT BETWEEN {_INT_RANGES[after[0]]}"
    return outside if before[0] == "bigint" else f"{column} <> trunc({column}) OR {outside}"


def _doesnt_fit_numeric(column: str, before: Form, after: Form) -> str:
    digits, scale = after[1] or 0, after[2] or 0
    # The least of all bigints has no absolute value of its type.
    too_large = f"abs({column}::numeric) >= 1e{digits - scale}"
    return (
        too_large
        if before[0] != "numeric"
        else f"{column} <> round({column}, {scale}) OR {too_large}"
    )
