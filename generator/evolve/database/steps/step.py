"""What a step is: something that a revision does, and how it is undone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from generator.evolve.database import sql
from generator.evolve.rules import Class
from generator.model.tables import ForeignKey, TableModel

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
    "attach",  # constraints that take over an index
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
    "attach",
    "drop",
)
# What can't be one transaction; what is in it can be repeated.
ALONE: frozenset[Slot] = frozenset({"fill", "build", "index", "drop"})

_SAFE: frozenset[Slot] = frozenset({"alter", "index", "drop"})

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
    # What refers to tables that aren't there yet: other steps bring it about.
    late: tuple[ForeignKey, ...] = field(default=(), repr=False)


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
    # Whether it only follows from another step, as the names of constraints from that of a table.
    follows: bool = False
    # The query that finds rows whose values go for good.
    lost: str | None = None

    @property
    def judged(self) -> Class:
        """The class of the step by itself."""
        if self.lost is not None:
            return "breaking"
        return "safe" if self.slot in _SAFE and not self.abrupt else "guarded"


def alter(
    table: TableModel,
    text: str,
    up: Sequence[Work],
    down: Sequence[Work],
    *,
    order: int = 0,
) -> Step:
    return Step("expand", "alter", table, text, INSTANT, tuple(up), tuple(down), order=order)


def fill(part: Part, table: TableModel, text: str, change: str, condition: str) -> Step:
    return Step(part, "fill", table, text, NO_LOCK, (Batches(table, change, condition),))


def validate(part: Part, slot: Slot, table: TableModel, constraint: str) -> Step:
    up = (sql.validate(table, constraint),)
    return Step(part, slot, table, f"validate constraint {constraint}", NO_LOCK, up)


def later(steps: Iterable[Step]) -> Iterator[Step]:
    """The same, when the version before is gone."""
    return (replace(step, part="contract") for step in steps)
