"""What changes for clients in the routes of a resource."""

from collections.abc import Iterator, Mapping

from generator.evolve import said
from generator.evolve.changes import Change
from generator.evolve.contract.actions import action_changes
from generator.evolve.contract.operations import Operations, of_resource
from generator.evolve.contract.promises import is_over, promises
from generator.model.intents import Intents
from generator.model.resource import PathAlias, Resource, Route

# What the spec calls these routes, in the words of consent.
_ROUTES: tuple[Route, ...] = ("list", "create", "read", "put", "patch", "delete")


def route_changes(
    old: Resource, new: Resource, fields: Mapping[str, str], intents: Intents, today: str
) -> Iterator[Change]:
    """Routes and actions that came, went or do something else."""
    before, after = Operations(old), Operations(new)
    yield from _paths(old, new, today)
    yield from _lookup(old, new, fields)
    place = ("resources", str(new.name))
    yield from promises(
        old.deprecation, new.deprecation, place, str(new.name), "", after.all, today
    )
    for route in _ROUTES:
        if route in old.routes and route not in new.routes:
            pair = (before.own(route), "405, or 404 where the path has no other route")
            yield of_resource(new, "remove_route", f"route {route} removed", pair, route)
        elif route in new.routes and route not in old.routes:
            pair = (after.own(route), "new")
            yield of_resource(new, "add_route", f"route {route} added", pair, route)
    if old.put and new.put and old.put != new.put:
        meaning = {"replace": "absent fields get their defaults", "partial": "absent fields stay"}
        pair = (after.of("put"), meaning[new.put])
        yield of_resource(new, "change_put", f"put {old.put} becomes {new.put}", pair, new.put)
    yield from action_changes(old, new, fields, intents, today)


def _lookup(old: Resource, new: Resource, fields: Mapping[str, str]) -> Iterator[Change]:
    was, now = old.address, new.address
    if (old.lookup or new.lookup) and fields.get(was.name) != now.name:
        before = Operations(old)
        rows = (*before.of("read", "put", "patch", "delete"), *map(before.action, old.actions))
        text = f"paths have `{now.public}` instead of `{was.public}`"
        effect = f"they are at {Operations(new).row} instead"
        yield of_resource(new, "change_lookup", text, (rows, effect), now.name)


def _paths(old: Resource, new: Resource, today: str) -> Iterator[Change]:
    before, after = old.alias, new.alias
    operations = Operations(old).all
    was, now = _below(old), _below(new)
    if was != now:
        if old.segment == new.segment:
            # Only the slash at the end: rows are where they were.
            operations = Operations(old).own("list", "create")
        kept = after is not None and _below(after) == was
        kept = kept and not is_over(after.deprecation if after else None, today)
        rule = "move_path_with_alias" if kept else "move_path"
        effect = f"they are {_where(old, new)}" + (", too" if kept else " instead: 404")
        text = f"moved from {was} to {now}"
        yield of_resource(new, rule, text, (operations, effect), now)
    if before is not None and after is not None and _below(before) == _below(after):
        place, what = ("resources", str(new.name)), _below(before)
        yield from promises(
            before.deprecation, after.deprecation, place, str(new.name), what, operations, today
        )
        return
    if before is not None and _below(before) != now:
        rule = "end_old_path" if is_over(before.deprecation, today) else "remove_old_path"
        text = f"its old path {_below(before)} ends"
        change = of_resource(new, rule, text, ((), ""), _below(before))
        what = "lists at" if old.only_list_moved else "everything below"
        yield said.with_effects(change, ((), f"{what} {before.path}: 404"))
    if after is not None and _below(after) != was:
        text = f"it has the old path {_below(after)}, too"
        change = of_resource(new, "add_old_path", text, ((), ""), _below(after))
        what = "lists are at" if new.only_list_moved else "everything is below"
        yield said.with_effects(change, ((), f"{what} {after.path}, too"))


def _below(found: Resource | PathAlias) -> str:
    """The path of a list, as the spec writes it."""
    return f"/{found.segment}{found.path.removeprefix(found.base)}"


def _where(old: Resource, new: Resource) -> str:
    return f"at {new.path}" if old.segment == new.segment else f"below {new.path}"
