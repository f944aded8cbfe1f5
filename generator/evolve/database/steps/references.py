"""Steps of references: added before they are valid, replaced, and what may be in the way."""

from collections.abc import Iterable, Iterator

from generator.evolve.database import sql
from generator.evolve.database.difference import AddForeignKey, ChangeForeignKey
from generator.evolve.database.steps.step import Part, Step, validate
from generator.model.fields import Hop
from generator.model.tables import ForeignKey, TableModel


def add_reference(found: AddForeignKey) -> Iterator[Step]:
    """Of a column that the version before knows it may write what refers to nothing."""
    table, key = found.table, found.key
    part: Part = "expand" if found.new_column else "contract"
    yield Step(
        part,
        "alter",
        table,
        f"add constraint {key.name}, not valid yet",
        f"SHARE ROW EXCLUSIVE on {_both(table, key)} for an instant",
        (sql.add_foreign_key(table, key, valid=False),),
        (sql.drop_constraint(table, key.name),),
        None if found.new_column else _orphans(table, key),
        # The other table may be a new one.
        order=2,
    )
    yield validate(part, "validate", table, key.name)


def change_reference(found: ChangeForeignKey) -> Iterator[Step]:
    """Of what becomes of the rows: in one transaction, so that there is always a rule."""
    table, old, new = found.table, found.old, found.new
    drop = sql.drop_constraint(table, new.name)
    yield Step(
        "expand",
        "alter",
        table,
        f"replace constraint {new.name}, not valid yet",
        f"ACCESS EXCLUSIVE on {_both(table, new)} for an instant",
        (drop, sql.add_foreign_key(table, new, valid=False)),
        (drop, sql.add_foreign_key(table, old, valid=True)),
        order=2,
    )
    yield validate("expand", "validate", table, new.name)


def clear_orphans(table: TableModel, key: ForeignKey) -> str:
    """Lets the rows refer to nothing that refer to nothing anyway."""
    change = f"UPDATE {sql.name(table.name)} SET {sql.name(key.column)} = NULL"
    return f"{change} WHERE {_is_orphan(table, key)}"


def _orphans(table: TableModel, key: ForeignKey) -> tuple[str, str]:
    """The rows that refer to nothing, or to what is somebody else's."""
    whose = "" if key.public else " of the same owner"
    what = f"{table.name} whose {key.column} is no row of {key.table}{whose}"
    return what, sql.rows_where(table, _is_orphan(table, key))


def _is_orphan(table: TableModel, key: ForeignKey) -> str:
    own, column, target = (
        sql.name(name) for name in (table.name, key.column, key.target.rpartition(".")[2])
    )
    # No name of a spec begins with an underscore.
    found = [f"_one.{target} = {own}.{column}"]
    if key.owners is not None and not key.public and key.column != key.owners[0]:
        here, there = key.owners
        own_hops, other_hops = key.hops or ((), ())
        owner = _owner(f"{own}.{sql.name(here)}", own_hops)
        found.append(f"{_owner(f'_one.{sql.name(there)}', other_hops)} = {owner}")
    other = f"SELECT FROM {sql.name(key.table)} _one WHERE {' AND '.join(found)}"
    return f"{column} IS NOT NULL AND NOT EXISTS ({other})"


def _owner(column: str, hops: Iterable[Hop]) -> str:
    """Who owns a row: what its column holds, or what is found where that leads."""
    for hop in hops:
        table, key, owner = map(sql.name, (hop.table, hop.key, hop.owner))
        column = f"(SELECT _hop.{owner} FROM {table} _hop WHERE _hop.{key} = {column})"
    return column


def _both(table: TableModel, key: ForeignKey) -> str:
    return " and ".join(dict.fromkeys([str(table.name), key.table]))
