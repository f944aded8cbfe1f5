"""What actions do, and to which rows they apply."""

from generator.emit.filters import by_name
from generator.emit.python.lists import is_fixed
from generator.emit.python.literals import literal, typed_value
from generator.emit.python.own_rows import fills_in
from generator.emit.python.routes import BODY_STATUSES, listed_statuses, read_statuses
from generator.model.actions import NOW, Action
from generator.model.app import App
from generator.model.fields import Field
from generator.model.resource import Resource

# Actions.


def action_values(action: Action, resource: Resource) -> str:
    """The columns that an action sets, and what each gets."""
    changed = {}
    if action.toggle is not None:
        changed[action.toggle.name] = _turned(action.toggle, action, resource)
    for field in action.needed:
        changed[field.name] = f"parameter({literal(field.name)})"
    for field, value in action.set:
        changed[field.name] = _assigned(field, value)
    for step in action.increment:
        by = _number(step.field, str(step.by).lstrip("-"))
        sign = "-" if step.down else "+"
        changed[step.field.name] = f"col({resource.name}.{step.field.name}) {sign} {by}"
    for field in resource.fields:
        if field.stamp == "on_update":
            changed[field.name] = "sa.func.now()"
    return "{" + ", ".join(f'"{name}": {value}' for name, value in changed.items()) + "}"


def _turned(field: Field, action: Action, resource: Resource) -> str:
    """A field that is turned over, but where the request may give a value and does."""
    turned = f"~col({resource.name}.{field.name})"
    if field not in action.given:
        return turned
    return f"sa.func.coalesce(parameter({literal(field.name)}), {turned})"


def _assigned(field: Field, value: object) -> str:
    if value is None:
        return "sa.null()"
    if field.switch is not None:
        return f"sa.{str(value).lower()}()"
    return (
        "sa.func.now()" if field.type == "datetime" and value == NOW else typed_value(field, value)
    )


def _number(field: Field, value: object) -> str:
    return f"Decimal({literal(value)})" if field.type == "decimal" else str(value)


def action_conditions(action: Action, resource: Resource) -> str:
    """What a row must have for an action to apply, as further conditions of its statement."""
    conditions = []
    for field, values in action.when:
        each = [is_fixed(field, value, resource) for value in values]
        conditions.append(each[0] if len(each) == 1 else f"sa.or_({', '.join(each)})")
    for step in action.increment:
        comparison = ">=" if step.down else "<="
        last = _number(step.field, step.last)
        conditions.append(f"col({resource.name}.{step.field.name}) {comparison} {last}")
    return "".join(f", {condition}" for condition in conditions)


def action_needs(action: Action) -> str:
    """The same, for the sentence that a client is told where it doesn't apply."""
    needs = []
    for field, values in action.when:
        sent = tuple(
            str(each) if field.type == "bigint" and each is not None else each for each in values
        )
        needs.append(f"transitions.Among({literal(field.public)}, {literal(sent)})")
    for step in action.increment:
        numbers = f"Decimal({literal(str(step.last))}), Decimal({literal(str(step.end))})"
        kind = "AtLeast" if step.down else "AtMost"
        needs.append(f"transitions.{kind}({literal(step.field.public)}, {numbers})")
    return f"[{', '.join(needs)}]"


def state_fields(resource: Resource) -> list[str]:
    """The fields that decide whether actions apply."""
    names = [field.name for action in resource.actions for field, _ in action.when]
    names += [step.field.name for action in resource.actions for step in action.increment]
    return list(dict.fromkeys(map(str, names)))


def action_statuses(app: App, action: Action, resource: Resource) -> str:
    """The errors of an action, besides those that every route has."""
    if action.mark:
        without = ", 409" if fills_in(action.mark, app) else ""
        return read_statuses(app, resource) + without
    if action.body:
        return listed_statuses(*BODY_STATUSES, app.foreign_status_of(resource), 404, 409)
    unique = {name for unique in resource.table.uniques for name in unique.fields}
    taken = not unique.isdisjoint(field.name for field in action.changes)
    conflicts = action.guarded or action.run or taken
    return listed_statuses(app.foreign_status_of(resource), 404, *((409,) if conflicts else ()))


FILTERS = by_name(
    action_conditions,
    action_needs,
    action_statuses,
    action_values,
    state_fields,
)
