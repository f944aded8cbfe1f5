"""Bools that begin to stand for a state of an enum, or get a column of their own again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.evolve.past import called, free_renames
from generator.model.app import App
from generator.model.fields import Field, State, Value
from generator.model.intents import Intents
from generator.model.names import Column, sql_identifier, sql_text
from generator.model.resolve.derived import state_sql
from generator.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Link:
    """How the values of a bool and of an enum follow from each other."""

    bool_: Column
    enum: Column
    # Values of the enum for which the bool is true; the first is written for it.
    values: tuple[str, ...]
    # What the enum gets where the bool is false and it has one of these values.
    otherwise: Value | None

    def holds(self, row: str = "") -> str:
        """Whether the enum of a row has one of the values, as SQL."""
        listed = ", ".join(map(sql_text, self.values))
        return f"coalesce({row}{sql_identifier(self.enum)} IN ({listed}), false)"


@dataclass(frozen=True, slots=True)
class Links:
    """What follows from what, on the way from the tables before to those of now."""

    # Bools that stand for a state now, and those that did, by resource and name.
    switches: Mapping[tuple[str, str], Link] = field(default_factory=dict)
    stored: Mapping[tuple[str, str], Link] = field(default_factory=dict)
    # The states in which times have a value, as SQL.
    times: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def of_columns(
        self, resource: str | None, gone: Sequence[Column], added: Sequence[Column]
    ) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
        """Of a table's columns, the bools that go for a new enum, and those that come from one."""
        goes = (self.switches.get((resource or "", name)) for name in gone)
        comes = (self.stored.get((resource or "", name)) for name in added)
        return (
            tuple(link for link in goes if link and link.enum in added),
            tuple(link for link in comes if link and link.enum not in added),
        )


def links(old: App | None, new: App, intents: Intents) -> Links:
    """What the models say; `old` is the one that clients know."""
    times = {
        (str(resource.name), str(each.name)): state_sql(each.since)
        for resource in new.resources
        for each in resource.timed
        if each.since
    }
    switches = {
        (str(resource.name), str(each.name)): link
        for resource in new.resources
        for each in resource.switches
        if (link := _link(each, resource, intents))
    }
    return Links(switches, {} if old is None else _before(old, new, intents), times)


def _link(switch: Field, resource: Resource, intents: Intents) -> Link | None:
    if switch.switch is None:
        return None
    state, otherwise = switch.switch.state, switch.switch.otherwise
    backfill = intents.of(resource.name, state.field.name).backfill
    first = backfill if backfill is not None else otherwise
    return Link(
        switch.name,
        state.field.name,
        _texts(state),
        first if first is not None else state.field.default,
    )


def _texts(state: State) -> tuple[str, ...]:
    return tuple(str(value) for value in state.values)


def _before(old: App, new: App, intents: Intents) -> dict[tuple[str, str], Link]:
    there = {str(resource.name) for resource in old.resources}
    now = called(
        there,
        free_renames(
            there,
            {str(it.name): intents.resources.get(it.name) for it in new.resources},
        ),
    )
    return {
        (now[resource.name], str(each.name)): link
        for resource in old.resources
        for each in resource.switches
        if (link := _link(each, resource, Intents()))
    }
