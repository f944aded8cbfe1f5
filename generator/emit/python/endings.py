"""What will go away, and how clients are told."""

from generator.emit.filters import by_name
from generator.emit.python.literals import literal
from generator.model.app import App
from generator.model.fields import Deprecation
from generator.model.resolve.endings import earliest
from generator.model.resource import Resource

# What will go away.


def deprecation(found: Deprecation, *, use: bool = True) -> str:
    """A deprecation as the application knows it, with what to use instead or without."""
    arguments = [_day(day) for day in (found.since, found.sunset) if day is not None]
    if use and found.use is not None:
        arguments.append(f"use={literal(found.use)}")
    return f"Deprecation({', '.join(arguments)})"


def _day(day: str) -> str:
    return f"date({', '.join(str(int(part)) for part in day.split('-'))})"


def told_of(resource: Resource) -> dict[str, list[tuple[str, Deprecation | None]]]:
    """What a request may use that will go away: by operation, by parameter, by key of a body."""
    fields = [(field.public, field.deprecation) for field in resource.sent]
    old_names = [
        (str(field.alias.name), earliest(field.alias.deprecation, field.deprecation))
        for field in resource.renamed
        if field.alias
    ]
    every: dict[str, list[tuple[str, Deprecation | None]]] = {
        "operations": [
            (f"{action.name}_{resource.item}", action.deprecation) for action in resource.actions
        ],
        "parameters": [
            *((str(filter_.name), filter_.deprecation) for filter_ in resource.choice_filters),
            *((str(filter_.name), filter_.deprecation) for filter_ in resource.operator_filters),
        ],
        "fields": [*fields, *old_names],
    }
    return {word: [pair for pair in pairs if pair[1]] for word, pairs in every.items()}


def renames(app: App) -> bool:
    """Whether some field may be sent under an old name, too."""
    return any(resource.renamed for resource in app.resources)


FILTERS = by_name(
    deprecation,
    renames,
    told_of,
)
