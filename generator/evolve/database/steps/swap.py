"""A column in another type: a new one beside the old, which takes its place when it is filled."""

from collections.abc import Iterator

from generator.evolve.database import sql
from generator.evolve.database.difference import ChangeType, RequireValue
from generator.evolve.database.expressions import reading, renamed_in
from generator.evolve.database.steps.columns import proof_of
from generator.evolve.database.steps.constraints import add_check
from generator.evolve.database.steps.indexes import name_beside, reads
from generator.evolve.database.steps.step import INSTANT, NO_LOCK, Part, Step, Work, fill, validate
from generator.evolve.kinds import always_holds, becomes_text, form_of, type_rule
from generator.model import names
from generator.model.tables import Check, Index


class Swap:
    """A column in another type beside the old one, which it replaces when it is filled."""

    def __init__(self, found: ChangeType, required: RequireValue | None) -> None:
        self._table = found.table
        self._before = found.before
        self._old = found.old
        self._new = found.new
        self._part = part_of(found)
        self._column = found.new.name
        self._beside = f"{found.new.name}__new"
        self._sync = names.constraint("sync", found.table.name, found.new.name)
        self._backfill = required.backfill if required else None
        may_be_null = found.new.nullable or (
            found.old.nullable and not (required and self._part == "contract")
        )
        self._proof = None if may_be_null else proof_of(found.table, self._beside)
        self._indexes = [index for index in found.table.indexes if reads(index, self._column)]
        self._new_checks = _new_checks(found)
        # In the expand part the version before goes on writing what new rules may refuse.
        self._later = self._new_checks if self._part == "expand" else []
        self._checks = [
            check
            for check in found.table.checks
            if check.column == self._column and check not in self._later
        ]

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
        yield fill(self._part, self._table, f"fill {self._beside}", change, there)
        if self._proof:
            yield validate(self._part, "validate", self._table, self._proof.name)
        yield from map(self._build, self._indexes)
        yield self._settle()
        for check in self._checks:
            yield validate(self._part, "confirm", self._table, check.name)
        for check in self._later:
            yield from add_check(self._table, check, new_column=False)

    def _value(self, column: str) -> str:
        value = sql.cast(column, self._old.type, self._new.type)
        if self._backfill is None:
            return value
        return f"coalesce({value}, {sql.value(self._backfill)})"

    def _alter(self) -> Step:
        table, kind = self._table, sql.type_sql(self._new.type)
        beside, sync = sql.name(self._beside), sql.name(self._sync)
        up: list[Work] = [
            sql.alter(table, f"ADD COLUMN {beside} {kind}"),
            *self._synchronized(),
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
            f"NOT ({reading(check.sql, self._column, seen)})"
            for check in self._new_checks
            if check not in self._later
        ]
        if not conditions:
            return None
        what = f"{self._table.name} whose {self._column} doesn't suit the new type or its rules"
        return what, sql.rows_where(self._table, " OR ".join(conditions))

    def _build(self, index: Index) -> Step:
        beside = renamed_in(index, self._column, self._beside)
        called = name_beside(index)
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
            f"ALTER INDEX {sql.name(name_beside(index))} RENAME TO {sql.name(index.name)}"
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
            # What compares the column with a number, say, can't compare a text with it.
            abrupt=becomes_text(form_of(self._old.type), form_of(self._new.type)),
        )

    def _back(self) -> Iterator[Work]:
        """In one go, with the table locked: what goes back is in a hurry."""
        table, column, beside = self._table, sql.name(self._column), sql.name(self._beside)
        for check in self._checks:
            yield sql.drop_constraint(table, check.name)
        for index in self._indexes:
            yield f"ALTER INDEX {sql.name(index.name)} RENAME TO {sql.name(name_beside(index))}"
        yield sql.alter(table, f"RENAME COLUMN {column} TO {beside}")
        if self._new.default is not None:
            yield sql.alter_column(table, self._beside, "DROP DEFAULT")
        if self._proof:
            yield sql.add_check(table, self._proof, valid=False)
            yield sql.alter_column(table, self._beside, "DROP NOT NULL")
        yield sql.alter(table, f"ADD COLUMN {column} {sql.type_sql(self._old.type)}")
        value = sql.cast(beside, self._new.type, self._old.type)
        yield f"UPDATE {sql.name(table.name)} SET {column} = {value}"
        if not self._old.nullable and not self._new.nullable:
            yield sql.alter_column(table, self._column, "SET NOT NULL")
        if self._old.default is not None:
            yield sql.set_default(table, self._old)
        for check in self._before.checks:
            if check.column == self._column:
                yield sql.add_check(table, check, valid=True)
        for index in self._before.indexes:
            if reads(index, self._column):
                yield sql.create_index(table, index, concurrently=False)
        yield from self._synchronized()

    def _synchronized(self) -> Iterator[Work]:
        """What keeps the new column filled while both are there."""
        sync, value = sql.name(self._sync), self._value(f"NEW.{sql.name(self._column)}")
        body = f"BEGIN NEW.{sql.name(self._beside)} = {value}; RETURN NEW; END"
        yield (
            f"CREATE FUNCTION {sync}() RETURNS trigger LANGUAGE plpgsql AS {names.sql_text(body)}"
        )
        yield (
            f"CREATE TRIGGER {sync} BEFORE INSERT OR UPDATE ON {sql.name(self._table.name)} "
            f"FOR EACH ROW EXECUTE FUNCTION {sync}()"
        )


def part_of(found: ChangeType) -> Part:
    """What may not fit waits until the version before, which may write it, is gone."""
    rule = type_rule(form_of(found.old.type), form_of(found.new.type))
    return "contract" if rule == "narrow_type" else "expand"


def _new_checks(found: ChangeType) -> list[Check]:
    """Rules that the column didn't have in its old type, and that its values may break."""
    known, before = {check.sql for check in found.before.checks}, form_of(found.old.type)
    return [
        check
        for check in found.table.checks
        if check.column == found.new.name
        and check.sql not in known
        and not always_holds(before, form_of(found.new.type), check.rule, str(check.bound))
    ]
