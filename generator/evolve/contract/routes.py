"""What changes for clients in the routes and actions of a resource."""

from collections.abc import Iterator, Mapping

from generator.evolve.changes import Change
from generator.evolve.contract.operations import Operations, effects
from generator.model.app import Action, Resource, Route

# What the spec calls these routes, in the words of consent.
_ROUTES: tuple[Route, ...] = ("list", "create", "read", "put", "patch", "delete")


def route_changes(old: Resource, new: Resource, fields: Mapping[str, str]) -> Iterator[Change]:
    """Routes and actions that came, went or do something else."""
    before, after = Operations(old), Operations(new)
    if old.segment != new.segment:
        pair = (before.all, f"404: they are below {new.path}")
        text = f"moved from {old.path} to {new.path}"
        yield _change(new, "move_path", text, pair, f"/{new.segment}")
    for route in _ROUTES:
        if route in old.routes and route not in new.routes:
            pair = (before.of(route), "405, or 404 where the path has no other route")
            yield _change(new, "remove_route", f"route {route} removed", pair, route)
        elif route in new.routes and route not in old.routes:
            pair = (after.of(route), "new")
            yield _change(new, "add_route", f"route {route} added", pair, route)
    if old.put and new.put and old.put != new.put:
        meaning = {"replace": "absent fields get their defaults", "partial": "absent fields stay"}
        pair = (after.of("put"), meaning[new.put])
        yield _change(new, "change_put", f"put {old.put} becomes {new.put}", pair, new.put)
    yield from _actions(old, new, fields)


def _actions(old: Resource, new: Resource, fields: Mapping[str, str]) -> Iterator[Change]:
    before = {action.name: action for action in old.actions}
    after = {action.name: action for action in new.actions}
    for name, action in before.items():
        if name not in after:
            pair = ((Operations(old).action(action),), "404")
            yield _change(new, "remove_action", f"action {name} removed", pair, name)
        elif _effect(action, fields) != _effect(after[name], {}):
            text = " and ".join(_differences(action, after[name], fields))
            pair = ((Operations(new).action(after[name]),), text)
            yield _change(new, "change_action", f"action {name}: {text}", pair, name)
    for name, action in after.items():
        if name not in before:
            pair = ((Operations(new).action(action),), "new")
            yield _change(new, "add_action", f"action {name} added", pair, name)


def _differences(old: Action, new: Action, fields: Mapping[str, str]) -> Iterator[str]:
    if old.method != new.method:
        yield f"{new.method} instead of {old.method}"
    if fields.get(old.toggle.name) != new.toggle.name:
        yield f"toggles `{new.toggle.name}` instead of `{old.toggle.name}`"


def _effect(action: Action, fields: Mapping[str, str]) -> tuple[str, str]:
    return action.method, fields.get(action.toggle.name, action.toggle.name)


def _change(
    resource: Resource, rule: str, text: str, pair: tuple[tuple[str, ...], str], *detail: str
) -> Change:
    place = ("resources", str(resource.name))
    return Change(rule, place, str(resource.name), text, detail, effects(pair))
