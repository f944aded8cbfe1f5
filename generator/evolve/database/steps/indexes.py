"""Steps of indexes: built and dropped while the table is in use."""

from collections.abc import Iterator

from generator.evolve.database import sql
from generator.evolve.database.expressions import mentions
from generator.evolve.database.steps.step import INSTANT, NO_LOCK, Step
from generator.model import names
from generator.model.tables import Index, TableModel


def add_index(table: TableModel, index: Index) -> Step:
    return Step(
        "expand",
        "index",
        table,
        f"build index {index.name}",
        NO_LOCK,
        # What an interrupted run has left is not valid.
        (sql.drop_index(index.name), sql.create_index(table, index, concurrently=True)),
        (sql.drop_index(index.name),),
    )


def drop_index(table: TableModel, index: Index) -> Step:
    return Step(
        "contract",
        "drop",
        table,
        f"drop index {index.name}",
        NO_LOCK,
        (sql.drop_index(index.name),),
        (sql.drop_index(index.name), sql.create_index(table, index, concurrently=True)),
    )


def change_index(table: TableModel, old: Index, new: Index) -> Iterator[Step]:
    called, name = name_beside(new), sql.name(new.name)
    yield Step(
        "expand",
        "index",
        table,
        f"build index {called}",
        NO_LOCK,
        (
            sql.drop_index(called),
            sql.create_index(table, new, concurrently=True, called=called),
        ),
        (sql.drop_index(called),),
    )
    yield Step(
        "contract",
        "settle",
        table,
        f"put {called} in the place of {new.name}",
        INSTANT,
        (f"DROP INDEX {name}", f"ALTER INDEX {sql.name(called)} RENAME TO {name}"),
        (
            f"ALTER INDEX {name} RENAME TO {sql.name(called)}",
            sql.create_index(table, old, concurrently=False),
        ),
    )


def name_beside(index: Index) -> str:
    """What an index is called until it takes another's place."""
    return names.constraint("new", index.name)


def reads(index: Index, column: str) -> bool:
    return any(mentions(part.sql, column) for part in index.parts)
