"""What may differ between two sets of tables, each difference of a type of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from generator.evolve.database.links import Link
from generator.model.fields import Value
from generator.model.tables import Check, ForeignKey, Index, TableColumn, TableModel, Unique


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
    backfill: Value | None


@dataclass(frozen=True, slots=True)
class DropColumn:
    # The table while it has the column.
    table: TableModel
    column: TableColumn


@dataclass(frozen=True, slots=True)
class ReplaceColumn:
    """Of a bool: from now on it follows from a new enum, which gets what it says."""

    table: TableModel
    column: TableColumn
    link: Link
    # The table before, under the names of now.
    before: TableModel


@dataclass(frozen=True, slots=True)
class StoreColumn:
    """Of a bool that followed from an enum: its new column gets what that says."""

    table: TableModel
    column: TableColumn
    link: Link


@dataclass(frozen=True, slots=True)
class FillTime:
    """Of a new column: what rows get that are in the state already."""

    table: TableModel
    column: TableColumn
    value: Value
    # The state, as SQL.
    state: str


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
    backfill: Value | None


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
    # Whether its column is new, so that no row refers to anything.
    new_column: bool
    # What it takes the place of, where the column referred to something else.
    old: ForeignKey | None


@dataclass(frozen=True, slots=True)
class DropForeignKey:
    table: TableModel
    key: ForeignKey
    # What takes its place.
    new: ForeignKey | None


@dataclass(frozen=True, slots=True)
class ChangeForeignKey:
    """Of what becomes of the rows that refer to a deleted one."""

    table: TableModel
    old: ForeignKey
    new: ForeignKey


@dataclass(frozen=True, slots=True)
class AddUnique:
    table: TableModel
    unique: Unique
    # Whether it only comes back, over a column that has another type.
    again: bool


@dataclass(frozen=True, slots=True)
class DropUnique:
    table: TableModel
    unique: Unique
    # Whether it only goes to come back.
    again: bool


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
    | ReplaceColumn
    | StoreColumn
    | FillTime
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
    | ChangeForeignKey
    | AddUnique
    | DropUnique
    | AddIndex
    | DropIndex
    | ChangeIndex
)
