"""New names of tables and of what is in them: each free when it is needed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from generator.evolve.database.difference import Rename
from generator.evolve.database.expressions import rewritten
from generator.evolve.past import free_renames
from generator.model import names
from generator.model.intents import Intents
from generator.model.tables import Check, ForeignKey, TableModel


def renames_of_tables(
    old: Sequence[TableModel], kept: Iterable[tuple[TableModel, TableModel]]
) -> Iterator[Rename]:
    renames = [Rename(new, "table", was.name, new.name, was.name) for was, new in kept]
    yield from in_order(renames, {table.name for table in old})
    keys = [
        Rename(new, "constraint", was.key_name, new.key_name, was.key_name) for was, new in kept
    ]
    yield from in_order(keys, {table.key_name for table in old})


def renames_of_columns(
    old: TableModel, new: TableModel, columns: Mapping[str, str]
) -> Iterator[Rename]:
    renames = [Rename(new, "column", was, name, was) for was, name in columns.items()]
    yield from in_order(renames, {column.name for column in old.columns})


def renames_of_constraints(was: TableModel, new: TableModel) -> Iterator[Rename]:
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
    yield from in_order(renames, places, places)


def renames_of_indexes(
    was: TableModel, new: TableModel, wanted: Collection[names.Constraint]
) -> Iterator[Rename]:
    """Of those that stay, and of those that go later but have a name that another table needs."""
    names_now = {(index.parts, index.method): index.name for index in new.indexes}
    uniques_now = {unique.columns: unique.name for unique in new.uniques}
    own = {*names_now.values(), *uniques_now.values()}
    there = [(index.name, names_now.get((index.parts, index.method))) for index in was.indexes]
    # The index behind a constraint has its name, and takes it along.
    there += [(unique.name, uniques_now.get(unique.columns)) for unique in was.uniques]
    for old, name in there:
        if name is not None:
            yield Rename(new, "index", old, name, old)
        elif old in wanted and old not in own:
            yield Rename(new, "index", old, _before(old), None)


def column_renames(old: TableModel, new: TableModel, intents: Intents) -> dict[str, str]:
    """Old names of columns to new ones, as far as the new names are free."""
    if old.link is not None:
        # They are called after what they are the keys of.
        pairs = zip(old.keys, new.keys, strict=True)
        return {str(was): str(now) for was, now in pairs if was != now}
    there = {column.name for column in old.columns}
    was = {str(column.name): intents.of(new.resource, column.name).was for column in new.columns}
    return free_renames(there, was)


def in_order(
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


def with_names(table: TableModel, renames: Iterable[Rename]) -> TableModel:
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
        uniques=tuple(replace(unique, name=name(unique.name)) for unique in table.uniques),
    )


def renames_of_targets(
    kept: Iterable[tuple[TableModel, TableModel]],
    moves: Mapping[names.Table, TableModel],
    intents: Intents,
) -> dict[str, str]:
    """What foreign keys refer to, under the old names and the new ones."""
    found = {f"{old}.{moved.key}": f"{moved.name}.{moved.key}" for old, moved in moves.items()}
    for was, new in kept:
        key = column_renames(was, new, intents).get(was.key, was.key)
        found[f"{was.name}.{was.key}"] = f"{new.name}.{key}"
    return found


def under_new_names(
    old: TableModel,
    new: TableModel,
    columns: Mapping[str, str],
    targets: Mapping[str, str],
) -> TableModel:
    """The old table under the new names of its columns; its constraints still have theirs."""

    def sql(text: str) -> str:
        return rewritten(text, columns)

    def column(name: str) -> names.Column:
        return names.Column(columns.get(name, name))

    return replace(
        old,
        name=new.name,
        resource=new.resource,
        link=new.link,
        key=column(old.key),
        key_with=None if old.key_with is None else column(old.key_with),
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
        foreign_keys=tuple(
            replace(
                key,
                column=column(key.column),
                target=targets.get(key.target, key.target),
            )
            for key in old.foreign_keys
        ),
        indexes=tuple(
            replace(index, parts=tuple(replace(part, sql=sql(part.sql)) for part in index.parts))
            for index in old.indexes
        ),
        uniques=tuple(
            replace(unique, columns=tuple(map(column, unique.columns))) for unique in old.uniques
        ),
    )


def is_wanted(table: TableModel, new: Iterable[TableModel]) -> bool:
    taken = {name for other in new for name in _names_of(other)}
    return not taken.isdisjoint(_names_of(table))


def _names_of(table: TableModel) -> set[str]:
    """What a table and its indexes are called, which is one room of names."""
    return {table.name, table.key_name, *table.index_names}


def set_aside(table: TableModel) -> TableModel:
    return replace(
        table,
        name=names.Table(_before(table.name)),
        key_name=_before(table.key_name),
        indexes=tuple(replace(index, name=_before(index.name)) for index in table.indexes),
        uniques=tuple(replace(unique, name=_before(unique.name)) for unique in table.uniques),
    )


def renames_aside(table: TableModel, moves: Mapping[names.Table, TableModel]) -> Iterator[Rename]:
    now = moves[table.name]
    yield Rename(now, "table", table.name, now.name, None)
    yield Rename(now, "constraint", table.key_name, now.key_name, None)
    for index, moved in zip(table.index_names, now.index_names, strict=True):
        yield Rename(now, "index", index, moved, None)


def _before(name: str) -> names.Constraint:
    return names.constraint("before", name)
