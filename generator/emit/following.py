"""How fields that follow from others are written in Python: what templates print with."""

from generator.emit.filters import by_name
from generator.emit.python.literals import literal
from generator.model.actions import Action
from generator.model.app import App
from generator.model.fields import Field, State
from generator.model.resource import Resource


def following_kinds(app: App) -> list[str]:
    """The classes of what follows that an application has."""
    resources = app.resources
    switches = any(_is_writable(field) for it in resources for field in it.switches)
    times = any(resource.timed for resource in resources)
    return [*(["Switch"] if switches else []), *(["Since"] if times else [])]


def following_words(kinds: list[str]) -> str:
    """The same in words."""
    words = {"Switch": "the state behind a bool", "Since": "since when a state lasts"}
    return ", and ".join(words[kind] for kind in kinds)


def following_rules(resource: Resource) -> list[str]:
    """What follows from the fields of a resource, in the order in which it is worked out."""
    rules = []
    for field in resource.switches:
        if field.switch and field.switch.otherwise:
            state, otherwise = _state(field.switch.state, resource), literal(field.switch.otherwise)
            rules.append(f"Switch({literal(field.name)}, {state}, {otherwise})")
    for field in resource.timed:
        if field.since:
            rules.append(f"Since({literal(field.name)}, {_state(field.since, resource)})")
    return rules


def _state(state: State, resource: Resource) -> str:
    return f"State({resource.name}, {literal(state.field.name)}, {literal(state.values)})"


def _is_writable(field: Field) -> bool:
    return field.switch is not None and field.switch.otherwise is not None


def agrees(resource: Resource) -> bool:
    """Whether clients may send a bool together with the field behind it."""
    return any(field.writable for field in resource.switches)


def action_follows(action: Action, resource: Resource) -> bool:
    """Whether more than what an action names is written."""
    written = {field.name for field in (*action.changes, *action.given)}
    behind = {field.name for field in resource.switches}
    behind |= {field.since.field.name for field in resource.timed if field.since}
    return not written.isdisjoint(behind)


FILTERS = by_name(action_follows, agrees, following_kinds, following_rules, following_words)
