"""The pass over marks: rows of a caller's own that refer to another row."""

from collections.abc import Iterator, Sequence

from generator.language import spec
from generator.model.fields import Field
from generator.model.marks import Mark, Marked
from generator.model.names import Column
from generator.model.relations import HasMany
from generator.model.resolve.report import Report, did_you_mean
from generator.model.resource import Resource

# What an action does besides would be to the row itself, which may be somebody else's.
_OTHERS = ("toggle", "body", "set", "increment", "run", "when")


def is_marked(field: Field) -> bool:
    """Whether it says that a row is marked by the caller."""
    return isinstance(field.attached, Marked)


def resolve_mark(declared: spec.Action, has_many: Sequence[HasMany], report: Report) -> Mark | None:
    """What an action makes or takes away, if that is what it does."""
    word = "add" if declared.add is not None else "remove"
    name = declared.add if declared.add is not None else declared.remove
    if name is None:
        if declared.method == "DELETE":
            report.at("method").error(
                "E531", "only an action that removes something can be a DELETE", hint="POST"
            )
        return None
    others = [each for each in _OTHERS if getattr(declared, each) is not None]
    if declared.add is not None and declared.remove is not None:
        others.append("remove")
    for other in others:
        report.at(other).error(
            "E531",
            f"an action that has '{word}' leaves the row as it is: no '{other}' besides",
            hint="an action for each",
            of="key",
        )
    if word == "add" and declared.method == "DELETE":
        report.at("method").error("E531", "an action that adds something is no DELETE", hint="POST")
    known = {str(many.name): many for many in has_many}
    if name not in known:
        report.at(word).error(
            "E531",
            f"there is no '{name}' in has_many",
            hint=did_you_mean(name, known) or "has_many: {favorites: {of: Favorite, by: ...}}",
        )
        return None
    many = known[name]
    return Mark(many.name, many.resource, many.folder, many.by, word == "add")


def check_marks(resources: Sequence[Resource], report: Report) -> None:
    """Whether marks can be made without asking the caller, and each caller has one at most."""
    known = {str(resource.name): resource for resource in resources}
    for resource in resources:
        for place, word, by, marks in _marks(resource, known):
            at = report.at(resource.name, *place)
            if marks.through is not None:
                at.error(
                    "E531",
                    f"'{marks.through.name}' says whose the {marks.labels} are, and not who has "
                    "made them",
                    hint=f"a column of its own for {marks.name}: owner: user_id",
                )
            elif not _is_single(marks, by):
                at.error(
                    "E531",
                    f"a caller might have several {marks.labels} of one {resource.label}",
                    hint=f"unique: per_owner for '{by}' of {marks.name}",
                )
            needed = [
                field.name
                for field in marks.fields
                if field.required and field.default is None and not field.own
                if field.name != by
            ]
            if word == "add" and needed:
                at.error(
                    "E531",
                    f"{marks.name} needs '{needed[0]}', which the action doesn't know",
                    hint=f"give '{needed[0]}' a default, or let clients create {marks.labels}",
                )


def _marks(
    resource: Resource, known: dict[str, Resource]
) -> Iterator[tuple[tuple[str, ...], str, Column, Resource]]:
    """What makes, removes or looks for marks: where that stands, and which marks they are."""
    for field in resource.attached:
        if isinstance(field.attached, Marked) and field.attached.resource in known:
            by = field.attached.refers
            name = next(
                many.name
                for many in resource.has_many
                if (many.resource, many.by) == (field.attached.resource, by)
            )
            yield ("has_many", str(name), "mine"), "mine", by, known[field.attached.resource]
    for action in resource.actions:
        if action.mark is not None and action.mark.resource in known:
            word = "add" if action.mark.adds else "remove"
            marks = known[action.mark.resource]
            yield ("actions", str(action.name), word), word, action.mark.by, marks


def _is_single(marks: Resource, by: Column) -> bool:
    uniques = marks.table.uniques
    return any(unique.fields == (by,) and not unique.of_all for unique in uniques)
