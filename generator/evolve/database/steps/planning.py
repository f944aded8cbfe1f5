"""How each difference is brought about: in steps that neither lock for long nor fail on rows.

What the version before tolerates comes first, the *expand* part. What it doesn't is left for the
*contract* part, when it is gone. Each part has slots, in order; a slot is one revision.
"""

from collections.abc import Iterator, Sequence

from generator.evolve.database import sql
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
    Rename,
    ReplaceColumn,
    RequireValue,
    StoreColumn,
)
from generator.evolve.database.expressions import mentions
from generator.evolve.database.reliance import holds_early
from generator.evolve.database.steps.columns import (
    add_column,
    allow_null,
    change_expression,
    drop_column,
    renamed,
    require_value,
)
from generator.evolve.database.steps.constraints import add_check, change_check
from generator.evolve.database.steps.indexes import (
    add_index,
    change_index,
    drop_index,
    reads,
)
from generator.evolve.database.steps.links import fill_time, replace_column, store_column
from generator.evolve.database.steps.references import (
    add_reference,
    change_reference,
    clear_orphans,
)
from generator.evolve.database.steps.step import (
    NO_LOCK,
    PARTS,
    SLOTS,
    Step,
    alter,
    later,
    validate,
)
from generator.evolve.database.steps.swap import Swap, part_of
from generator.evolve.database.steps.tables import create_table, drop_table
from generator.evolve.database.steps.uniques import add_unique, drop_unique
from generator.evolve.kinds import form_of, keeps_storage
from generator.model import names
from generator.model.tables import ForeignKey, Index, TableColumn, TableModel, late_keys


def steps(differences: Sequence[Difference]) -> list[Step]:
    """All steps, in the order in which they are taken."""
    plan = _Steps(differences)
    found = [step for difference in differences for step in plan.of(difference)]
    return sorted(
        found, key=lambda step: (PARTS.index(step.part), SLOTS.index(step.slot), step.order)
    )


class _Steps:
    def __init__(self, differences: Sequence[Difference]) -> None:
        self._all = differences
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
        added = [found.table for found in differences if isinstance(found, AddTable)]
        gone = [found.table for found in differences if isinstance(found, DropTable)]
        self._late = {**late_keys(added), **late_keys(gone[::-1])}
        self._gone = {str(table.name): table for table in gone}

    def of(self, found: Difference) -> Iterator[Step]:
        """The steps of one difference."""
        match found:
            case AddTable(table):
                yield from create_table(table, self._late[table.name])
            case DropTable(table):
                yield from drop_table(table, self._late[table.name])
            case Rename():
                yield renamed(found)
            case AddColumn(table, column, _) if self._waits(table, column):
                yield from later(add_column(found))
            case AddColumn():
                yield from add_column(found)
            case DropColumn():
                yield from drop_column(found)
            case ReplaceColumn():
                yield from replace_column(found)
            case StoreColumn():
                yield from store_column(found)
            case FillTime():
                yield fill_time(found)
            case ChangeType():
                yield from self._change_type(found)
            case AllowNull(table, column):
                yield from allow_null(table, column)
            case RequireValue(table, column, _):
                if not self._swap_requires(table, column.name):
                    swapped = self._is_swapped(table, column.name)
                    yield from require_value(found, swapped=swapped)
            case ChangeDefault(table, old, new):
                if not self._is_swapped(table, new.name):
                    yield alter(
                        table,
                        f"change the default of {new.name}",
                        [sql.set_default(table, new)],
                        [sql.set_default(table, old)],
                    )
            case ChangeExpression(table, _, column) if self._waits(table, column):
                yield from later(change_expression(found))
            case ChangeExpression():
                yield from change_expression(found)
            case AddCheck(table, check, new_column):
                if not self._is_swapped(table, check.column):
                    yield from add_check(table, check, new_column=new_column)
            case DropCheck(table, check):
                if not self._is_swapped(table, check.column):
                    yield alter(
                        table,
                        f"drop constraint {check.name}",
                        [sql.drop_constraint(table, check.name)],
                        [sql.add_check(table, check, valid=True)],
                    )
            case ChangeCheck(table, _, check, _):
                if not self._is_swapped(table, check.column):
                    yield from change_check(found)
            case AddForeignKey(_, key) if key.owners:
                yield from add_reference(found)
            case AddForeignKey():
                yield from self._add_foreign_key(found)
            case ChangeForeignKey():
                yield from change_reference(found)
            case DropForeignKey(table, key):
                yield alter(
                    table,
                    f"drop constraint {key.name}",
                    [sql.drop_constraint(table, key.name)],
                    [
                        # The table comes back without rows.
                        *self._resettled(table, key),
                        sql.add_foreign_key(table, key, valid=True),
                    ],
                )
            case AddUnique():
                early = holds_early(found, self._all)
                yield from add_unique(found, "expand" if early else "contract")
            case DropUnique(table, unique):
                yield drop_unique(table, unique)
            case AddIndex(table, index):
                if not self._is_swapped_index(table, index):
                    step = add_index(table, index)
                    waits = any(
                        self._waits(table, column)
                        for column in table.columns
                        if reads(index, column.name)
                    )
                    yield from later([step]) if waits else [step]
            case DropIndex(table, index):
                if not self._is_swapped_index(table, index):
                    yield drop_index(table, index)
            case ChangeIndex(table, old_index, index):
                if not self._is_swapped_index(table, index):
                    yield from change_index(table, old_index, index)

    def _waits(self, table: TableModel, column: TableColumn) -> bool:
        """Whether a generated column reads one that gets its type only in the contract part."""
        return column.generated is not None and any(
            part_of(swap) == "contract"
            for (name, swapped), swap in self._swapped.items()
            if name == table.name and mentions(column.generated, swapped)
        )

    def _is_swapped(self, table: TableModel, column: str) -> bool:
        return (table.name, column) in self._swapped

    def _is_swapped_index(self, table: TableModel, index: Index) -> bool:
        return any(name == table.name and reads(index, column) for name, column in self._swapped)

    def _swap_requires(self, table: TableModel, column: names.Column) -> bool:
        """Whether the column is written anew in the same part, and can be required at once."""
        swap = self._swapped.get((table.name, column))
        return swap is not None and part_of(swap) == "contract"

    def _resettled(self, table: TableModel, key: ForeignKey) -> Iterator[str]:
        """What makes rows refer to nothing that isn't in a table which comes back."""
        if key.table in self._gone and not key.owners:
            yield _add_owners(table, key)
        elif key.table in self._gone:
            yield clear_orphans(table, key)

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
        yield validate("contract", "validate", table, key.name)

    def _change_type(self, found: ChangeType) -> Iterator[Step]:
        if self._is_swapped(found.table, found.new.name):
            required = self._required.get((found.table.name, found.new.name))
            yield from Swap(found, required).steps()
            return
        table, column = found.table, found.new.name
        # PostgreSQL would look at every row again, for each check, with the table locked.
        checks = [check for check in found.before.checks if check.column == column]
        drop = [sql.drop_constraint(table, check.name) for check in checks]
        yield alter(
            table,
            f"change {column} to {sql.type_sql(found.new.type)}",
            [
                *drop,
                sql.alter_column(table, column, f"TYPE {sql.type_sql(found.new.type)}"),
                *(sql.add_check(table, check, valid=False) for check in checks),
            ],
            [
                *drop,
                sql.alter_column(table, column, f"TYPE {sql.type_sql(found.old.type)}"),
                *(sql.add_check(table, check, valid=True) for check in checks),
            ],
        )
        still = {check.name for check in table.checks}
        for check in checks:
            if check.name in still:
                yield validate("expand", "validate", table, check.name)


def _add_owners(table: TableModel, key: ForeignKey) -> str:
    """Rows of users for those who own rows."""
    *place, target = key.target.split(".")
    return (
        f"INSERT INTO {'.'.join(map(sql.name, place))} ({sql.name(target)}) SELECT DISTINCT "
        f"{sql.name(key.column)} FROM {sql.name(table.name)} ON CONFLICT DO NOTHING"
    )
