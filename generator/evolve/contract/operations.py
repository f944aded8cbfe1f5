"""The operations of a resource, as reports name them: methods and a path."""

from dataclasses import dataclass

from generator.evolve.changes import Change, Effect
from generator.model.actions import Action
from generator.model.fields import Field
from generator.model.relations import Link, Nested
from generator.model.resource import Resource, Route
from generator.model.stats import Stat

METHODS: dict[Route, str] = {
    "list": "GET",
    "create": "POST",
    "read": "GET",
    "put": "PUT",
    "patch": "PATCH",
    "delete": "DELETE",
}


class Answers(tuple[str, ...]):
    """Operations, for what they answer rows with: others may hold the same rows in theirs."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Operations:
    """What clients can call."""

    resource: Resource

    def own(self, *routes: Route) -> tuple[str, ...]:
        """These routes, as far as there are any: those of one path together."""
        there = [route for route in routes if route in self.resource.routes]
        paths: dict[str, list[str]] = {}
        for route in there:
            path = self.resource.path if route in ("list", "create") else self.row
            paths.setdefault(path, []).append(METHODS[route])
        return tuple(f"{'|'.join(methods)} {path}" for path, methods in paths.items())

    def of(self, *routes: Route) -> tuple[str, ...]:
        """The same, with those below the rows that its rows belong to."""
        below = (self.nested(nested, *routes) for nested in self.resource.below)
        return (*self.own(*routes), *filter(None, below))

    def nested(self, nested: Nested, *routes: Route) -> str:
        """These routes below a row; nothing where there is none."""
        methods = "|".join(METHODS[route] for route in routes if route in nested.routes)
        return f"{methods} {nested.path}" if methods else ""

    @property
    def row(self) -> str:
        """The path of one row."""
        return self.resource.row_path

    def action(self, action: Action) -> str:
        """The route of an action."""
        return f"{action.method} {self.row}/{action.segment}"

    def stat(self, stat: Stat) -> str:
        """The route of a stat."""
        return f"GET {self.resource.base}/stats/{stat.name}"

    def links(self, link: Link) -> tuple[str, ...]:
        """The routes of single links."""
        path = f"{self.row}/{link.segment}/{{{link.parameter}}}"
        return (f"PUT|DELETE {path}",) if self.resource.changes else ()

    @property
    def lists(self) -> tuple[str, ...]:
        """What takes the filters of lists."""
        return (*self.of("list"), *map(self.stat, self.resource.stats))

    @property
    def all(self) -> tuple[str, ...]:
        """Everything that there is."""
        return (
            *self.own(*METHODS),
            *map(self.stat, self.resource.stats),
            *map(self.action, self.resource.actions),
            *(self.nested(many.nested, *METHODS) for many in self.resource.nests if many.nested),
            *(
                operation
                for field in self.resource.links
                if field.link
                for operation in self.links(field.link)
            ),
        )

    @property
    def answers(self) -> Answers:
        """What answers with rows."""
        return Answers(
            (
                *self.of("list", "create", "read", "put", "patch"),
                *map(self.action, self.resource.actions),
            )
        )

    @property
    def rows(self) -> tuple[str, ...]:
        """What answers with one row."""
        return (
            *self.of("create", "read", "put", "patch"),
            *map(self.action, self.resource.actions),
        )

    def giving(self, field: str) -> tuple[str, ...]:
        """The actions that take this field."""
        actions = [
            action
            for action in self.resource.actions
            if any(given.public == field for given in action.given)
        ]
        return tuple(map(self.action, actions))

    def taking(self, field: Field) -> tuple[str, ...]:
        """The creates and changes that take this field."""
        if not field.writable:
            return ()
        return self.of("create", *(("put", "patch") if field.changeable else ()))

    @property
    def creates(self) -> tuple[str, ...]:
        """What takes a whole row."""
        return self.of("create", *(("put",) if self.resource.put == "replace" else ()))


def effects(*pairs: tuple[tuple[str, ...], str]) -> tuple[Effect, ...]:
    """What clients notice; nothing where no operation is concerned."""
    return tuple(Effect(operations, text) for operations, text in pairs if operations)


def gone_filters(
    old: Resource, new: Resource, field: Field, refused: int
) -> list[tuple[tuple[str, ...], str]]:
    """Parameters that bear the name of a field that is gone or is called otherwise."""
    names = [f"`{it.name}`" for it in old.operator_filters if it.field.name == field.name]
    return [(Operations(new).lists, f"{', '.join(names)}: {refused}")] if names else []


def of_resource(
    resource: Resource,
    rule: str,
    text: str,
    noticed: tuple[tuple[str, ...], str] | None,
    *detail: str,
) -> Change:
    """A change that stands at its resource, and what clients notice of it, if anything."""
    place, found = ("resources", str(resource.name)), () if noticed is None else effects(noticed)
    return Change(rule, place, str(resource.name), text, detail, found)
