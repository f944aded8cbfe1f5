"""Steps as revisions of Alembic: each slot of a part is one, with a name that tells its content."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from generator.emit.render import render_one
from generator.evolve.database.steps.step import ALONE, Batches, Part, Slot, Step, Work
from generator.model.data import tables_to_data
from generator.model.tables import TableModel, late_keys

FOLDER = "migrations/versions"
START = "0001_start.py"

_TITLES: dict[Slot, str] = {
    "alter": "Change {tables}",
    "fill": "Fill rows of {tables}",
    "guard": "Add rules to {tables}, for rows that change",
    "validate": "Validate the constraints of {tables}",
    "build": "Build the indexes of what changes places in {tables}",
    "settle": "Settle {tables}",
    "rewrite": "Rewrite {tables}",
    "confirm": "Validate what is new in {tables}",
    "index": "Build the indexes of {tables}",
    "attach": "Make rules of indexes of {tables}",
    "drop": "Drop the indexes of {tables} that are needed no more",
}
# How long a statement waits for a lock, which makes others wait behind it.
_PATIENCE: dict[Slot, str] = {
    "fill": "10s",
    "build": "10min",
    "index": "10min",
    "drop": "10min",
}
_SHORT = "2s"
_MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision that is to be written."""

    id: str
    parent: str
    file: str
    part: Part
    slot: Slot
    title: str
    steps: tuple[Step, ...]

    @property
    def alone(self) -> bool:
        """Whether its statements are transactions of their own."""
        return self.slot in ALONE

    @property
    def abrupt(self) -> bool:
        """Whether the version before fails as soon as this is done."""
        return any(step.abrupt for step in self.steps)

    @property
    def patience(self) -> str:
        """How long a statement waits for a lock."""
        return _PATIENCE.get(self.slot, _SHORT)

    @property
    def told(self) -> list[Step]:
        """The steps that people read about: the names of constraints follow from others."""
        return _told(self.steps)

    @property
    def checks(self) -> tuple[tuple[str, str], ...]:
        """What may be in the way, and the queries that find it."""
        return tuple(step.check for step in self.steps if step.check is not None)

    @property
    def up(self) -> tuple[Work, ...]:
        """What it does."""
        return tuple(work for step in self.steps for work in step.up)

    @property
    def down(self) -> tuple[Work, ...]:
        """What undoes it."""
        return tuple(work for step in reversed(self.steps) for work in step.down)

    @property
    def fills(self) -> bool:
        """Whether it changes rows in batches."""
        return any(isinstance(work, Batches) for work in (*self.up, *self.down))

    def text(self) -> str:
        """The file, not yet formatted."""
        return render_one("migrations/revision.py.jinja", revision=self)


def revisions(steps: Sequence[Step], parent: str, number: int) -> list[Revision]:
    """The revisions behind one that is there; `number` is that of the first."""
    made: list[Revision] = []
    for part, slot, group in _groups(steps):
        tables = list(dict.fromkeys(str(step.table.name) for step in group))
        named = "_".join(tables) if len(tables) <= _MOST_NAMED else f"{len(tables)}_tables"
        file = f"{number:04}_{slot}_{named}"[:60] + ".py"
        identifier = f"{number:04}_{_digest(parent, group)}"
        title = _TITLES[slot].format(tables=_listed(tables))
        told = _told(group)
        if not told[1:]:
            title = f"{told[0].text[:1].upper()}{told[0].text[1:]} ({tables[0]})"
        made.append(Revision(identifier, parent, file, part, slot, title, tuple(group)))
        parent, number = identifier, number + 1
    return made


def start_revision(tables: Sequence[TableModel]) -> str:
    """The text of the first revision, which makes all tables."""
    # Other tables, another name, so that none is taken for it.
    content = json.dumps(tables_to_data(tables)).encode()
    name = f"0001_{hashlib.sha256(content).hexdigest()[:8]}"
    late = late_keys(tables)
    return render_one("migrations/start.py.jinja", revision=name, tables=tables, late=late)


def _groups(steps: Sequence[Step]) -> Iterator[tuple[Part, Slot, list[Step]]]:
    for (part, slot), group in groupby(steps, key=lambda step: (step.part, step.slot)):
        yield part, slot, list(group)


def _told(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if not step.follows] or list(steps)


def _digest(parent: str, steps: Sequence[Step]) -> str:
    content = [parent, *(repr((step.up, step.down, step.check)) for step in steps)]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()[:8]


def _listed(tables: Sequence[str]) -> str:
    if len(tables) > _MOST_NAMED:
        return f"{len(tables)} tables"
    return " and ".join(tables)
