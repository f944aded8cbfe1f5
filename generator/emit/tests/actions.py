"""What emitted tests try of each action: rows to which it applies, and those to which not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from generator.emit.filters import by_name
from generator.emit.python.literals import dictionary
from generator.emit.tests.candidates import DIGITS, Pairs, as_sent, first_example, variants_of
from generator.emit.tests.uniques import touches_unique
from generator.emit.tests.values import refused_values
from generator.model.actions import NOW, Action
from generator.model.fields import Field, Scalar, Value
from generator.model.json_text import JsonText
from generator.model.resource import Resource

# How many clients ask for an action at the same time.
TOGETHER = 16

# Actions.

_State = dict[str, Value | None]


@dataclass(frozen=True, slots=True)
class Trial:
    """An action, a row that it applies to, and what becomes of it."""

    action: Action
    # What is sent; None where there is no body.
    body: Pairs | None
    # What the row has that the action is about, and what it has changed to afterwards.
    start: Pairs
    then: Pairs
    # The fields that get the time of the request.
    now: list[str]
    # How many of several clients at the same time succeed, and what the row has then.
    succeed: int
    last: Pairs
    # Values to which the action doesn't apply, each with the field that is at fault.
    refused: list[tuple[Pairs, str]]


def trials(resource: Resource) -> list[Trial]:
    """A trial of each action, except those that only turn a field over, or run a function.

    Where the field may be sent there are two: with it and without.
    """
    actions = [
        action
        for action in resource.actions
        # Rows that are alike can't be in one state where that is unique.
        if not (
            action.turns
            or action.run
            or action.mark
            or touches_unique(resource, _concerned(action).values())
        )
        # What stands for a state is no column: how it is written is tried by itself.
        and not any(field.switch for field in _concerned(action).values())
    ]
    made = [_trial(action, given) for action in actions for given in _bodies(action, resource)]
    return [trial for trial in made if trial is not None]


def _bodies(action: Action, resource: Resource) -> list[_State]:
    """What may be sent: what must be, and all that may be."""
    needed = _given(action.needed, resource)
    every = needed | _given(action.given, resource)
    return [needed] if every == needed else [needed, every]


def _given(fields: Sequence[Field], resource: Resource) -> _State:
    """Values to send, other than those of the first example where there are such."""
    first = first_example(resource)
    given: _State = {}
    for field in fields:
        values = variants_of(field)
        others = [value for value in values if value != first.get(str(field.name))]
        given[field.public] = next(iter(others or values), first.get(str(field.name)))
    return given


def given_body(action: Action, resource: Resource) -> str:
    """A body that an action takes, as an expression."""
    body = _given(action.needed, resource)
    fields = _concerned(action)
    return (
        dictionary((name, as_sent(fields[name], body[name])) for name in body) if body else "None"
    )


def old_given(resource: Resource) -> list[tuple[Action, str, str]]:
    """Actions that always apply, a body with all that each takes, and an old name of a field."""
    found = []
    for action in resource.actions:
        body = _given(action.given, resource)
        for field in action.given:
            if field.alias and not (action.guarded or action.run):
                pairs = [(each.public, as_sent(each, body[each.public])) for each in action.given]
                found.append((action, dictionary(pairs), str(field.alias.name)))
    return found


def refused_given(resource: Resource) -> list[tuple[Action, str, str, str]]:
    """For each action a body that it takes, a field of it, and a value that breaks a rule."""
    refused = refused_values(resource)
    return [
        (action, given_body(action, resource), name, expression)
        for action in resource.actions
        for name, expression in refused
        if any(field.public == name for field in action.given)
    ]


def _trial(action: Action, given: _State) -> Trial | None:
    fields = _concerned(action)
    start: _State = {}
    for name, field in fields.items():
        values = [
            value for value in _startable(action, field, given) if _holds(action, {name: value})
        ]
        if not values:
            return None
        start[name] = values[0]
    state, succeed = start, 0
    while succeed < TOGETHER and _holds(action, state):
        state, succeed = _after(action, state, given), succeed + 1
    times = {
        field.public: field.shown
        for field, value in action.set
        if field.type == "datetime" and value == NOW
    }

    def pairs(values: _State) -> Pairs:
        return [(name, as_sent(fields[name], value)) for name, value in values.items()]

    def lasting(values: _State) -> Pairs:
        return pairs({name: value for name, value in values.items() if name not in times})

    refused = [(pairs({name: value}), name) for name, value in _refusals(action, start)]
    after = _after(action, start, given)
    seen = [name for name, shown in times.items() if shown]
    body = pairs(given) if given else None
    return Trial(action, body, pairs(start), lasting(after), seen, succeed, lasting(state), refused)


def _concerned(action: Action) -> dict[str, Field]:
    """Every field that an action reads or writes."""
    fields = [
        *([action.toggle] if action.toggle else []),
        *action.given,
        *(field for field, _ in action.set),
        *(step.field for step in action.increment),
        *(field for field, _ in action.when),
    ]
    return {field.public: field for field in fields}


def _startable(action: Action, field: Field, given: _State) -> list[Value | None]:
    """Values to begin with: best of all those that the action changes.

    Of a toggle that is sent the same value is best: turned over it would be the other.
    """
    values: list[Value | None] = [*variants_of(field), *([None] if field.nullable else [])]
    for other, allowed in action.when:
        values = [*allowed, *values] if other.public == field.public else values
    for step in action.increment:
        values = [*values, step.last] if step.field.public == field.public else values
    after = {other.public: value for other, value in action.set} | given
    name = field.public
    if name not in after:
        return values
    return sorted(values, key=lambda value: (value == after[name]) is (field != action.toggle))


def _holds(action: Action, state: _State) -> bool:
    """Whether an action applies to a row, as far as these values tell."""
    asked = {field.public: allowed for field, allowed in action.when}
    among = all(state[name] in allowed for name, allowed in asked.items() if name in state)
    steps = [step for step in action.increment if step.field.public in state]
    return among and all(step.has_room(_number(state[step.field.public])) for step in steps)


def _number(value: Value | None) -> Scalar:
    return 0 if value is None or isinstance(value, tuple | JsonText) else value


def _after(action: Action, state: _State, given: _State) -> _State:
    """The row after the action."""
    changed = dict(state)
    if action.toggle is not None:
        changed[action.toggle.public] = not state[action.toggle.public]
    changed |= {field.public: value for field, value in action.set}
    for step in action.increment:
        with localcontext(prec=DIGITS):
            total = Decimal(str(state[step.field.public])) + Decimal(str(step.by))
        changed[step.field.public] = f"{total:f}" if step.field.type == "decimal" else int(total)
    return changed | given


def _refusals(action: Action, start: _State) -> Iterator[tuple[str, Value | None]]:
    """Values that the fields may have, but to which the action doesn't apply."""
    for field, allowed in action.when:
        others = [*variants_of(field), *([None] if field.nullable else [])]
        yield from ((field.public, value) for value in others if value not in allowed)
    asked = {field.public for field, _ in action.when}
    for step in action.increment:
        if step.field.public not in asked:
            yield str(step.field.public), step.end


FILTERS = by_name(
    given_body,
    old_given,
    refused_given,
    trials,
)
