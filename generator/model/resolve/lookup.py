"""The pass over `lookup`: the field that stands for the key in the paths of rows."""

import re
from collections.abc import Iterable, Mapping, Sequence

from generator.language import spec
from generator.model import names
from generator.model.actions import Action
from generator.model.fields import Field
from generator.model.resolve.forms import FORMS
from generator.model.resolve.report import Report, did_you_mean
from generator.model.resolve.values import TEXTS, value_problem
from generator.model.resource import LOOKUP_PART
from generator.model.tables import Unique

NUMBERED = ("uuid", "int", "bigint")
# What every client sends as it is, with whatever repeats and groups it: the rest of a path is
# escaped by some and not by others, and a slash would be two segments.
_SEGMENT = re.compile(
    r"""\^(
    [A-Za-z0-9_~-]
    | \\[.-]
    | \[(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[A-Za-z0-9._~])+-?\]
    | [()|*+?]
    | \{\d+(?:,\d*)?\}
    )+\$""",
    re.VERBOSE,
)
# What has no place in a path: no segment at all, and two that browsers resolve.
_NO_SEGMENTS = ("", ".", "..")


def resolve_lookup(
    resource: str,
    declared: spec.Resource,
    fields: Mapping[str, Field],
    uniques: Sequence[Unique],
    report: Report,
) -> Field | None:
    """The field, where paths have another one than the key."""
    name = declared.lookup
    if name is None:
        return None
    if name not in fields:
        report.error("E401", f"there is no field '{name}'", hint=did_you_mean(name, fields))
        return None
    field, given = fields[name], declared.fields[name]
    taken = names.class_of(resource, LOOKUP_PART)
    if given.key:
        report.error("E540", "paths have the key anyway", hint="remove 'lookup'")
    elif declared.through is not None:
        report.error(
            "E540",
            f"rows are owned through '{declared.through}', so '{name}' can be unique for each of "
            "these only, and an owner may have several",
            hint="remove 'lookup': paths have the key",
        )
    elif field.reference is not None or field.type not in (*NUMBERED, *TEXTS):
        report.error(
            "E540",
            f"'{name}' is of type {given.type}, which can't stand in a path",
            hint="a string with 'format: slug', an uuid, an int or a bigint",
        )
    elif field.nullable:
        report.error(
            "E540",
            f"'{name}' may be null, and such a row would have no path",
            hint=f"{name}: {{..., required: true}}",
        )
    elif not field.shown:
        report.error(
            "E540",
            f"answers don't have '{name}', so clients couldn't tell the path of a row",
            hint=f"let answers have '{name}'",
        )
    elif not any(tuple(unique.fields) == (name,) for unique in uniques):
        report.error(
            "E540",
            f"several rows could have the same '{name}'",
            hint=f"{name}: {{..., unique: {'true' if declared.public else 'per_owner'}}}",
        )
    elif declared.public and given.unique is not True:
        report.error(
            "E540",
            f"everybody reads these rows, and those of two owners may have the same '{name}'",
            hint=f"{name}: {{..., unique: true}}",
        )
    elif field.type in TEXTS and not _fits_path(field):
        report.error(
            "E540",
            f"'{name}' may be what a path can't hold",
            hint='format: slug, or a pattern of the whole text such as "^[a-z0-9-]+$"',
        )
    elif field.type in TEXTS and taken in {str(other.value_class) for other in fields.values()}:
        report.error(
            "E204",
            f"what stands in the path would be {taken} in Python, and there is one already",
            hint="another name for the field 'lookup'",
        )
    else:
        return field
    return None


def check_moves(lookup: Field | None, actions: Iterable[Action], report: Report) -> None:
    """No action writes what its own path has."""
    for action in actions:
        written = {field.name for field in (*action.given, *action.changes)}
        if lookup is not None and lookup.name in written:
            report.at(action.name).error(
                "E509",
                f"'{lookup.name}' is what the paths of rows have: an action would move the row",
                hint="PUT and PATCH change it",
                of="key",
            )


def _fits_path(field: Field) -> bool:
    """Whether every value of a text is one segment of a path, as it is."""
    pattern = FORMS[field.form].pattern if field.form else field.pattern or ""
    if not _SEGMENT.fullmatch(pattern) or _has_choices(pattern):
        return False
    return all(value_problem(field, value) for value in _NO_SEGMENTS)


def _has_choices(pattern: str) -> bool:
    """Whether a pattern is one of several, each of which would need its own beginning and end."""
    depth = 0
    for sign in re.sub(r"\\.|\[[^]]*\]", "", pattern):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "|" and depth == 0:
            return True
    return False
