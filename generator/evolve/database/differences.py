"""What differs between two sets of tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.evolve.database.difference import (
    AddCheck,
    AddColumn,
    AddForeignKey,
    AddIndex,
    AddTable,
    AddUnique,
    AllowNull,
    ChangeCheck,
    ChangeDefault,
    ChangeExpression,
    ChangeForeignKey,
    ChangeIndex,
    ChangeType,
    Difference,
    DropCheck,
    DropColumn,
    DropForeignKey,
    DropIndex,
    DropTable,
    DropUnique,
    FillTime,
    ReplaceColumn,
    RequireValue,
    StoreColumn,
)
from generator.evolve.database.expressions import mentions
from generator.evolve.database.links import Link, Links
from generator.evolve.database.renames import (
    column_renames,
    in_order,
    is_wanted,
    renames_aside,
    renames_of_columns,
    renames_of_constraints,
    renames_of_indexes,
    renames_of_tables,
    renames_of_targets,
    set_aside,
    under_new_names,
    with_names,
)
from generator.evolve.kinds import form_of, keeps_storage
from generator.evolve.past import called, free_renames
from generator.model.fields import Value
from generator.model.intents import Intents
from generator.model.tables import TableColumn, TableModel


def differences(
    old: Sequence[TableModel], new: Sequence[TableModel], intents: Intents, links: Links
) -> list[Difference]:
    """Everything that has to change, names first."""
    before = _by_resource(old, new, intents)
    after = {(table.resource, table.link): table for table in new}
    kept = [(before[place], table) for place, table in after.items() if place in before]
    gone = [table for place, table in reversed(before.items()) if place not in after]
    moves = {table.name: set_aside(table) for table in gone if is_wanted(table, new)}
    found: list[Difference] = [
        rename for table in gone if table.name in moves for rename in renames_aside(table, moves)
    ]
    gone = [moves.get(table.name, table) for table in gone]
    found += renames_of_tables([moves.get(table.name, table) for table in old], kept)
    targets = renames_of_targets(kept, moves, intents)
    others: list[Difference] = []
    renamed_tables: list[tuple[TableModel, TableModel]] = []
    for was, table in kept:
        columns = column_renames(was, table, intents)
        renamed = under_new_names(was, table, columns, targets)
        found += renames_of_columns(was, table, columns)
        renames = list(renames_of_constraints(renamed, table))
        found += renames
        renamed_tables.append((with_names(renamed, renames), table))
    wanted = {name for table in new for name in table.index_names}
    indexes = [rename for pair in renamed_tables for rename in renames_of_indexes(*pair, wanted)]
    # The names of indexes are those of the whole database.
    places = {name: table for was, table in kept for name in was.index_names}
    taken = {name for table, _ in kept for name in table.index_names}
    renames = list(in_order(indexes, taken, places))
    found += renames
    for pair in renamed_tables:
        renamed, table = with_names(pair[0], renames), pair[1]
        others += _columns(renamed, table, intents, links)
        others += _checks(renamed, table, intents)
        others += _foreign_keys(renamed, table)
        others += _uniques(renamed, table)
        others += _indexes(renamed, table)
    found += others
    found += [AddTable(table) for place, table in after.items() if place not in before]
    # What is dropped is made again on the way back, before any name is the old one again.
    found += [DropTable(_leading(table, targets)) for table in gone]
    return found


def _leading(table: TableModel, targets: Mapping[str, str]) -> TableModel:
    """A table whose references lead to where the keys of other tables are by now."""
    keys = (replace(key, target=targets.get(key.target, key.target)) for key in table.foreign_keys)
    return replace(table, foreign_keys=tuple(keys))


def _by_resource(
    old: Sequence[TableModel], new: Sequence[TableModel], intents: Intents
) -> dict[tuple[str | None, str | None], TableModel]:
    """The old tables by what their resources, and the fields of links, are called now."""
    there = {table.resource for table in old if table.resource}
    now = free_renames(
        there,
        {table.resource: intents.resources.get(table.resource) for table in new if table.resource},
    )
    names = called(there, now)
    found: dict[tuple[str | None, str | None], TableModel] = {}
    for table in old:
        resource = table.resource and names[table.resource]
        link = table.link and _links_now(table.resource, resource, old, new, intents)[table.link]
        found[resource, link] = table
    return found


def _links_now(
    was: str | None,
    resource: str | None,
    old: Sequence[TableModel],
    new: Sequence[TableModel],
    intents: Intents,
) -> dict[str, str]:
    """The old fields of links of a resource by what they are called now."""
    there = {str(table.link) for table in old if table.resource == was and table.link}
    links = [str(table.link) for table in new if table.resource == resource and table.link]
    now = free_renames(there, {link: intents.of(resource, link).was for link in links})
    return called(there, now)


def _columns(
    was: TableModel, new: TableModel, intents: Intents, links: Links
) -> Iterator[Difference]:
    before = {column.name: column for column in was.columns}
    after = {column.name: column for column in new.columns}
    gone = [name for name in before if name not in after]
    added = [name for name in after if name not in before]
    replaced, stored = links.of_columns(new.resource, gone, added)
    for name, column in after.items():
        backfill = intents.of(new.resource, name).backfill
        old = before.get(name)
        if old is None:
            yield from _added(new, column, backfill, (*replaced, *stored), links)
        elif old.generated is not None or column.generated is not None:
            if old.generated != column.generated:
                yield ChangeExpression(new, old, column)
        else:
            yield from _column(was, new, old, column, backfill)
    yield from (StoreColumn(new, after[link.bool_], link) for link in stored)
    yield from (ReplaceColumn(new, before[link.bool_], link, was) for link in replaced)
    kept = {link.bool_ for link in replaced}
    yield from (DropColumn(was, before[name]) for name in gone if name not in kept)


def _added(
    table: TableModel,
    column: TableColumn,
    backfill: Value | None,
    linked: Sequence[Link],
    links: Links,
) -> Iterator[Difference]:
    """A new column; what follows from another one, rows get from there."""
    state = links.times.get((table.resource or "", column.name))
    if state is not None:
        yield AddColumn(table, column, None)
        if backfill is not None:
            yield FillTime(table, column, backfill, state)
        return
    for link in linked:
        if backfill is None and column.name == link.enum:
            backfill = link.otherwise
        if backfill is None and column.name == link.bool_ and not column.nullable:
            backfill = False
    yield AddColumn(table, column, backfill)


def _column(
    was: TableModel,
    new: TableModel,
    old: TableColumn,
    column: TableColumn,
    backfill: Value | None,
) -> Iterator[Difference]:
    if old.type != column.type or old.identity != column.identity:
        yield ChangeType(new, old, column, was)
    if old.nullable and not column.nullable:
        yield RequireValue(new, column, backfill)
    elif column.nullable and not old.nullable:
        yield AllowNull(new, old)
    if old.default != column.default:
        yield ChangeDefault(new, old, column)


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
    columns_before = {column.name for column in was.columns}
    columns_after = {column.name for column in new.columns}
    for column, key in after.items():
        old = before.get(column)
        if old is None:
            yield AddForeignKey(new, key, column not in columns_before, None)
        elif old.target != key.target or (old.on_delete != key.on_delete and not key.owners):
            yield DropForeignKey(new, replace(old, name=key.name), key)
            yield AddForeignKey(new, key, new_column=False, old=old)
        elif old.on_delete != key.on_delete:
            yield ChangeForeignKey(new, replace(old, name=key.name), key)
    for column, key in before.items():
        # With a column its reference goes by itself.
        if column not in after and column in columns_after:
            yield DropForeignKey(new, key, None)


def _uniques(was: TableModel, new: TableModel) -> Iterator[Difference]:
    types = {column.name: form_of(column.type) for column in new.columns}
    written_anew = {
        column.name
        for column in was.columns
        if column.name in types
        and types[column.name] != form_of(column.type)
        and not keeps_storage(form_of(column.type), types[column.name])
    }
    before = {unique.columns: unique for unique in was.uniques}
    after = {unique.columns: unique for unique in new.uniques}
    for columns, unique in before.items():
        again = columns in after and not written_anew.isdisjoint(columns)
        if columns not in after or again:
            yield DropUnique(new, unique, again)
    for columns, unique in after.items():
        again = columns in before and not written_anew.isdisjoint(columns)
        if columns not in before or again:
            yield AddUnique(new, unique, again)


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
