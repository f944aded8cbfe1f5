"""How functions of the user's own are called and written: what templates print with."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.emit.filters import by_name
from generator.emit.python.routes import address_python_type
from generator.model.actions import Action, HookPoint, OwnFunction
from generator.model.app import App
from generator.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Used:
    """A function where it is used: what it is given, and what is said of it."""

    resource: Resource
    function: OwnFunction
    # What calls it, as the beginning of a sentence.
    user: str
    # Its parameter, and the class of what it is given, with the classes in that.
    parameter: str
    kind: str
    parts: tuple[str, ...]
    # What stands in its stub.
    description: str

    @property
    def module(self) -> str:
        """Where that class is."""
        return "runs" if self.kind == "Run" else "hooks"

    @property
    def type(self) -> str:
        """The annotation of its parameter."""
        return f"{self.module}.{self.kind}[{', '.join(self.parts)}]"

    @property
    def classes(self) -> list[str]:
        """Those of them that are the resource's."""
        return [part for part in self.parts if part.startswith(self.resource.name)]


def functions_in(app: App, module: str) -> list[Used]:
    """Those of a file, in the order of the spec."""
    return [used for used in _used(app) if used.function.module == module]


def functions_title(used: list[Used]) -> str:
    """What the functions of a file are."""
    kinds = {"What actions run" if each.module == "runs" else "What hooks call" for each in used}
    return "What actions run and hooks call" if len(kinds) > 1 else kinds.pop()


def own_functions(app: App) -> list[tuple[str, str, str]]:
    """All of them: their paths, what calls each, and its parameter."""
    return [
        (used.function.path, used.user, f"{used.parameter}: {used.kind}[...]")
        for used in _used(app)
    ]


def _used(app: App) -> Iterator[Used]:
    for resource in app.resources:
        for action in resource.actions:
            if action.run is not None:
                yield _run(resource, action, action.run)
        for hook in resource.hooks:
            yield _hook(resource, hook.point, hook.function)


def _run(resource: Resource, action: Action, function: OwnFunction) -> Used:
    body = str(action.body.name) if action.body else "None"
    return Used(
        resource,
        function,
        user="An action runs",
        parameter="run",
        kind="Run",
        parts=(str(resource.name), body),
        description=f"The action `{action.name}` on {resource.label_with_article}: "
        "what is set on `run.row` is written.",
    )


def _hook(resource: Resource, point: HookPoint, function: OwnFunction) -> Used:
    key, row = address_python_type(resource), resource.label_with_article
    kinds: dict[HookPoint, tuple[str, tuple[str, ...], str]] = {
        "before_create": (
            "BeforeCreate",
            (f"{resource.name}Create",),
            f"Before {row} is created: what is set on `hook.body` is written.",
        ),
        "before_update": (
            "BeforeUpdate",
            (key, f"{resource.name}Update"),
            f"Before {row} is changed: what is set on `hook.body` is written.",
        ),
        "before_delete": (
            "BeforeDelete",
            (key,),
            f"Before {row} is deleted: an error that is raised keeps it.",
        ),
        "after_commit": (
            "AfterCommit",
            (f"{resource.name}Public",),
            f"After {row} was written, as `hook.operation` says.",
        ),
    }
    kind, parts, description = kinds[point]
    return Used(
        resource,
        function,
        user=f"`{point}` of {resource.name} calls",
        parameter="hook",
        kind=kind,
        parts=parts,
        description=description,
    )


FILTERS = by_name(functions_in, functions_title, own_functions)
