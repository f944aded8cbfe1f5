"""Steps of whole tables. Where they refer to each other in a circle, one does so afterwards."""

from collections.abc import Iterator, Sequence

from generator.evolve.database import sql
from generator.evolve.database.steps.step import INSTANT, CreateTable, Step
from generator.model.tables import ForeignKey, TableModel


def create_table(table: TableModel, late: Sequence[ForeignKey]) -> Iterator[Step]:
    """A table that refers to others only when they are there."""
    referred = [
        key.table
        for key in table.foreign_keys
        if (key.owners or table.link) and key.table != table.name
    ]
    yield Step(
        "expand",
        "alter",
        table,
        f"create table {table.name}",
        _lock(referred) if referred else "nobody uses it yet",
        (CreateTable(table, tuple(late)),),
        (f"DROP TABLE {sql.name(table.name)}",),
        order=1,
    )
    for key in late:
        yield Step(
            "expand",
            "alter",
            table,
            f"add constraint {key.name}",
            _lock([table.name, key.table]),
            (sql.add_foreign_key(table, key, valid=True),),
            (sql.drop_constraint(table, key.name),),
            order=2,
        )


def drop_table(table: TableModel, late: Sequence[ForeignKey]) -> Iterator[Step]:
    """A table that others may refer to until they are gone, too."""
    for key in late:
        yield Step(
            "contract",
            "settle",
            table,
            f"drop constraint {key.name}",
            INSTANT,
            (sql.drop_constraint(table, key.name),),
            (sql.add_foreign_key(table, key, valid=True),),
            order=-1,
        )
    yield Step(
        "contract",
        "settle",
        table,
        f"drop table {table.name} with its rows",
        INSTANT,
        (f"DROP TABLE {sql.name(table.name)}",),
        (CreateTable(table, tuple(late)),),
        lost=f"SELECT {sql.name(table.key)} FROM {sql.name(table.name)}",
    )


def _lock(tables: Sequence[str]) -> str:
    listed = " and ".join(dict.fromkeys(tables))
    return f"SHARE ROW EXCLUSIVE on {listed} for an instant"
