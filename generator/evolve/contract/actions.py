"""What changes for clients in the actions of a resource."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from generator.evolve.changes import Change
from generator.evolve.contract.operations import Operations, of_resource
from generator.evolve.contract.promises import is_over, promises
from generator.model.actions import Action
from generator.model.fields import Field, Scalar
from generator.model.intents import Intents
from generator.model.resource import Resource

Value = Scalar | Decimal | None
Naming = Callable[[str], str]


def action_changes(
    old: Resource, new: Resource, fields: Mapping[str, str], intents: Intents, today: str
) -> Iterator[Change]:
    """Actions that came, went, do something else or apply in other states."""
    before = {action.name: action for action in old.actions}
    after = {action.name: action for action in new.actions}
    known = _known(old, new)
    for name, action in before.items():
        if name not in after:
            pair = ((Operations(old).action(action),), "404")
            rule = "end_action" if is_over(action.deprecation, today) else "remove_action"
            yield of_resource(new, rule, f"action {name} removed", pair, name)
            continue
        operation = (Operations(new).action(after[name]),)
        yield from promises(
            action.deprecation,
            after[name].deprecation,
            ("resources", str(new.name)),
            str(new.name),
            f"action {name}",
            operation,
            today,
        )
        was, now = _carried(action, new, fields, intents), _effect(after[name])
        if text := " and ".join([*_moved(action, after[name]), *_differences(was, now, known)]):
            yield of_resource(
                new, "change_action", f"action {name}: {text}", (operation, text), name
            )
        if text := " and ".join(_offers(was, now, known)):
            yield of_resource(
                new, "extend_action", f"action {name}: {text}", (operation, text), name
            )
        yield from _states(name, operation, was, now, new, known)
    for name, action in after.items():
        if name not in before:
            pair = ((Operations(new).action(action),), "new")
            yield of_resource(new, "add_action", f"action {name} added", pair, name)


@dataclass(frozen=True, slots=True)
class _Effect:
    """What clients see of an action, by the names that fields and values have now."""

    toggle: str | None
    set: Mapping[str, Value]
    increment: Mapping[str, Value]
    when: Mapping[str, frozenset[Value]]
    # The fields that a request must give, and those that it may.
    needed: tuple[str, ...]
    offered: tuple[str, ...]
    # Whether a function of the application's own does it; which one is nobody's business.
    run: bool
    # What it does with the caller's own row in a has_many, in words.
    mark: str | None

    @property
    def given(self) -> tuple[str, ...]:
        """All that it takes."""
        return (*self.needed, *self.offered)


def _effect(action: Action) -> _Effect:
    return _Effect(
        toggle=str(action.toggle.name) if action.toggle and action.toggle.shown else None,
        set={str(field.name): _plain(field, value) for field, value in action.set if field.shown},
        increment={str(step.field.name): _plain(step.field, step.by) for step in action.increment},
        when={
            str(field.name): frozenset(_plain(field, value) for value in values)
            for field, values in action.when
        },
        needed=tuple(str(field.name) for field in action.needed),
        offered=tuple(str(field.name) for field in action.given if field not in action.needed),
        run=action.run is not None,
        mark=_mark(action),
    )


def _mark(action: Action) -> str | None:
    if action.mark is None:
        return None
    word = "adds to" if action.mark.adds else "removes from"
    return f"{word} {action.mark.name}, by `{action.mark.by}` of {action.mark.resource}"


def _known(old: Resource, new: Resource) -> Naming:
    """What clients call a field, by the name that an effect has of it."""
    fields = [(old, "{}"), (old, "{} before"), (new, "{}")]
    names = {
        form.format(field.name): form.format(field.public)
        for resource, form in fields
        for field in resource.fields
    }
    return lambda name: names.get(name, name)


def _plain(field: Field, value: Scalar | None) -> Value:
    """A value apart from how it is written."""
    return Decimal(str(value)) if field.type == "decimal" and value is not None else value


def _carried(action: Action, new: Resource, fields: Mapping[str, str], intents: Intents) -> _Effect:
    """What the action did, as if fields and values had had their names of today.

    States that rows can't be in any more don't count: where they went is said of the field.
    """
    there = {str(field.name): field for field in new.fields}

    def name(field: str) -> str:
        return fields.get(field, f"{field} before" if field in there else field)

    def value(field: str, old: Value) -> Value:
        renamed = intents.of(str(new.name), name(field)).values
        return renamed.get(old, old) if isinstance(old, str) else old

    effect = _effect(action)
    return _Effect(
        toggle=effect.toggle and name(effect.toggle),
        set={name(field): value(field, old) for field, old in effect.set.items()},
        increment={name(field): by for field, by in effect.increment.items()},
        when={
            name(field): frozenset(
                now
                for now in (value(field, old) for old in states)
                if _possible(there.get(name(field)), now)
            )
            for field, states in effect.when.items()
        },
        needed=tuple(map(name, effect.needed)),
        offered=tuple(map(name, effect.offered)),
        run=effect.run,
        mark=effect.mark,
    )


def _possible(field: Field | None, value: Value) -> bool:
    if field is None:
        return True
    if value is None:
        return field.nullable
    return not field.members or value in {member.value for member in field.members}


def _moved(old: Action, new: Action) -> Iterator[str]:
    if old.segment != new.segment:
        yield f"{new.method} /{new.segment} instead of {old.method} /{old.segment}"
    elif old.method != new.method:
        yield f"{new.method} instead of {old.method}"


def _differences(old: _Effect, new: _Effect, known: Naming) -> Iterator[str]:
    given = new.toggle in old.needed and new.toggle in new.offered
    if old.toggle != new.toggle and (old.toggle or not given):
        if old.toggle and new.toggle:
            yield f"toggles `{known(new.toggle)}` instead of `{known(old.toggle)}`"
        elif new.toggle:
            yield f"toggles `{known(new.toggle)}`"
        elif old.toggle:
            yield f"toggles `{known(old.toggle)}` no more"
    if old.run != new.run:
        yield "is code of its own now" if new.run else "is code of its own no more"
    if old.mark != new.mark:
        yield new.mark or f"{old.mark} no more"
    yield from (f"needs `{known(field)}`" for field in new.needed if field not in old.needed)
    yield from (f"takes `{known(field)}` no more" for field in old.given if field not in new.given)
    for field, value in new.set.items():
        if field not in old.set:
            yield f"sets `{known(field)}` to {_said(value)}"
        elif old.set[field] != value:
            yield f"sets `{known(field)}` to {_said(value)} instead of {_said(old.set[field])}"
    for field in old.set:
        if field not in new.set:
            yield f"sets `{known(field)}` no more"
    for field, by in new.increment.items():
        if field not in old.increment:
            yield f"adds {by} to `{known(field)}`"
        elif old.increment[field] != by:
            yield f"adds {by} to `{known(field)}` instead of {old.increment[field]}"
    yield from (
        f"adds to `{known(field)}` no more" for field in old.increment if field not in new.increment
    )


def _offers(old: _Effect, new: _Effect, known: Naming) -> Iterator[str]:
    """What a request may give that it couldn't, or what it had to."""
    for field in new.offered:
        if field in old.needed:
            yield f"`{known(field)}` may be left out"
        elif field not in old.offered:
            yield f"`{known(field)}` may be sent"


def _states(
    name: str,
    operation: tuple[str, ...],
    old: _Effect,
    new: _Effect,
    resource: Resource,
    known: Naming,
) -> Iterator[Change]:
    """States in which the action applies now, and those in which it doesn't any more."""
    tighter = [
        f"`{known(field)}` must be {_any(states)}"
        for field, states in new.when.items()
        if field not in old.when or not old.when[field] <= states
    ]
    looser = [
        f"`{known(field)}` may be {_any(new.when[field]) if field in new.when else 'anything'}"
        for field, states in old.when.items()
        if field not in new.when or not new.when[field] <= states
    ]
    if tighter:
        text = " and ".join(tighter)
        pair = (operation, f"{text}, else 409")
        yield of_resource(resource, "tighten_action", f"action {name}: {text}", pair, name)
    if looser:
        text = " and ".join(looser)
        yield of_resource(
            resource, "loosen_action", f"action {name}: {text}", (operation, text), name
        )


def _any(states: frozenset[Value]) -> str:
    return " or ".join(sorted(map(_said, states)))


def _said(value: Value) -> str:
    return str(value) if isinstance(value, str | Decimal) else json.dumps(value)
