"""What differs between two sets of tables, each difference of a type of its own."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal, TypeAlias

from generator.evolve.past import free_renames
from generator.model import names
from generator.model.app import (
    Check,
    ForeignKey,
    Index,
    Scalar,
    TableColumn,
    TableModel,
)
from generator.model.intents import Intents


@dataclass(frozen=True, slots=True)
class AddTable:
    table: TableModel


@dataclass(frozen=True, slots=True)
class DropTable:
    table: TableModel


@dataclass(frozen=True, slots=True)
class Rename:
    """Of a table, or of something in a table."""

    # The table as it becomes, here and below.
    table: TableModel
    what: Literal["table", "column", "constraint", "index"]
    old: str
    new: str
    # The name before a circle made it step aside; None while it steps aside.
    was: str | None


@dataclass(frozen=True, slots=True)
class AddColumn:
    table: TableModel
    column: TableColumn
    # What rows that are there get.
    backfill: Scalar | None


@dataclass(frozen=True, slots=True)
class DropColumn:
    # The table while it has the column.
    table: TableModel
    column: TableColumn


@dataclass(frozen=True, slots=True)
class ChangeType:
    table: TableModel
    old: TableColumn
    new: TableColumn
    # The table before, under the names of now.
    before: TableModel


@dataclass(frozen=True, slots=True)
class AllowNull:
    table: TableModel
    column: TableColumn


@dataclass(frozen=True, slots=True)
class RequireValue:
    table: TableModel
    column: TableColumn
    backfill: Scalar | None


@dataclass(frozen=True, slots=True)
class ChangeDefault:
    table: TableModel
    old: TableColumn
    new: TableColumn


@dataclass(frozen=True, slots=True)
class ChangeExpression:
    """Of a generated column."""

    table: TableModel
    old: TableColumn
    new: TableColumn


@dataclass(frozen=True, slots=True)
class AddCheck:
    table: TableModel
    check: Check
    # Whether its column is new, so that no client can know another rule.
    new_column: bool


@dataclass(frozen=True, slots=True)
class DropCheck:
    table: TableModel
    check: Check


@dataclass(frozen=True, slots=True)
class ChangeCheck:
    table: TableModel
    old: Check
    new: Check
    # Values of rows that are there, and what they become.
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AddForeignKey:
    table: TableModel
    key: ForeignKey


@dataclass(frozen=True, slots=True)
class DropForeignKey:
    table: TableModel
    key: ForeignKey


@dataclass(frozen=True, slots=True)
class AddIndex:
    table: TableModel
    index: Index


@dataclass(frozen=True, slots=True)
class DropIndex:
    table: TableModel
    index: Index


@dataclass(frozen=True, slots=True)
class ChangeIndex:
    table: TableModel
    old: Index
    new: Index


Difference: TypeAlias = (
    AddTable
    | DropTable
    | Rename
    | AddColumn
    | DropColumn
    | ChangeType
    | AllowNull
    | RequireValue
    | ChangeDefault
    | ChangeExpression
    | AddCheck
    | DropCheck
    | ChangeCheck
    | AddForeignKey
    | DropForeignKey
    | AddIndex
    | DropIndex
    | ChangeIndex
)


def differences(
    old: Sequence[TableModel], new: Sequence[TableModel], intents: Intents
) -> list[Difference]:
    """Everything that has to change, names first."""
    before = _by_resource(old, new, intents)
    after = {table.resource: table for table in new}
    kept = [(before[resource], table) for resource, table in after.items() if resource in before]
    gone = [table for resource, table in reversed(before.items()) if resource not in after]
    moves = {table.name: _aside(table) for table in gone if _is_wanted(table, new)}
    found: list[Difference] = [
        rename for table in gone if table.name in moves for rename in _moved(table, moves)
    ]
    gone = [moves.get(table.name, table) for table in gone]
    found += _renames_of_tables([moves.get(table.name, table) for table in old], kept)
    others: list[Difference] = []
    renamed_tables: list[tuple[TableModel, TableModel]] = []
    for was, table in kept:
        columns = column_renames(was, table, intents)
        renamed = _renamed(was, table, columns)
        found += _renames_of_columns(was, table, columns)
        renames = list(_renames_of_constraints(renamed, table))
        found += renames
        renamed_tables.append((_with_names(renamed, renames), table))
    wanted = {index.name for table in new for index in table.indexes}
    indexes = [rename for pair in renamed_tables for rename in _renames_of_indexes(*pair, wanted)]
    # The names of indexes are those of the whole database.
    places = {index.name: table for was, table in kept for index in was.indexes}
    taken = {index.name for table, _ in kept for index in table.indexes}
    renames = list(_in_order(indexes, taken, places))
    found += renames
    for pair in renamed_tables:
        renamed, table = _with_names(pair[0], renames), pair[1]
        others += _columns(renamed, table, intents)
        others += _checks(renamed, table, intents)
        others += _foreign_keys(renamed, table)
        others += _indexes(renamed, table)
    found += others
    found += [AddTable(table) for resource, table in after.items() if resource not in before]
    found += [DropTable(table) for table in gone]
    return found


def column_renames(old: TableModel, new: TableModel, intents: Intents) -> dict[str, str]:
    """Old names of columns to new ones, as far as the new names are free."""
    there = {column.name for column in old.columns}
    was = {str(column.name): intents.of(new.resource, column.name).was for column in new.columns}
    return free_renames(there, was)


def mentions(sql: str, column: str) -> bool:
    """Whether an expression reads a column."""
    return bool(_identifier(column).search(_without_texts(sql)))


def reading(sql: str, column: str, instead: str) -> str:
    """An expression over something else than a column."""
    parts = re.split(f"({_TEXT.pattern})", sql)
    # Texts are at the odd places.
    parts[::2] = [_identifier(column).sub(lambda _: instead, part) for part in parts[::2]]
    return "".join(parts)


def renamed_in(index: Index, old: str, new: str) -> Index:
    """An index over another column."""
    parts = (replace(part, sql=_rewritten(part.sql, {old: new})) for part in index.parts)
    return replace(index, parts=tuple(parts))


def _by_resource(
    old: Sequence[TableModel], new: Sequence[TableModel], intents: Intents
) -> dict[str | None, TableModel]:
    """The old tables by what their resources are called now."""
    there = {table.resource for table in old if table.resource}
    now = free_renames(
        there,
        {table.resource: intents.resources.get(table.resource) for table in new if table.resource},
    )

    def called(resource: str | None) -> str | None:
        if resource in now.values() and resource not in now:
            # A name that was another resource's before is not this one's any more.
            return f"{resource} before"
        return now.get(resource or "", resource)

    return {called(table.resource): table for table in old}


# Names


def _renames_of_tables(
    old: Sequence[TableModel], kept: Iterable[tuple[TableModel, TableModel]]
) -> Iterator[Rename]:
    renames = [Rename(new, "table", was.name, new.name, was.name) for was, new in kept]
    yield from _in_order(renames, {table.name for table in old})
    keys = [
        Rename(new, "constraint", was.key_name, new.key_name, was.key_name) for was, new in kept
    ]
    yield from _in_order(keys, {table.key_name for table in old})


def _renames_of_columns(
    old: TableModel, new: TableModel, columns: Mapping[str, str]
) -> Iterator[Rename]:
    renames = [Rename(new, "column", was, name, was) for was, name in columns.items()]
    yield from _in_order(renames, {column.name for column in old.columns})


def _renames_of_constraints(was: TableModel, new: TableModel) -> Iterator[Rename]:
    """Of checks and references: they are about the same columns, under other names."""
    checks = {(check.column, check.rule): check.name for check in new.checks}
    keys = {key.column: key.name for key in new.foreign_keys}
    renames = [
        Rename(new, "constraint", check.name, checks[(check.column, check.rule)], check.name)
        for check in was.checks
        if (check.column, check.rule) in checks
    ]
    renames += [
        Rename(new, "constraint", key.name, keys[key.column], key.name)
        for key in was.foreign_keys
        if key.column in keys
    ]
    constraints: tuple[Check | ForeignKey, ...] = (*was.checks, *was.foreign_keys)
    places = {constraint.name: new for constraint in constraints}
    yield from _in_order(renames, places, places)


def _renames_of_indexes(
    was: TableModel, new: TableModel, wanted: Collection[names.Constraint]
) -> Iterator[Rename]:
    """Of those that stay, and of those that go later but have a name that another table needs."""
    names_now = {(index.parts, index.method): index.name for index in new.indexes}
    own = names_now.values()
    for index in was.indexes:
        name = names_now.get((index.parts, index.method))
        if name is not None:
            yield Rename(new, "index", index.name, name, index.name)
        elif index.name in wanted and index.name not in own:
            yield Rename(new, "index", index.name, _before(index.name), None)


# Tables that go while another takes their name


def _is_wanted(table: TableModel, new: Iterable[TableModel]) -> bool:
    taken = {name for other in new for name in _names_of(other)}
    return not taken.isdisjoint(_names_of(table))


def _names_of(table: TableModel) -> set[str]:
    """What a table and its indexes are called, which is one room of names."""
    return {table.name, table.key_name, *(index.name for index in table.indexes)}


def _aside(table: TableModel) -> TableModel:
    return replace(
        table,
        name=names.Table(_before(table.name)),
        key_name=_before(table.key_name),
        indexes=tuple(replace(index, name=_before(index.name)) for index in table.indexes),
    )


def _moved(table: TableModel, moves: Mapping[names.Table, TableModel]) -> Iterator[Rename]:
    now = moves[table.name]
    yield Rename(now, "table", table.name, now.name, None)
    yield Rename(now, "constraint", table.key_name, now.key_name, None)
    for index, moved in zip(table.indexes, now.indexes, strict=True):
        yield Rename(now, "index", index.name, moved.name, None)


def _before(name: str) -> names.Constraint:
    return names.constraint("before", name)


def _in_order(
    renames: Iterable[Rename],
    taken: Iterable[str],
    places: Mapping[names.Constraint, TableModel] | None = None,
) -> Iterator[Rename]:
    """So that every name is free when it is needed; what goes in a circle steps aside first.

    So does what is dropped only later: `places` are the tables of what may be in the way.
    """
    waiting = [rename for rename in renames if rename.old != rename.new]
    names_taken = {str(name) for name in taken}
    while waiting:
        free = next((rename for rename in waiting if rename.new not in names_taken), None)
        if free is None:
            aside = next(
                name for number in count(1) if (name := f"aside_{number}") not in names_taken
            )
            free = replace(_in_the_way(waiting, places or {}), new=aside, was=None)
            waiting = [
                replace(rename, old=aside) if rename.old == free.old else rename
                for rename in waiting
            ]
        else:
            waiting.remove(free)
        yield free
        names_taken = (names_taken - {str(free.old)}) | {str(free.new)}


def _in_the_way(waiting: Sequence[Rename], places: Mapping[names.Constraint, TableModel]) -> Rename:
    """What has a name that another waits for."""
    leaving = {rename.old: rename for rename in waiting}
    for rename in waiting:
        if rename.new in leaving:
            return leaving[rename.new]
    first = waiting[0]
    return replace(first, table=places[names.Constraint(first.new)], old=first.new)


def _with_names(table: TableModel, renames: Iterable[Rename]) -> TableModel:
    """A table whose constraints and indexes are called what they become."""
    now: dict[str, str] = {}
    for rename in renames:
        if rename.what in ("constraint", "index") and rename.table.name == table.name:
            first = next((old for old, new in now.items() if new == rename.old), rename.old)
            now[first] = rename.new

    def name(old: names.Constraint) -> names.Constraint:
        return names.Constraint(now.get(old, old))

    return replace(
        table,
        checks=tuple(replace(check, name=name(check.name)) for check in table.checks),
        foreign_keys=tuple(replace(key, name=name(key.name)) for key in table.foreign_keys),
        indexes=tuple(replace(index, name=name(index.name)) for index in table.indexes),
    )


def _renamed(old: TableModel, new: TableModel, columns: Mapping[str, str]) -> TableModel:
    """The old table under the new names of its columns; its constraints still have theirs."""

    def sql(text: str) -> str:
        return _rewritten(text, columns)

    def column(name: str) -> names.Column:
        return names.Column(columns.get(name, name))

    return replace(
        old,
        name=new.name,
        resource=new.resource,
        key=column(old.key),
        key_name=new.key_name,
        columns=tuple(
            replace(
                part,
                name=column(part.name),
                generated=None if part.generated is None else sql(part.generated),
            )
            for part in old.columns
        ),
        checks=tuple(
            replace(check, column=column(check.column), sql=sql(check.sql)) for check in old.checks
        ),
        foreign_keys=tuple(replace(key, column=column(key.column)) for key in old.foreign_keys),
        indexes=tuple(
            replace(index, parts=tuple(replace(part, sql=sql(part.sql)) for part in index.parts))
            for index in old.indexes
        ),
    )


_TEXT = re.compile(r"'(?:[^']|'')*'")


def _identifier(column: str) -> re.Pattern[str]:
    return re.compile(rf'(?<![\w"$]){re.escape(names.sql_identifier(column))}(?![\w"$(])')


def _without_texts(sql: str) -> str:
    return _TEXT.sub("''", sql)


def _rewritten(sql: str, columns: Mapping[str, str]) -> str:
    """SQL of the generator's own with other columns, all at once; texts in it stay."""
    moved = {
        names.sql_identifier(old): names.sql_identifier(new)
        for old, new in columns.items()
        if old != new
    }
    if not moved:
        return sql
    words = "|".join(map(re.escape, sorted(moved, key=len, reverse=True)))
    pattern = re.compile(rf"""({_TEXT.pattern})|(?<![\w"$])({words})(?![\w"$(])""")
    return pattern.sub(lambda found: found[1] or moved[found[2]], sql)


# Columns


def _columns(was: TableModel, new: TableModel, intents: Intents) -> Iterator[Difference]:
    before = {column.name: column for column in was.columns}
    after = {column.name: column for column in new.columns}
    for name, column in after.items():
        backfill = intents.of(new.resource, name).backfill
        old = before.get(name)
        if old is None:
            yield AddColumn(new, column, backfill)
        elif old.generated is not None or column.generated is not None:
            if old.generated != column.generated:
                yield ChangeExpression(new, old, column)
        else:
            yield from _column(was, new, old, column, backfill)
    yield from (DropColumn(was, column) for name, column in before.items() if name not in after)


def _column(
    was: TableModel,
    new: TableModel,
    old: TableColumn,
    column: TableColumn,
    backfill: Scalar | None,
) -> Iterator[Difference]:
    if old.type != column.type or old.identity != column.identity:
        yield ChangeType(new, old, column, was)
    if old.nullable and not column.nullable:
        yield RequireValue(new, column, backfill)
    elif column.nullable and not old.nullable:
        yield AllowNull(new, old)
    if old.default != column.default:
        yield ChangeDefault(new, old, column)


# Constraints and indexes


def _checks(was: TableModel, new: TableModel, intents: Intents) -> Iterator[Difference]:
    columns_before = {column.name for column in was.columns}
    columns_after = {column.name for column in new.columns}
    before = {(check.column, check.rule): check for check in was.checks}
    after = {(check.column, check.rule): check for check in new.checks}
    for place, check in after.items():
        old = before.get(place)
        if old is None:
            yield AddCheck(new, check, new_column=check.column not in columns_before)
        elif (old.sql, old.bound) != (check.sql, check.bound):
            values = intents.of(new.resource, check.column).values
            yield ChangeCheck(new, replace(old, name=check.name), check, values)
    for place, check in before.items():
        # With a column its checks go by themselves.
        if place not in after and check.column in columns_after:
            yield DropCheck(new, check)


def _foreign_keys(was: TableModel, new: TableModel) -> Iterator[Difference]:
    before = {key.column: key for key in was.foreign_keys}
    after = {key.column: key for key in new.foreign_keys}
    for column, key in after.items():
        old = before.get(column)
        if old is None:
            yield AddForeignKey(new, key)
        elif (old.target, old.on_delete) != (key.target, key.on_delete):
            yield DropForeignKey(new, replace(old, name=key.name))
            yield AddForeignKey(new, key)
    yield from (DropForeignKey(new, key) for column, key in before.items() if column not in after)


def _indexes(was: TableModel, new: TableModel) -> Iterator[Difference]:
    gone = [
        column.name
        for column in was.columns
        if column.name not in {kept.name for kept in new.columns}
    ]
    same = {(index.parts, index.method) for index in was.indexes}
    still = {(index.parts, index.method) for index in new.indexes}
    before = {
        index.name: index
        for index in was.indexes
        if (index.parts, index.method) not in still
        # With a column its indexes go by themselves.
        and not any(mentions(part.sql, column) for part in index.parts for column in gone)
    }
    after = {index.name: index for index in new.indexes if (index.parts, index.method) not in same}
    for name, index in after.items():
        if name in before:
            yield ChangeIndex(new, before[name], index)
        else:
            yield AddIndex(new, index)
    yield from (DropIndex(new, index) for name, index in before.items() if name not in after)
