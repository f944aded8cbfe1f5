"""The pass over what will go away: deprecations and old names."""

from collections.abc import Iterable, Mapping

from generator.language import spec
from generator.model import names
from generator.model.app import Alias, ChoiceFilter, Deprecation, Field, OperatorFilter, Owner
from generator.model.resolve.report import Report


def resolve_deprecation(declared: spec.Deprecated | None, report: Report) -> Deprecation | None:
    """That something will go away, where the spec says so."""
    if declared is None:
        return None
    return ending(declared, report, use=declared.use and _as_code(declared.use))


def ending(declared: spec.Ending, report: Report, *, use: str | None) -> Deprecation:
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


def resolve_alias(field: str, declared: spec.Alias | None, report: Report) -> Alias | None:
    """The old name of a field."""
    if declared is None:
        return None
    deprecation = ending(declared, report, use=f"`{field}`")
    return Alias(names.Column(declared.name), deprecation)


def under_old_names(filters: Iterable[OperatorFilter]) -> tuple[OperatorFilter, ...]:
    """These filters, and those that they were before their fields were renamed."""
    every = tuple(filters)
    old = (
        OperatorFilter(
            name=names.under(alias.name, filter_.operator),
            field=filter_.field,
            operator=filter_.operator,
            renamed=filter_.name,
            deprecation=earliest(alias.deprecation, filter_.deprecation),
        )
        for filter_ in every
        if (alias := filter_.field.alias) is not None
    )
    return (*every, *old)


def check_aliases(
    fields: Mapping[str, Field],
    owner: Owner,
    choices: Iterable[ChoiceFilter],
    report: Report,
) -> None:
    """An old name is nobody else's: not another field's, nor another parameter's."""
    taken = {
        **{str(filter_.name): "a filter has this name" for filter_ in choices},
        **dict.fromkeys(fields, "a field has this name"),
        str(owner.column): "the owner's column has this name",
    }
    if owner.relation is not None:
        taken[str(owner.relation)] = "the owner's own row has this name in Python"
    for field in fields.values():
        if field.alias is None:
            continue
        old = str(field.alias.name)
        if old in taken:
            report.at("fields", field.name, "alias", "name").error(
                "E205",
                f"'{old}' can't be the old name of '{field.name}': {taken[old]}",
                hint="the name that the field had before, if nothing else has it now",
            )
        taken.setdefault(old, f"it is the old name of '{field.name}'")
