"""What changes for clients in the hooks of a resource."""

from collections.abc import Iterator

from generator.evolve.changes import Change
from generator.evolve.contract.operations import Operations, of_resource
from generator.model.actions import HookPoint
from generator.model.resource import CALLED_BY, Resource

# After a commit nothing changes for clients, and which function is called is nobody's business.
_POINTS: tuple[HookPoint, ...] = ("before_create", "before_update", "before_delete")


def hook_changes(old: Resource, new: Resource) -> Iterator[Change]:
    """Hooks that came before routes that were there, or went from before routes that stay."""
    for point in _POINTS:
        before, after = old.hook(point), new.hook(point)
        stay = [route for route in CALLED_BY[point] if route in old.routes and route in new.routes]
        if not stay or bool(before) == bool(after):
            continue
        operations = Operations(new).of(*stay)
        if after:
            pair = (operations, "a function of its own may refuse it or change what is written")
            yield of_resource(new, "add_hook", f"hook {point} added", pair, point)
        else:
            pair = (operations, "no function of its own refuses it or changes what is written")
            yield of_resource(new, "remove_hook", f"hook {point} removed", pair, point)
