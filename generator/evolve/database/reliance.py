"""What the new version counts on as unique, before the database sees to it."""

from collections.abc import Iterator, Sequence

from generator.evolve import said
from generator.evolve.changes import Change
from generator.evolve.database.difference import AddColumn, AddUnique, Difference
from generator.model.app import App
from generator.model.resource import Resource
from generator.model.tables import Unique


def holds_early(found: AddUnique, differences: Sequence[Difference]) -> bool:
    """Whether no row of the version before can be in the way.

    It leaves a slug that is new null, and the rows that are there get one of their own.
    """
    return any(
        isinstance(other, AddColumn)
        and other.table.name == found.table.name
        and other.column.name in found.unique.columns
        and other.column.made is not None
        for other in differences
    )


def relied_on(differences: Sequence[Difference], app: App) -> Iterator[Change]:
    """What isn't unique until the contract part has run, and is taken for it at once."""
    resources = {str(resource.name): resource for resource in app.resources}
    for found in differences:
        if isinstance(found, AddUnique) and not holds_early(found, differences):
            resource = resources[str(found.table.resource)]
            words = [*_words(resource, found.unique), *_others(resource, found.unique, app)]
            if words:
                fields = found.unique.fields
                yield said.relied_on(str(resource.name), fields, words, again=found.again)


def _words(resource: Resource, unique: Unique) -> Iterator[str]:
    """What of the resource itself counts on it."""
    if unique.single:
        yield "`single`"
    if unique.fields == (resource.lookup,):
        yield "`lookup`"
    if resource.made and unique.fields == (resource.made.name,):
        yield "`from`"


def _others(rows: Resource, unique: Unique, app: App) -> Iterator[str]:
    """What of any resource counts on it, in rows that it finds or makes."""
    for resource in app.resources:
        for field in resource.links:
            link = field.link
            if link is None:
                continue
            named = link.resource == rows.name and unique.fields == (link.names,)
            pair = link.through == rows.name and {*unique.fields} == {link.here, link.there}
            if named or pair:
                yield f"`{link.name}` of {resource.name}"
        for action in resource.actions:
            mark = action.mark if action.mark and action.mark.adds else None
            if mark and mark.resource == rows.name and unique.fields == (mark.by,):
                yield f"`{action.name}` of {resource.name}"
