"""The pass over actions: routes that change one row in one way."""

from collections.abc import Mapping

from generator.language import spec
from generator.model import names
from generator.model.app import Action, Field
from generator.model.resolve.endings import resolve_deprecation
from generator.model.resolve.report import Report, did_you_mean


def resolve_actions(
    declared: Mapping[str, spec.Action], fields: Mapping[str, Field], report: Report
) -> tuple[Action, ...]:
    """Every action, in the order of the spec."""
    actions = []
    for name, action in declared.items():
        _check_name(name, report.at(name))
        field = _toggled(action.toggle or "", fields, report.at(name, "toggle"))
        deprecation = resolve_deprecation(action.deprecated, report.at(name, "deprecated"))
        if field is not None:
            actions.append(Action(names.Identifier(name), action.method, field, deprecation))
    return tuple(actions)


def _check_name(name: str, report: Report) -> None:
    if not names.FIELD_PATTERN.fullmatch(name) or len(name) > names.MAX_NAME:
        report.error(
            "E202",
            f"'{name}' can't be the name of an action",
            hint="lower case words joined by single underscores, at most 40 characters",
            of="key",
        )
    elif name in names.RESERVED_ACTIONS:
        report.error(
            "E504",
            f"'{name}' is what the API itself calls something",
            hint="another name",
            of="key",
        )


def _toggled(name: str, fields: Mapping[str, Field], report: Report) -> Field | None:
    field = fields.get(name)
    if field is None:
        report.error("E401", f"there is no field '{name}'", hint=did_you_mean(name, fields))
    elif field.type != "bool":
        report.error("E503", f"'{name}' is of type {field.type}: only a bool can be toggled")
    elif field.nullable:
        report.error(
            "E503",
            f"'{name}' may be null, and null can't be toggled",
            hint="give the field a default",
        )
    return field
