"""What changes in whose the rows are: nothing that a migration could bring about."""

from collections.abc import Mapping

from generator.evolve import said
from generator.evolve.changes import Change
from generator.model.resource import Resource


def owner_change(
    old: Resource, new: Resource, fields: Mapping[str, str], now: Mapping[str, str]
) -> Change | None:
    """Another column that tells the owner, or one that refers to others' rows.

    `fields` are the new names of fields, `now` those of resources.
    """
    before, after = old.owner.column, new.owner.column
    if old.through is None and new.through is None:
        if before == after:
            return None
        text = f"the owner's column `{before}` becomes `{after}`"
        return _refused(new, text)
    was = _through(old, fields.get(before, str(before)), now)
    if was == _through(new, str(after), {}):
        return None
    return _refused(new, f"{_told(old)} becomes {_told(new)}")


def _refused(resource: Resource, text: str) -> Change:
    name = str(resource.name)
    return Change("change_owner", ("resources", name), name, text, by_hand=said.OWNER_BY_HAND)


def _through(resource: Resource, field: str, now: Mapping[str, str]) -> tuple[str, str] | None:
    """The field that refers to the owner's row, and of which resource that is."""
    if resource.through is None or resource.through.reference is None:
        return None
    there = resource.through.reference.resource
    return field, now.get(there, there)


def _told(resource: Resource) -> str:
    if resource.through is None or resource.through.reference is None:
        return f"`owner: {resource.owner.column}`"
    reference = resource.through.reference
    return f"`owner: {{through: {resource.owner.column}}}` of {reference.labels}"
