"""The pass over functions of the user's own: what actions run, and what hooks call."""

from collections.abc import Collection, Iterator, Sequence

from generator.language import spec
from generator.language.functions import HOOKS
from generator.model import names
from generator.model.actions import Hook, HookPoint, OwnFunction
from generator.model.resolve.report import Report
from generator.model.resource import CALLED_BY, Resource, Route

# What calls each hook, in words.
_NEEDED: dict[HookPoint, str] = {
    "before_create": "'create' in the routes",
    "before_update": "a PUT or a PATCH",
    "before_delete": "'delete' in the routes",
    "after_commit": "a route or an action that writes",
}


def own_function(declared: str, report: Report) -> OwnFunction:
    """The function of this name, if it may have it."""
    module, _, name = declared.removeprefix("custom.").partition(":")
    if module in names.CUSTOM_MODULES or name in names.RESERVED_FUNCTIONS:
        taken = module if module in names.CUSTOM_MODULES else name
        report.error("E513", f"the name '{taken}' is taken", hint="another name")
    return OwnFunction(names.Identifier(module), names.Identifier(name))


def resolve_hooks(
    declared: spec.Resource, routes: Collection[Route], report: Report
) -> tuple[Hook, ...]:
    """Every hook, in the order in which they are called."""
    hooks = []
    for point in HOOKS:
        path = getattr(declared.hooks, point, None)
        if path is None:
            continue
        acts = point == "after_commit" and declared.actions
        if not acts and not set(CALLED_BY[point]) & set(routes):
            report.at(point).error(
                "E514",
                f"nothing would call '{point}'",
                hint=f"it needs {_NEEDED[point]}",
                of="key",
            )
        hooks.append(Hook(point, own_function(path, report.at(point))))
    return tuple(hooks)


def check_functions(resources: Sequence[Resource], report: Report) -> None:
    """Each is called at one place: it is told which kind of row it gets."""
    taken: dict[OwnFunction, str] = {}
    for resource in resources:
        for function, this, place in _uses(resource):
            other = taken.setdefault(function, this)
            if other != this:
                report.at(resource.name, *place).error(
                    "E513",
                    f"{function.path} is what {other}",
                    hint="a function for each; they may call a third",
                )


def _uses(resource: Resource) -> Iterator[tuple[OwnFunction, str, tuple[str, ...]]]:
    """The functions of a resource, with the words for who uses each, and where that stands."""
    for action in resource.actions:
        if action.run is not None:
            place = ("actions", str(action.name), "run")
            yield action.run, f"'{action.name}' of {resource.name} runs", place
    for hook in resource.hooks:
        yield (
            hook.function,
            f"'{hook.point}' of {resource.name} calls",
            ("hooks", str(hook.point)),
        )
