"""How each difference is brought about: in steps that neither lock for long nor fail on rows.

What the version before tolerates comes first, the *expand* part. What it doesn't is left for the
*contract* part, when it is gone. Each part has slots, in order; a slot is one revision.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from generator.evolve import said
from generator.evolve.database import sql
from generator.evolve.database.differences import (
    AddCheck,
    AddColumn,
    AddForeignKey,
    AddIndex,
    AddTable,
    AllowNull,
    ChangeCheck,
    ChangeDefault,
    ChangeExpression,
    ChangeIndex,
    ChangeType,
    Difference,
    DropCheck,
    DropColumn,
    DropForeignKey,
    DropIndex,
    DropTable,
    Rename,
    RequireValue,
    mentions,
    reading,
    renamed_in,
)
from generator.evolve.kinds import form_of, keeps_storage, type_rule
from generator.model import names
from generator.model.app import Check, ForeignKey, Index, TableColumn, TableModel

Part: TypeAlias = Literal["expand", "contract"]
Slot: TypeAlias = Literal[
    "alter",  # what takes an instant
    "fill",  # rows, some thousands at a time
    "guard",  # rules that all rows keep by now: before, no other change of a row would go through
    "validate",  # constraints against the rows that are there
    "build",  # indexes of columns that are about to change places
    "settle",  # what is proven by now, and what goes
    "rewrite",  # what PostgreSQL can do only by writing the table anew
    "confirm",  # constraints that came with the settling
    "index",  # indexes
    "drop",  # indexes that nobody uses any more
]
PARTS: tuple[Part, ...] = ("expand", "contract")
SLOTS: tuple[Slot, ...] = (
    "alter",
    "fill",
    "guard",
    "validate",
    "build",
    "settle",
    "rewrite",
    "confirm",
    "index",
    "drop",
)
# What can't be one transaction; what is in it can be repeated.
ALONE: frozenset[Slot] = frozenset({"fill", "build", "index", "drop"})

# Characters of a number, a time or anything else that isn't a text.
_LONGEST = 64

INSTANT = "ACCESS EXCLUSIVE for an instant"
NO_LOCK = "reads and writes go on"
REWRITE = "ACCESS EXCLUSIVE while the table is rewritten"


@dataclass(frozen=True, slots=True)
class Batches:
    """An UPDATE of the rows that a condition finds, some thousands at a time."""

    table: TableModel
    change: str
    condition: str


@dataclass(frozen=True, slots=True)
class CreateTable:
    """A table with its indexes."""

    table: TableModel


Work: TypeAlias = str | Batches | CreateTable
"""A statement of SQL, or what a statement is too little for."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a revision does, and how it is undone."""

    part: Part
    slot: Slot
    table: TableModel
    # What happens: "add column notes".
    text: str
    # What others have to wait for.
    lock: str
    up: tuple[Work, ...]
    # In the order in which it is done.
    down: tuple[Work, ...] = ()
    # What may be in the way, and the query that finds it.
    check: tuple[str, str] | None = None
    # Steps of a slot with a lower order come first.
    order: int = 0
    # Whether the version before fails on the table as soon as this is done.
    abrupt: bool = False


def steps(differences: Sequence[Difference]) -> list[Step]:
    """All steps, in the order in which they are taken."""
    plan = _Steps(differences)
    found = [step for difference in differences for step in plan.of(difference)]
    return sorted(
        found, key=lambda step: (PARTS.index(step.part), SLOTS.index(step.slot), step.order)
    )


class _Steps:
    def __init__(self, differences: Sequence[Difference]) -> None:
        # Columns that are written anew in another type, by table and name.
        self._swapped = {
            (found.table.name, found.new.name): found
            for found in differences
            if isinstance(found, ChangeType)
            and not keeps_storage(form_of(found.old.type), form_of(found.new.type))
        }
        self._required = {
            (found.table.name, found.column.name): found
            for found in differences
            if isinstance(found, RequireValue)
        }
        self._provisioned = any(
            isinstance(found, AddTable) and found.table.resource is None for found in differences
        )
        self._users_go = any(
            isinstance(found, DropTable) and found.table.resource is None for found in differences
        )

    def of(self, found: Difference) -> Iterator[Step]:
        """The steps of one difference."""
        match found:
            case AddTable(table):
                yield Step(
                    "expand",
                    "alter",
                    table,
                    f"create table {table.name}",
                    "nobody uses it yet",
                    (CreateTable(table),),
                    (f"DROP TABLE {sql.name(table.name)}",),
                    order=1,
                )
            case DropTable(table):
                yield Step(
                    "contract",
                    "settle",
                    table,
                    f"drop table {table.name} with its rows",
                    INSTANT,
                    (f"DROP TABLE {sql.name(table.name)}",),
                    (CreateTable(table),),
                )
            case Rename():
                yield _rename(found)
            case AddColumn(table, column, _) if self._waits(table, column):
                yield from _later(_add_column(found))
            case AddColumn():
                yield from _add_column(found)
            case DropColumn():
                yield from _drop_column(found)
            case ChangeType():
                yield from self._change_type(found)
            case AllowNull(table, column):
                yield from _allow_null(table, column)
            case RequireValue(table, column, _):
                if not self._swap_requires(table, column.name):
                    yield from _require_value(found)
            case ChangeDefault(table, old, new):
                if not self._is_swapped(table, new.name):
                    yield _alter(
                        table,
                        f"change the default of {new.name}",
                        [sql.set_default(table, new)],
                        [sql.set_default(table, old)],
                    )
            case ChangeExpression(table, _, column) if self._waits(table, column):
                yield from _later(_change_expression(found))
            case ChangeExpression():
                yield from _change_expression(found)
            case AddCheck(table, check, new_column):
                if not self._is_swapped(table, check.column):
                    yield from _add_check(table, check, new_column=new_column)
            case DropCheck(table, check):
                if not self._is_swapped(table, check.column):
                    yield _alter(
                        table,
                        f"drop constraint {check.name}",
                        [sql.drop_constraint(table, check.name)],
                        [sql.add_check(table, check, valid=True)],
                    )
            case ChangeCheck(table, _, check, _):
                if not self._is_swapped(table, check.column):
                    yield from _change_check(found)
            case AddForeignKey():
                yield from self._add_foreign_key(found)
            case DropForeignKey(table, key):
                yield _alter(
                    table,
                    f"drop constraint {key.name}",
                    [sql.drop_constraint(table, key.name)],
                    [
                        *([_add_owners(table, key)] if self._users_go else []),
                        sql.add_foreign_key(table, key, valid=True),
                    ],
                )
            case AddIndex(table, index):
                if not self._is_swapped_index(table, index):
                    step = _add_index(table, index)
                    waits = any(
                        self._waits(table, column)
                        for column in table.columns
                        if _reads(index, column.name)
                    )
                    yield from _later([step]) if waits else [step]
            case DropIndex(table, index):
                if not self._is_swapped_index(table, index):
                    yield _drop_index(table, index)
            case ChangeIndex(table, old_index, index):
                if not self._is_swapped_index(table, index):
                    yield from _change_index(table, old_index, index)

    def _waits(self, table: TableModel, column: TableColumn) -> bool:
        """Whether a generated column reads one that gets its type only in the contract part."""
        return column.generated is not None and any(
            _part_of(swap) == "contract"
            for (name, swapped), swap in self._swapped.items()
            if name == table.name and mentions(column.generated, swapped)
        )

    def _is_swapped(self, table: TableModel, column: str) -> bool:
        return (table.name, column) in self._swapped

    def _is_swapped_index(self, table: TableModel, index: Index) -> bool:
        return any(name == table.name and _reads(index, column) for name, column in self._swapped)

    def _swap_requires(self, table: TableModel, column: names.Column) -> bool:
        """Whether the column is written anew in the same part, and can be required at once."""
        swap = self._swapped.get((table.name, column))
        return swap is not None and _part_of(swap) == "contract"

    def _add_foreign_key(self, found: AddForeignKey) -> Iterator[Step]:
        table, key = found.table, found.key
        *_, target = key.target.split(".")
        other = ".".join(map(sql.name, key.target.split(".")[:-1]))
        column = sql.name(key.column)
        orphans = (
            f"NOT EXISTS (SELECT FROM {other} "
            f"WHERE {other}.{sql.name(target)} = {sql.name(table.name)}.{column})"
        )
        check = None
        if not self._provisioned:
            what = f"{table.name} whose {key.column} is not in {key.target}"
            check = (what, sql.rows_where(table, orphans))
        yield Step(
            "contract",
            "alter",
            table,
            f"add constraint {key.name}, not valid yet",
            f"SHARE ROW EXCLUSIVE on {table.name} and {other} for an instant",
            (sql.add_foreign_key(table, key, valid=False),),
            (sql.drop_constraint(table, key.name),),
            check,
        )
        if self._provisioned:
            yield Step(
                "contract",
                "fill",
                table,
                f"add the owners of {table.name} to {other}",
                NO_LOCK,
                (_add_owners(table, key),),
            )
        yield _validate("contract", "validate", table, key.name)

    def _change_type(self, found: ChangeType) -> Iterator[Step]:
        if self._is_swapped(found.table, found.new.name):
            required = self._required.get((found.table.name, found.new.name))
            yield from _Swap(found, required).steps()
            return
        table, column = found.table, found.new.name
        yield _alter(
            table,
            f"change {column} to {sql.type_sql(found.new.type)}",
            [sql.alter_column(table, column, f"TYPE {sql.type_sql(found.new.type)}")],
            [sql.alter_column(table, column, f"TYPE {sql.type_sql(found.old.type)}")],
        )


def _add_owners(table: TableModel, key: ForeignKey) -> str:
    """Makes users of all who own rows."""
    *place, target = key.target.split(".")
    return (
        f"INSERT INTO {'.'.join(map(sql.name, place))} ({sql.name(target)}) "
        f"SELECT DISTINCT {sql.name(key.column)} FROM {sql.name(table.name)} "
        "ON CONFLICT DO NOTHING"
    )


# Columns


def _rename(found: Rename) -> Step:
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
    step = _alter(table, text, [there], [back], order=-1)
    return replace(step, abrupt=found.what in ("table", "column"))


def _add_column(found: AddColumn) -> Iterator[Step]:
    table, column = found.table, found.column
    drop = [sql.drop_column(table, column.name)]
    text = f"add column {column.name}"
    if column.generated is not None:
        up = (sql.add_column(table, column),)
        yield Step("expand", "rewrite", table, text, REWRITE, up, tuple(drop))
        return
    if found.backfill is None:
        yield _alter(table, text, [sql.add_column(table, column)], drop)
        return
    add = sql.add_column(table, column, sql.value(found.backfill))
    settle = sql.set_default(table, column)
    if column.nullable or column.default is not None:
        yield _alter(table, text, [add, settle], drop)
        return
    # The version before doesn't know the column: until it is gone, its rows get the backfill.
    yield _alter(table, text, [add], drop)
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


def _drop_column(found: DropColumn) -> Iterator[Step]:
    table, column = found.table, found.column
    filler = sql.filler(column)
    needed = not column.nullable and column.default is None and column.generated is None
    if needed:
        # The new version doesn't know the column any more.
        yield _alter(
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
                + ("" if filler is None else f" DEFAULT {filler}"),
            ),
            sql.alter_column(table, column.name, "DROP DEFAULT"),
        ]
    back += [
        sql.add_check(table, check, valid=True)
        for check in table.checks
        if check.column == column.name
    ]
    back += [
        sql.create_index(table, index, concurrently=False)
        for index in table.indexes
        if _reads(index, column.name)
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
    )


def _allow_null(table: TableModel, column: TableColumn) -> Iterator[Step]:
    yield _alter(
        table,
        f"let {column.name} be null",
        [sql.alter_column(table, column.name, "DROP NOT NULL")],
        [
            *_fill_nulls(table, column.name, sql.filler(column)),
            sql.alter_column(table, column.name, "SET NOT NULL"),
        ],
    )


def _require_value(found: RequireValue) -> Iterator[Step]:
    table, column = found.table, found.column.name
    proof = _proof(table, column)
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
        if found.backfill is not None
        else (f"{table.name} without {column}", sql.rows_where(table, null)),
    )
    if found.backfill is not None:
        change = f"{sql.name(column)} = {sql.value(found.backfill)}"
        yield _fill("contract", table, f"fill {column}", change, null)
    yield _validate("contract", "validate", table, proof.name)
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
        (sql.alter_column(table, column, "DROP NOT NULL"),),
    )


def _change_expression(found: ChangeExpression) -> Iterator[Step]:
    table, column = found.table, found.new.name
    indexes = [index for index in table.indexes if _reads(index, column)]
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
    yield from (_add_index(table, index) for index in indexes)


def _fill_nulls(table: TableModel, column: str, value: str | None) -> list[Work]:
    if value is None:
        return []
    name = sql.name(column)
    return [f"UPDATE {sql.name(table.name)} SET {name} = {value} WHERE {name} IS NULL"]


def _proof(table: TableModel, column: str) -> Check:
    """A check that proves that no value is missing, so that SET NOT NULL need not look."""
    name = names.constraint("ck", table.name, column, "given")
    return Check(name, f"{sql.name(column)} IS NOT NULL", names.Column(column), "values", ())


class _Swap:
    """A column in another type beside the old one, which it replaces when it is filled."""

    def __init__(self, found: ChangeType, required: RequireValue | None) -> None:
        self._table = found.table
        self._before = found.before
        self._old = found.old
        self._new = found.new
        self._part = _part_of(found)
        self._column = found.new.name
        self._beside = f"{found.new.name}__new"
        self._sync = names.constraint("sync", found.table.name, found.new.name)
        self._backfill = required.backfill if required and self._part == "contract" else None
        may_be_null = found.new.nullable or (
            found.old.nullable and not (required and self._part == "contract")
        )
        self._proof = None if may_be_null else _proof(found.table, self._beside)
        self._indexes = [index for index in found.table.indexes if _reads(index, self._column)]
        self._checks = [check for check in found.table.checks if check.column == self._column]
        self._new_checks = _new_checks(found)

    def steps(self) -> Iterator[Step]:
        yield self._alter()
        column, beside = sql.name(self._column), sql.name(self._beside)
        value = self._value(column)
        there = (
            f"{beside} IS NULL"
            if self._backfill is not None
            else (f"{beside} IS NULL AND {column} IS NOT NULL")
        )
        change = f"{beside} = {value}"
        yield _fill(self._part, self._table, f"fill {self._beside}", change, there)
        if self._proof:
            yield _validate(self._part, "validate", self._table, self._proof.name)
        yield from map(self._build, self._indexes)
        yield self._settle()
        for check in self._checks:
            yield _validate(self._part, "confirm", self._table, check.name)

    def _value(self, column: str) -> str:
        value = sql.cast(column, self._old.type, self._new.type)
        if self._backfill is None:
            return value
        return f"coalesce({value}, {sql.value(self._backfill)})"

    def _alter(self) -> Step:
        table, kind = self._table, sql.type_sql(self._new.type)
        beside, sync = sql.name(self._beside), sql.name(self._sync)
        value = self._value(f"NEW.{sql.name(self._column)}")
        up: list[Work] = [
            sql.alter(table, f"ADD COLUMN {beside} {kind}"),
            f"CREATE FUNCTION {sync}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN NEW.{beside} := {value}; RETURN NEW; END $$",
            f"CREATE TRIGGER {sync} BEFORE INSERT OR UPDATE ON {sql.name(table.name)} "
            f"FOR EACH ROW EXECUTE FUNCTION {sync}()",
        ]
        if self._proof:
            up.append(sql.add_check(table, self._proof, valid=False))
        return Step(
            self._part,
            "alter",
            table,
            f"add {self._beside} of type {kind} beside {self._column}",
            INSTANT,
            tuple(up),
            (
                f"DROP TRIGGER IF EXISTS {sync} ON {sql.name(table.name)}",
                f"DROP FUNCTION IF EXISTS {sync}",
                sql.alter(table, f"DROP COLUMN IF EXISTS {beside}"),
            ),
            self._check(),
        )

    def _check(self) -> tuple[str, str] | None:
        column = sql.name(self._column)
        conditions = []
        if type_rule(form_of(self._old.type), form_of(self._new.type)) == "narrow_type":
            conditions.append(sql.doesnt_fit(column, self._old.type, self._new.type))
        if self._proof and self._old.nullable and self._backfill is None:
            conditions.append(f"{column} IS NULL")
        # Only as a text it is looked at in another way; a cast to a number may fail.
        seen = f"{column}::text" if form_of(self._new.type)[0] == "text" else column
        conditions += [
            f"NOT ({reading(check.sql, self._column, seen)})" for check in self._new_checks
        ]
        if not conditions:
            return None
        what = f"{self._table.name} whose {self._column} is no {sql.type_sql(self._new.type)}"
        return what, sql.rows_where(self._table, " OR ".join(conditions))

    def _build(self, index: Index) -> Step:
        beside = renamed_in(index, self._column, self._beside)
        called = _beside(index)
        return Step(
            self._part,
            "build",
            self._table,
            f"build index {called}",
            NO_LOCK,
            (
                sql.drop_index(called),
                sql.create_index(self._table, beside, concurrently=True, called=called),
            ),
            (sql.drop_index(called),),
        )

    def _settle(self) -> Step:
        table, column = self._table, self._column
        up: list[Work] = [
            f"DROP TRIGGER {sql.name(self._sync)} ON {sql.name(table.name)}",
            f"DROP FUNCTION {sql.name(self._sync)}",
            sql.drop_column(table, column),
            sql.alter(table, f"RENAME COLUMN {sql.name(self._beside)} TO {sql.name(column)}"),
        ]
        if self._proof:
            up += [
                sql.alter_column(table, column, "SET NOT NULL"),
                sql.drop_constraint(table, self._proof.name),
            ]
        if self._new.default is not None:
            up.append(sql.set_default(table, self._new))
        up += [
            f"ALTER INDEX {sql.name(_beside(index))} RENAME TO {sql.name(index.name)}"
            for index in self._indexes
        ]
        up += [sql.add_check(table, check, valid=False) for check in self._checks]
        return Step(
            self._part,
            "settle",
            table,
            f"put {self._beside} in the place of {column}",
            INSTANT,
            tuple(up),
            tuple(self._back()),
        )

    def _back(self) -> Iterator[Work]:
        """In one go, with the table locked: what goes back is in a hurry."""
        table, column = self._table, sql.name(self._column)
        for check in self._checks:
            yield sql.drop_constraint(table, check.name)
        for index in self._indexes:
            yield f"DROP INDEX {sql.name(index.name)}"
        if self._proof and self._old.nullable:
            yield sql.alter_column(table, self._column, "DROP NOT NULL")
        if self._new.default is not None:
            yield sql.alter_column(table, self._column, "DROP DEFAULT")
        value = sql.cast(column, self._new.type, self._old.type)
        kind = sql.type_sql(self._old.type)
        yield sql.alter_column(table, self._column, f"TYPE {kind} USING {value}")
        if self._old.default is not None:
            yield sql.set_default(table, self._old)
        for check in self._before.checks:
            if check.column == self._column:
                yield sql.add_check(table, check, valid=True)
        for index in self._before.indexes:
            if _reads(index, self._column):
                yield sql.create_index(table, index, concurrently=False)


def _part_of(found: ChangeType) -> Part:
    """What may be in the way waits until the version before, which may write it, is gone."""
    rule = type_rule(form_of(found.old.type), form_of(found.new.type))
    return "contract" if rule == "narrow_type" or _new_checks(found) else "expand"


def _later(steps: Iterable[Step]) -> Iterator[Step]:
    """The same, when the version before is gone."""
    return (replace(step, part="contract") for step in steps)


def _new_checks(found: ChangeType) -> list[Check]:
    """Rules that the column didn't have in its old type, and that its values may break."""
    known = {check.sql for check in found.before.checks}
    return [
        check
        for check in found.table.checks
        if check.column == found.new.name
        and check.sql not in known
        # What becomes a text is never as long.
        and not (check.rule == "max" and form_of(found.new.type)[0] == "text" and _is_long(check))
    ]


def _is_long(check: Check) -> bool:
    return int(str(check.bound)) >= _LONGEST


# Constraints


def _add_check(table: TableModel, check: Check, *, new_column: bool) -> Iterator[Step]:
    part: Part = "expand" if new_column else "contract"
    yield Step(
        part,
        "alter" if new_column else "guard",
        table,
        f"add constraint {check.name}, not valid yet",
        INSTANT,
        (sql.add_check(table, check, valid=False),),
        (sql.drop_constraint(table, check.name),),
        None if new_column else _broken(table, check),
    )
    yield _validate(part, "validate", table, check.name)


def _change_check(found: ChangeCheck) -> Iterator[Step]:
    table, old, new = found.table, found.old, found.new
    if new.rule == "values":
        yield from _change_values(found)
    elif new.rule == "pattern":
        # Neither pattern need be the narrower one.
        yield _alter(
            table,
            f"drop constraint {old.name}",
            [sql.drop_constraint(table, old.name)],
            [sql.add_check(table, old, valid=True)],
        )
        yield from _add_check(table, new, new_column=False)
    else:
        change = said.changed_bound("", new.column, new.rule, str(old.bound), str(new.bound))
        tighter = change.rule.startswith("tighten")
        yield from _replace_check(
            "contract" if tighter else "expand",
            table,
            old,
            new,
            _broken(table, new) if tighter else None,
        )


def _change_values(found: ChangeCheck) -> Iterator[Step]:
    """What comes is allowed at once; what goes is refused when the version before is gone."""
    table, old, new = found.table, found.old, found.new
    before, after = tuple(old.bound), tuple(new.bound)
    gone = [value for value in before if value not in after]
    if not gone:
        yield from _replace_check("expand", table, old, new, None)
        return
    between = old
    if set(after) - set(before):
        both = (*before, *(value for value in after if value not in before))
        listed = ", ".join(map(names.sql_text, both))
        between = Check(
            new.name, f"{sql.name(new.column)} IN ({listed})", new.column, "values", both
        )
        yield from _replace_check("expand", table, old, between, None)
    mapped = {value: found.values[value] for value in gone if value in found.values}
    left = [value for value in gone if value not in mapped]
    check = None
    if left:
        values = ", ".join(map(names.sql_text, left))
        condition = f"{sql.name(new.column)} IN ({values})"
        what = f"{table.name} whose {new.column} is {' or '.join(left)}"
        check = (what, sql.rows_where(table, condition))
    back = _mapping_back(table, new.column, mapped, before)
    yield from _replace_check("contract", table, between, new, check, back)
    if mapped:
        yield _map_values(table, new.column, mapped)


def _map_values(table: TableModel, column: str, mapped: Mapping[str, str]) -> Step:
    values = ", ".join(map(names.sql_text, mapped))
    return _fill(
        "contract",
        table,
        f"replace values of {column}",
        f"{sql.name(column)} = {_case(column, mapped)}",
        f"{sql.name(column)} IN ({values})",
    )


def _mapping_back(
    table: TableModel, column: str, mapped: Mapping[str, str], before: Sequence[str]
) -> list[Work]:
    """Where a value was only called something else, it gets its name back."""
    back = {
        new: old
        for old, new in mapped.items()
        if new not in before and list(mapped.values()).count(new) == 1
    }
    if not back:
        return []
    values = ", ".join(map(names.sql_text, back))
    name = sql.name(column)
    return [
        f"UPDATE {sql.name(table.name)} SET {name} = {_case(column, back)} "
        f"WHERE {name} IN ({values})"
    ]


def _case(column: str, mapped: Mapping[str, str]) -> str:
    cases = " ".join(
        f"WHEN {names.sql_text(old)} THEN {names.sql_text(new)}" for old, new in mapped.items()
    )
    return f"CASE {sql.name(column)} {cases} END"


def _replace_check(
    part: Part,
    table: TableModel,
    old: Check,
    new: Check,
    check: tuple[str, str] | None,
    back: Sequence[Work] = (),
) -> Iterator[Step]:
    drop = sql.drop_constraint(table, new.name)
    yield Step(
        part,
        "alter" if part == "expand" else "guard",
        table,
        f"replace constraint {new.name}, not valid yet",
        INSTANT,
        (drop, sql.add_check(table, new, valid=False)),
        (drop, *back, sql.add_check(table, old, valid=True)),
        check,
    )
    yield _validate(part, "validate", table, new.name)


def _broken(table: TableModel, check: Check) -> tuple[str, str]:
    """The rows that break a rule."""
    condition = f"NOT ({check.sql})"
    return f"{table.name} that break {check.name}", sql.rows_where(table, condition)


# Indexes


def _add_index(table: TableModel, index: Index) -> Step:
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


def _drop_index(table: TableModel, index: Index) -> Step:
    return Step(
        "contract",
        "drop",
        table,
        f"drop index {index.name}",
        NO_LOCK,
        (sql.drop_index(index.name),),
        (sql.drop_index(index.name), sql.create_index(table, index, concurrently=True)),
    )


def _change_index(table: TableModel, old: Index, new: Index) -> Iterator[Step]:
    called, name = _beside(new), sql.name(new.name)
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


def _beside(index: Index) -> str:
    """What an index is called until it takes another's place."""
    return names.constraint("new", index.name)


def _reads(index: Index, column: str) -> bool:
    return any(mentions(part.sql, column) for part in index.parts)


# What many steps are like


def _alter(
    table: TableModel,
    text: str,
    up: Sequence[Work],
    down: Sequence[Work],
    *,
    order: int = 0,
) -> Step:
    return Step("expand", "alter", table, text, INSTANT, tuple(up), tuple(down), order=order)


def _fill(part: Part, table: TableModel, text: str, change: str, condition: str) -> Step:
    return Step(part, "fill", table, text, NO_LOCK, (Batches(table, change, condition),))


def _validate(part: Part, slot: Slot, table: TableModel, constraint: str) -> Step:
    up = (sql.validate(table, constraint),)
    return Step(part, slot, table, f"validate constraint {constraint}", NO_LOCK, up)
