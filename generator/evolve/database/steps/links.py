"""Steps of bools that go for an enum, or come from one: both are there until the version before
is gone, and a trigger lets each follow from the other."""

from collections.abc import Iterator
from dataclasses import replace

from generator.evolve.database import sql
from generator.evolve.database.difference import (
    DropColumn,
    FillTime,
    ReplaceColumn,
    StoreColumn,
)
from generator.evolve.database.links import Link
from generator.evolve.database.steps.columns import drop_column
from generator.evolve.database.steps.step import INSTANT, NO_LOCK, Batches, Step, Work
from generator.model import names
from generator.model.tables import TableColumn, TableModel


def replace_column(found: ReplaceColumn) -> Iterator[Step]:
    """A bool goes: the new enum has what it says."""
    table, link, column = found.table, found.link, found.column
    bool_, enum = sql.name(link.bool_), sql.name(link.enum)
    yield _follow(table, link, column)
    yield Step(
        "expand",
        "fill",
        table,
        f"fill {link.enum} from {link.bool_}",
        NO_LOCK,
        (
            Batches(
                table,
                f"{enum} = {sql.value(link.values[0])}",
                f"{bool_} AND NOT {link.holds()}",
            ),
        ),
    )
    *_, drop = drop_column(DropColumn(found.before, column))
    stored = replace(column, nullable=True, default=None)
    (_, *rest) = drop.down
    down: list[Work] = [
        sql.add_column(table, stored),
        f"UPDATE {sql.name(table.name)} SET {bool_} = {link.holds()}",
    ]
    if column.default is not None:
        down.append(sql.set_default(table, column))
    if not column.nullable:
        down.append(sql.alter_column(table, column.name, "SET NOT NULL"))
    # What drops a column that no version fills lets it be null first: here the trigger fills it.
    down += [work for work in rest if "DROP DEFAULT" not in str(work)]
    yield replace(
        drop,
        up=(*_let_go(table, link), *drop.up),
        down=(*down, *_followed(table, link, column)),
        lost=None,
    )


def store_column(found: StoreColumn) -> Iterator[Step]:
    """A bool comes: it has what the enum says, which may go."""
    table, link, column = found.table, found.link, found.column
    bool_, enum = sql.name(link.bool_), sql.name(link.enum)
    yield _follow(table, link, column)
    yield Step(
        "expand",
        "fill",
        table,
        f"fill {link.bool_} from {link.enum}",
        NO_LOCK,
        (Batches(table, f"{bool_} = true", f"{link.holds()} AND {bool_} IS NOT TRUE"),),
    )
    back: list[Work] = []
    if link.otherwise is not None:
        back = [
            f"UPDATE {sql.name(table.name)} SET {enum} = {_from_bool(link)} "
            f"WHERE {bool_} <> {link.holds()}"
        ]
    yield Step(
        "contract",
        "settle",
        table,
        f"let {link.bool_} and {link.enum} be by themselves",
        INSTANT,
        tuple(_let_go(table, link)),
        (*back, *_followed(table, link, column)),
        order=-1,
    )


def fill_time(found: FillTime) -> Step:
    """Rows that are in the state already get the time that the spec gives them."""
    column = sql.name(found.column.name)
    return Step(
        "expand",
        "fill",
        found.table,
        f"fill {found.column.name} of rows that are in the state",
        NO_LOCK,
        (
            Batches(
                found.table,
                f"{column} = {sql.value(found.value)}",
                f"{column} IS NULL AND ({found.state})",
            ),
        ),
        # Behind enums that are filled themselves.
        order=1,
    )


def _follow(table: TableModel, link: Link, column: TableColumn) -> Step:
    return Step(
        "expand",
        "alter",
        table,
        f"let {link.bool_} and {link.enum} follow from each other",
        INSTANT,
        tuple(_followed(table, link, column)),
        tuple(_let_go(table, link)),
        # Behind the column.
        order=1,
    )


def _name(table: TableModel, link: Link) -> str:
    return sql.name(names.constraint("sync", table.name, link.bool_))


def _let_go(table: TableModel, link: Link) -> Iterator[Work]:
    yield f"DROP TRIGGER IF EXISTS {_name(table, link)} ON {sql.name(table.name)}"
    yield f"DROP FUNCTION IF EXISTS {_name(table, link)}"


def _followed(table: TableModel, link: Link, column: TableColumn) -> Iterator[Work]:
    """A version of the application writes one of the two: the other one follows."""
    sync, bool_ = _name(table, link), f"NEW.{sql.name(link.bool_)}"
    # One that is required has a default as long as a version is there that doesn't know it.
    default = column.default or ("NULL" if column.nullable else "false")
    enum = f"NEW.{sql.name(link.enum)} = {_from_bool(link, 'NEW.')}"
    body = (
        "BEGIN IF TG_OP = 'INSERT' THEN "
        f"IF {bool_} IS DISTINCT FROM {default} THEN {enum}; END IF; "
        f"{bool_} = {link.holds('NEW.')}; "
        f"ELSIF {link.holds('NEW.')} <> {link.holds('OLD.')} THEN "
        f"{bool_} = {link.holds('NEW.')}; "
        f"ELSIF {bool_} IS DISTINCT FROM OLD.{sql.name(link.bool_)} THEN {enum}; "
        "END IF; RETURN NEW; END"
    )
    yield f"CREATE FUNCTION {sync}() RETURNS trigger LANGUAGE plpgsql AS {names.sql_text(body)}"
    yield (
        f"CREATE TRIGGER {sync} BEFORE INSERT OR UPDATE ON {sql.name(table.name)} "
        f"FOR EACH ROW EXECUTE FUNCTION {sync}()"
    )


def _from_bool(link: Link, row: str = "") -> str:
    """What the enum is, by what the bool says."""
    bool_, enum = f"{row}{sql.name(link.bool_)}", f"{row}{sql.name(link.enum)}"
    otherwise = "NULL" if link.otherwise is None else sql.value(link.otherwise)
    return (
        f"CASE WHEN {bool_} IS NOT DISTINCT FROM {link.holds(row)} THEN {enum} "
        f"WHEN {bool_} THEN {sql.value(link.values[0])} ELSE {otherwise} END"
    )
