"""The resolved model of tables, as PostgreSQL has them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from generator.model.fields import Hop
from generator.model.names import ClassName, Column, Constraint, Table
from generator.model.relations import LATER

CheckRule: TypeAlias = Literal[
    "min", "max", "pattern", "values", "form", "elements", "items_min", "items_max", "kind"
]


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A type of PostgreSQL."""

    name: Literal[
        "varchar",
        "text",
        "integer",
        "bigint",
        "numeric",
        "double",
        "boolean",
        "date",
        "timestamptz",
        "time",
        "uuid",
        "jsonb",
        "tsvector",
    ]
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    # Whether it is an array of such values.
    array: bool = field(default=False, metadata=LATER)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column as the database has it."""

    name: Column
    type: ColumnType
    nullable: bool
    # The SQL of the default, if the database has one.
    default: str | None = None
    # The SQL of a column that PostgreSQL works out itself.
    generated: str | None = None
    # Whether PostgreSQL numbers the rows.
    identity: bool = False
    # The SQL of a value that the column may hold, for rows that have lost theirs; None where
    # null or the default does.
    sample: str | None = None
    # The SQL of a value that is made of the row's others, for rows that have none.
    made: str | None = field(default=None, metadata=LATER, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that PostgreSQL holds."""

    name: Constraint
    sql: str
    # The column that it is about, and the word of the spec that it comes from.
    column: Column
    rule: CheckRule
    # What the word says: the number, the pattern, every value in order, or the type.
    bound: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A reference to another table's key."""

    name: Constraint
    column: Column
    # The other table's key, as foreign keys name it: `users.id`.
    target: str
    on_delete: Literal["CASCADE", "RESTRICT", "SET NULL"]
    # The columns that hold the owner, here and there: a row refers to its owner's own. Nothing
    # for what refers to the owner.
    owners: tuple[Column, Column] | None = field(default=None, metadata=LATER, repr=False)
    # Whether a row may refer to anybody's all the same: everybody reads those.
    public: bool = field(default=False, metadata=LATER, repr=False, compare=False)
    # The rows between these columns and the owner, here and there, where there are some.
    hops: tuple[tuple[Hop, ...], tuple[Hop, ...]] | None = field(
        default=None, metadata=LATER, repr=False
    )

    @property
    def table(self) -> str:
        """The other table."""
        return self.target.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Unique:
    """Columns whose values together only one row has."""

    name: Constraint
    # The owner's first: what others have is nobody's business.
    columns: tuple[Column, ...]
    # What of the spec needs its index, with commas between: `unique, filter slug`.
    reason: str
    # Whether the first is a field like the others, which refers to the row whose owner it has.
    through: bool = field(default=False, metadata=LATER, repr=False)
    # Whether they are unique among the rows of all: then the owner's isn't one of them.
    of_all: bool = field(default=False, metadata=LATER, repr=False)

    @property
    def single(self) -> bool:
        """Whether it is the owner alone: each has one row at most."""
        return not self.fields

    @property
    def fields(self) -> tuple[Column, ...]:
        """The fields that are unique, among the rows of one owner or of all."""
        return self.columns if self.through or self.of_all else self.columns[1:]


@dataclass(frozen=True, slots=True)
class IndexPart:
    """A column of an index, or an expression."""

    sql: str
    expression: bool


@dataclass(frozen=True, slots=True)
class Index:
    """An index, and what it is for."""

    name: Constraint
    parts: tuple[IndexPart, ...]
    method: Literal["btree", "gin"]
    # What of the spec needs it, with commas between: `sort due, filter due_on`.
    reason: str


@dataclass(frozen=True, slots=True)
class TableModel:
    """A table, with every constraint by name."""

    name: Table
    # The resource whose rows it holds; None for the table of users.
    resource: ClassName | None
    columns: tuple[TableColumn, ...]
    key: Column
    key_name: Constraint
    checks: tuple[Check, ...]
    foreign_keys: tuple[ForeignKey, ...]
    indexes: tuple[Index, ...]
    uniques: tuple[Unique, ...] = field(default=(), metadata=LATER)
    # The field of the resource whose links its rows are, and the column that its key has, too.
    link: Column | None = field(default=None, metadata=LATER, repr=False)
    key_with: Column | None = field(default=None, metadata=LATER, repr=False)

    @property
    def keys(self) -> tuple[Column, ...]:
        """The columns of its key."""
        return (self.key,) if self.key_with is None else (self.key, self.key_with)

    @property
    def leads_to(self) -> str | None:
        """The table that links lead to."""
        keys = (key for key in self.foreign_keys if key.column == self.key_with)
        return next((key.table for key in keys), None)

    @property
    def index_names(self) -> tuple[Constraint, ...]:
        """The names of its indexes, and of those behind what is unique, which have its name."""
        indexes = tuple(index.name for index in self.indexes)
        return (*indexes, *(unique.name for unique in self.uniques))


def in_order(tables: Iterable[TableModel]) -> tuple[TableModel, ...]:
    """The tables, each after those that it refers to, but for circles."""
    left, found = list(tables), list[TableModel]()
    while left:
        following = left[0]
        passed: list[TableModel] = []
        # Where each waits for another, the way ends in a circle.
        while following not in passed:
            passed.append(following)
            needed = {key.table for key in following.foreign_keys} - {following.name}
            following = next((table for table in left if table.name in needed), following)
        left.remove(following)
        found.append(following)
    return tuple(found)


def late_keys(tables: Sequence[TableModel]) -> Mapping[Table, tuple[ForeignKey, ...]]:
    """References to tables that are made later than the one that has them: such as in a circle."""
    places = {str(table.name): place for place, table in enumerate(tables)}
    return {
        table.name: tuple(key for key in table.foreign_keys if places.get(key.table, place) > place)
        for place, table in enumerate(tables)
    }
