"""From what was to what the spec says: changes, what they need, and how the database gets there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.evolve.changes import Change, merged
from generator.evolve.consent import Note, Problem, notes, problems
from generator.evolve.contract import contract_changes
from generator.evolve.database.differences import differences
from generator.evolve.database.judge import judged, taken_over
from generator.evolve.database.links import links
from generator.evolve.database.reliance import relied_on
from generator.evolve.database.steps.planning import steps
from generator.evolve.database.steps.step import Step
from generator.model.app import App
from generator.model.data import JSON, from_data, to_data
from generator.model.intents import Intents
from generator.model.tables import TableModel


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is compared with: each may be unknown, at the start or when it can't be read."""

    # The tables that the migrations lead to.
    tables: Sequence[TableModel] | None
    # The model that clients know, as data.
    contract: JSON
    # New names that tables and columns, and the contract, have got in earlier runs.
    tables_done: tuple[str, ...] = ()
    contract_done: tuple[str, ...] = ()


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
    # New names that tables and columns, and the contract, have after this.
    tables_done: tuple[str, ...]
    contract_done: tuple[str, ...]


def evolve(baseline: Baseline, app: App, intents: Intents, today: str) -> Evolution:
    """What has to happen so that database and clients get from the baseline to the model.

    What was promised until a day before today may end.
    """
    in_tables = intents.without(baseline.tables_done)
    in_contract = intents.without(baseline.contract_done)
    tables, before = baseline.tables or (), _contract(baseline.contract, app)
    linked = links(before, app, in_tables)
    found = [] if baseline.tables is None else differences(tables, app.tables, in_tables, linked)
    for_clients = [] if before is None else list(contract_changes(before, app, in_contract, today))
    if baseline.contract is not None and before is None:
        for_clients = [Change("unknown_contract", ("api",), "the API", "its model can't be read")]
    for_database = judged(found, in_tables, _aliases(app), for_clients, linked)
    for_database += relied_on(found, app)
    for_database += [] if baseline.tables is None else taken_over(tables, app.tables)
    changes = merged([*for_clients, *_feasible(for_database, for_clients)])
    wrong = problems(changes, intents)
    impossible = any(change.need or change.by_hand for change in changes)
    return Evolution(
        changes=changes,
        for_clients=tuple(
            change for change in merged(for_clients) if change.kind.clients is not None
        ),
        steps=() if impossible else tuple(steps(found)),
        problems=tuple(wrong),
        notes=tuple(notes(changes, found, intents)),
        contract_unknown=baseline.contract is not None and before is None,
        tables_done=_done(intents, baseline.tables_done, tables),
        contract_done=_done(
            intents,
            baseline.contract_done,
            () if before is None else before.tables,
        ),
    )


def _done(intents: Intents, before: Sequence[str], tables: Iterable[TableModel]) -> tuple[str, ...]:
    """The names that count no more: those of earlier runs, and those that this one gives."""
    there: dict[str, set[str]] = {}
    for table in tables:
        known = (table.link,) if table.link else (column.name for column in table.columns)
        there.setdefault(str(table.resource), set()).update(map(str, known))
    given = {f"{name} was {was}" for name, was in intents.resources.items() if was in there}
    given |= {
        f"{resource}.{name} was {intent.was}"
        for (resource, name), intent in intents.fields.items()
        if intent.was in there.get(intents.resources.get(resource, resource), ())
        or intent.was in there.get(resource, ())
    }
    return tuple(name for name in intents.names() if name in before or name in given)


def _feasible(for_database: Iterable[Change], for_clients: Iterable[Change]) -> Iterator[Change]:
    """Where a resource can't become what it is to be, its table need not be spoken of."""
    by_hand = {change.place[:2] for change in for_clients if change.by_hand}
    return (change for change in for_database if change.place[:2] not in by_hand)


def _contract(data: JSON, app: App) -> App | None:
    """The model that was recorded, unless this version can't read it any more."""
    if data == to_data(app):
        return app
    try:
        return from_data(App, data)
    except ValueError:
        return None


def _aliases(app: App) -> dict[tuple[str, str], str]:
    """The old names that fields still have."""
    return {
        (str(resource.name), str(field.name)): str(field.alias.name)
        for resource in app.resources
        for field in resource.fields
        if field.alias is not None
    }
