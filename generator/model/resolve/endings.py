"""The pass over what will go away: deprecations, and filters under old names."""

from collections.abc import Iterable

from generator.language.endings import Deprecated, Ending
from generator.model import names
from generator.model.fields import Deprecation
from generator.model.lists import OperatorFilter
from generator.model.resolve.report import Report


def resolve_deprecation(declared: Deprecated | None, report: Report) -> Deprecation | None:
    """That something will go away, where the spec says so."""
    if declared is None:
        return None
    return ending(declared, report, use=declared.use and _as_code(declared.use))


def ending(declared: Ending, report: Report, *, use: str | None) -> Deprecation:
    """When something goes away, and what to use instead."""
    if declared.sunset is not None and declared.sunset < declared.since:
        report.at("sunset").error(
            "E508",
            f"the sunset, {declared.sunset}, comes before the day since which clients are told, "
            f"{declared.since}",
            hint="a later day",
        )
    return Deprecation(declared.since, declared.sunset, use)


def _as_code(use: str) -> str:
    """A single word is a name, so it is shown as one; several are a text."""
    return use if " " in use or "`" in use else f"`{use}`"


def earliest(*found: Deprecation | None) -> Deprecation | None:
    """Several deprecations of one thing as one: clients have to hurry for the first."""
    present = [each for each in found if each is not None]
    if not present:
        return None
    return Deprecation(
        since=min(each.since for each in present),
        sunset=min((each.sunset for each in present if each.sunset), default=None),
        use=next((each.use for each in present if each.use), None),
    )


def under_old_names(filters: Iterable[OperatorFilter]) -> tuple[OperatorFilter, ...]:
    """What these filters were before their fields were renamed."""
    return tuple(
        OperatorFilter(
            name=names.under(alias.name, filter_.operator),
            field=filter_.field,
            operator=filter_.operator,
            renamed=filter_.name,
            deprecation=earliest(alias.deprecation, filter_.deprecation),
        )
        for filter_ in filters
        if (alias := filter_.field.alias) is not None
    )
