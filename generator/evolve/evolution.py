"""From what was to what the spec says: changes, what they need, and how the database gets there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.evolve.changes import Change, merged
from generator.evolve.consent import Note, Problem, notes, problems
from generator.evolve.contract import contract_changes
from generator.evolve.database.differences import differences
from generator.evolve.database.judge import judged
from generator.evolve.database.steps import Step, steps
from generator.evolve.past import telling
from generator.model.app import App, TableModel
from generator.model.data import JSON, from_data, tables_to_data, to_data
from generator.model.intents import Intents


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is compared with: each may be unknown, at the start or when it can't be read."""

    # The tables that the migrations lead to.
    tables: Sequence[TableModel] | None
    # The model that clients know, as data.
    contract: JSON


@dataclass(frozen=True, slots=True)
class Evolution:
    """All that follows from a change of the spec."""

    # The worst first.
    changes: tuple[Change, ...]
    # Those that clients can notice. The database may have been further than they know.
    for_clients: tuple[Change, ...]
    # What the migrations do, in order; nothing where something stands against it.
    steps: tuple[Step, ...]
    # What the spec has to say first.
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    # Whether the model that clients know can't be read, so that nothing is said of it.
    contract_unknown: bool


def evolve(baseline: Baseline, app: App, intents: Intents) -> Evolution:
    """What has to happen so that database and clients get from the baseline to the model."""
    tables, before = baseline.tables, _contract(baseline.contract, app)
    unreadable = baseline.contract is not None and before is None
    if (
        before == app
        and tables is not None
        and tables_to_data(tables) == tables_to_data(app.tables)
    ):
        # All is as the last run left it: what was called otherwise was so before that run.
        before, tables = None, None
    in_tables = telling(intents, _columns(tables or ()))
    found = [] if tables is None else differences(tables, app.tables, in_tables)
    noticed = [] if before is None else [*_for_clients(before, app, intents)]
    changes = merged([*noticed, *judged(found, in_tables, _aliases(app))])
    wrong = problems(changes, intents)
    impossible = any(change.need or change.by_hand for change in changes)
    return Evolution(
        changes=changes,
        for_clients=tuple(change for change in merged(noticed) if change.kind.clients is not None),
        steps=() if impossible else tuple(steps(found)),
        problems=tuple(wrong),
        notes=tuple(notes(changes, found, intents)),
        contract_unknown=unreadable,
    )


def _for_clients(before: App, app: App, intents: Intents) -> Iterator[Change]:
    there = {
        str(resource.name): {str(field.name) for field in resource.fields}
        for resource in before.resources
    }
    return contract_changes(before, app, telling(intents, there))


def _columns(tables: Sequence[TableModel]) -> dict[str, set[str]]:
    """The fields of each resource that has a table."""
    return {
        str(table.resource): {str(column.name) for column in table.columns}
        for table in tables
        if table.resource is not None
    }


def _contract(data: JSON, app: App) -> App | None:
    """The model that was recorded, unless this version can't read it any more."""
    if data == to_data(app):
        return app
    try:
        return from_data(App, data)
    except ValueError:
        return None


def _aliases(app: App) -> dict[tuple[str, str], str]:
    return {}
