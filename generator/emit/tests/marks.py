"""What emitted tests try of marks: rows of a caller's own that refer to another row."""

from dataclasses import dataclass

from generator.emit.filters import by_name
from generator.model.actions import Action
from generator.model.app import App
from generator.model.marks import Marked
from generator.model.relations import Count
from generator.model.resource import Resource

Way = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Marking:
    """How rows are marked, and what answers tell of it."""

    add: Way
    remove: Way | None
    flag: str | None
    count: str | None
    # The resource of the marks, and the column that says what is marked.
    marks: Resource
    by: str


def markings(resource: Resource, app: App) -> list[Marking]:
    """Each way to mark a row."""
    marks = {str(action.mark.name): action.mark for action in resource.actions if action.mark}
    found = []
    for name, mark in marks.items():
        add, remove = (_way(resource, name, adds=adds) for adds in (True, False))
        if add is None:
            continue
        place = (mark.resource, mark.by)
        flags = [
            field.public
            for field in resource.attached
            if isinstance(field.attached, Marked)
            and (field.attached.resource, field.attached.refers) == place
        ]
        counts = [
            field.public
            for field in resource.attached
            if isinstance(field.attached, Count)
            and (field.attached.resource, field.attached.by) == place
        ]
        flag, count = (next(iter(each), None) for each in (flags, counts))
        there = app.resource(mark.resource)
        found.append(Marking(add, remove, flag, count, there, str(mark.by)))
    return found


def _way(resource: Resource, name: str, *, adds: bool) -> Way | None:
    return next((_sent(action) for action in resource.actions if _does(action, name, adds)), None)


def _does(action: Action, name: str, adds: bool) -> bool:
    return action.mark is not None and (action.mark.name, action.mark.adds) == (name, adds)


def _sent(action: Action) -> Way:
    return action.method, f"/{action.segment}"


FILTERS = by_name(markings)
