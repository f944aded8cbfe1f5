"""Steps of columns: added, dropped, renamed, required."""

from collections.abc import Iterator
from dataclasses import replace

from generator.evolve.database import sql
from generator.evolve.database.difference import (
    AddColumn,
    ChangeExpression,
    DropColumn,
    Rename,
    RequireValue,
)
from generator.evolve.database.steps.indexes import add_index, reads
from generator.evolve.database.steps.step import INSTANT, REWRITE, Step, Work, alter, fill, validate
from generator.evolve.database.steps.uniques import filled
from generator.model import names
from generator.model.tables import Check, TableColumn, TableModel


def renamed(found: Rename) -> Step:
    table, old, new = found.table, sql.name(found.old), sql.name(found.new)
    match found.what:
        case "table":
            there, back = f"ALTER TABLE {old} RENAME TO {new}", f"ALTER TABLE {new} RENAME TO {old}"
        case "index":
            there, back = f"ALTER INDEX {old} RENAME TO {new}", f"ALTER INDEX {new} RENAME TO {old}"
        case _:
            what = "COLUMN" if found.what == "column" else "CONSTRAINT"
            there = sql.alter(table, f"RENAME {what} {old} TO {new}")
            back = sql.alter(table, f"RENAME {what} {new} TO {old}")
    text = f"rename {found.what} {found.old} to {found.new}"
    step = alter(table, text, [there], [back], order=-1)
    abrupt = found.what in ("table", "column")
    return replace(step, abrupt=abrupt, follows=not abrupt)


def add_column(found: AddColumn) -> Iterator[Step]:
    table, column = found.table, found.column
    drop = [sql.drop_column(table, column.name)]
    text = f"add column {column.name}"
    if column.generated is not None:
        up = (sql.add_column(table, column),)
        yield Step("expand", "rewrite", table, text, REWRITE, up, tuple(drop))
        return
    if column.made is not None:
        yield alter(table, text, [sql.add_column(table, replace(column, nullable=True))], drop)
        yield from require_value(RequireValue(table, column, None), swapped=False)
        return
    if found.backfill is None:
        yield alter(table, text, [sql.add_column(table, column)], drop)
        return
    add = sql.add_column(table, column, sql.value(found.backfill))
    settle = sql.set_default(table, column)
    if column.nullable or column.default is not None:
        yield alter(table, text, [add, settle], drop)
        return
    # The version before doesn't know the column: until it is gone, its rows get the backfill.
    yield alter(table, text, [add], drop)
    default = f"SET DEFAULT {sql.value(found.backfill)}"
    yield Step(
        "contract",
        "settle",
        table,
        f"drop the default of {column.name}",
        INSTANT,
        (settle,),
        (sql.alter_column(table, column.name, default),),
    )


def drop_column(found: DropColumn) -> Iterator[Step]:
    table, column = found.table, found.column
    filler = sql.filler(column)
    needed = not column.nullable and column.default is None and column.generated is None
    if needed:
        # The new version doesn't know the column any more.
        yield alter(
            table,
            f"let {column.name} be null",
            [sql.alter_column(table, column.name, "DROP NOT NULL")],
            [
                *_fill_nulls(table, column.name, filler),
                sql.alter_column(table, column.name, "SET NOT NULL"),
            ],
        )
    back: list[Work] = [sql.add_column(table, column)]
    if needed:
        back = [
            sql.alter(
                table,
                f"ADD COLUMN {sql.name(column.name)} {sql.type_sql(column.type)}"
                + ("" if filler is None or column.made else f" DEFAULT {filler}"),
            ),
            sql.alter_column(table, column.name, "DROP DEFAULT"),
        ]
    back += [
        sql.add_check(table, check, valid=True)
        for check in table.checks
        if check.column == column.name
    ]
    back += [
        sql.add_foreign_key(table, key, valid=True)
        for key in table.foreign_keys
        if key.column == column.name
    ]
    back += [
        sql.create_index(table, index, concurrently=False)
        for index in table.indexes
        if reads(index, column.name)
    ]
    yield Step(
        "contract",
        "settle",
        table,
        f"drop column {column.name}",
        INSTANT,
        (sql.drop_column(table, column.name),),
        tuple(back),
        # What reads other columns goes before them.
        order=0 if column.generated is None else -1,
        lost=sql.rows_where(table, f"{sql.name(column.name)} IS NOT NULL")
        if column.generated is None
        else None,
    )


def allow_null(table: TableModel, column: TableColumn) -> Iterator[Step]:
    yield alter(
        table,
        f"let {column.name} be null",
        [sql.alter_column(table, column.name, "DROP NOT NULL")],
        [
            *_fill_nulls(table, column.name, sql.filler(column)),
            sql.alter_column(table, column.name, "SET NOT NULL"),
        ],
    )


def require_value(found: RequireValue, *, swapped: bool) -> Iterator[Step]:
    """The column may be another by then, which is filled already: `swapped`."""
    table, column = found.table, found.column.name
    value = found.column.made or (None if found.backfill is None else sql.value(found.backfill))
    proof = proof_of(table, column)
    null = f"{sql.name(column)} IS NULL"
    yield Step(
        "contract",
        "guard",
        table,
        f"refuse rows without {column}, not valid yet",
        INSTANT,
        (sql.add_check(table, proof, valid=False),),
        (sql.alter(table, f"DROP CONSTRAINT IF EXISTS {sql.name(proof.name)}"),),
        None
        if value is not None
        else (f"{table.name} without {column}", sql.rows_where(table, null)),
    )
    if value is not None:
        change = f"{sql.name(column)} = {value}"
        # What is made of a row is its own.
        alike = (
            None
            if found.column.made
            else filled(table, column, lambda read: f"coalesce({read}, {value})")
        )
        # The version to come finds no null; the version before may leave some behind.
        if not swapped:
            yield replace(fill("expand", table, f"fill {column}", change, null), check=alike)
        text = f"fill {column} where it is null still"
        yield replace(fill("contract", table, text, change, null), check=alike)
    yield validate("contract", "validate", table, proof.name)
    yield Step(
        "contract",
        "settle",
        table,
        f"require {column}",
        INSTANT,
        (
            sql.alter_column(table, column, "SET NOT NULL"),
            sql.drop_constraint(table, proof.name),
        ),
        (
            sql.add_check(table, proof, valid=False),
            sql.alter_column(table, column, "DROP NOT NULL"),
        ),
    )


def change_expression(found: ChangeExpression) -> Iterator[Step]:
    table, column = found.table, found.new.name
    indexes = [index for index in table.indexes if reads(index, column)]
    drop = sql.drop_column(table, column)
    yield Step(
        "expand",
        "rewrite",
        table,
        f"work {column} out anew",
        REWRITE,
        (drop, sql.add_column(table, found.new)),
        (
            drop,
            sql.add_column(table, found.old),
            *(sql.create_index(table, index, concurrently=False) for index in indexes),
        ),
    )
    yield from (add_index(table, index) for index in indexes)


def _fill_nulls(table: TableModel, column: str, value: str | None) -> list[Work]:
    if value is None:
        return []
    name = sql.name(column)
    return [f"UPDATE {sql.name(table.name)} SET {name} = {value} WHERE {name} IS NULL"]


def proof_of(table: TableModel, column: str) -> Check:
    """A check that proves that no value is missing, so that SET NOT NULL need not look."""
    name = names.constraint("ck", table.name, column, "given")
    return Check(name, f"{sql.name(column)} IS NOT NULL", names.Column(column), "values", ())
