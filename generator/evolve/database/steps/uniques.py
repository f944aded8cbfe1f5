"""Steps of what is unique: its index is built while the table is in use, then it becomes a rule."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from generator.evolve.database import sql
from generator.evolve.database.difference import AddUnique
from generator.evolve.database.steps.step import INSTANT, NO_LOCK, Part, Step, alter
from generator.model.tables import TableModel, Unique

Becomes: TypeAlias = Callable[[str], str]
"""From the SQL of a value to that of what it becomes."""


def add_unique(found: AddUnique, part: Part) -> Iterator[Step]:
    """The version before has to be gone where it may still make rows that are alike."""
    table, unique = found.table, found.unique
    name = sql.name(unique.name)
    yield Step(
        part,
        "index",
        table,
        f"build unique index {unique.name}",
        NO_LOCK,
        # What an interrupted run has left is not valid.
        (sql.drop_index(unique.name), sql.create_unique_index(table, unique)),
        (sql.drop_index(unique.name),),
        would_repeat(table, unique, {}),
    )
    yield Step(
        part,
        "attach",
        table,
        f"add constraint {unique.name} with its index",
        INSTANT,
        (sql.alter(table, f"ADD CONSTRAINT {name} UNIQUE USING INDEX {name}"),),
        (sql.drop_constraint(table, unique.name),),
    )


def drop_unique(table: TableModel, unique: Unique) -> Step:
    return alter(
        table,
        f"drop constraint {unique.name}",
        [sql.drop_constraint(table, unique.name)],
        [sql.add_unique(table, unique)],
    )


def filled(table: TableModel, column: str, becomes: Becomes) -> tuple[str, str] | None:
    """The rows in the way of what fills a column, where it would make them alike."""
    for unique in table.uniques:
        if column in unique.columns:
            return would_repeat(table, unique, {column: becomes})
    return None


def would_repeat(
    table: TableModel, unique: Unique, becomes: Mapping[str, Becomes]
) -> tuple[str, str]:
    """The rows that are or become like an earlier one, each of which is in the way."""
    own, key = sql.name(table.name), sql.name(table.key)

    def value(row: str, column: str) -> str:
        read = f"{row}.{sql.name(column)}"
        return becomes[column](read) if column in becomes else read

    # No name of a spec begins with an underscore.
    alike = [f"{value('_one', name)} = {value(own, name)}" for name in unique.columns]
    earlier = " AND ".join([*alike, f"_one.{key} < {own}.{key}"])
    what = f"{table.name} that repeat the {' and '.join(unique.fields)} of another"
    if unique.single:
        what = f"{table.name} beside an earlier one of the same owner"
    return what, sql.rows_where(table, f"EXISTS (SELECT FROM {own} _one WHERE {earlier})")
