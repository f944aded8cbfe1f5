"""The pass over `access` of fields: what doesn't go with it, and what would tell a value anyway."""

from generator.diagnostics import Part
from generator.language import spec
from generator.model.fields import Field
from generator.model.resolve.report import Report

# Words that have no meaning beside an access, and why.
_CONTRADICTIONS = {
    "read_only": {"required": "clients can't send the field"},
    "create_only": {"alias": "the old name would be the field's in some bodies only"},
    "write_only": {"alias": "no answer would have the old name"},
    "hidden": {
        "required": "clients can't send the field",
        "name": "clients don't know the field",
        "alias": "clients don't know the field",
        "deprecated": "clients don't know the field",
    },
}
_HINTS = {"required": "a default, or null until an action sets it"}


def check_access(field: spec.Field, report: Report) -> None:
    """Whether what is said of a field goes with its access."""
    if field.access is None:
        return
    if field.key:
        report.at("access").error(
            "E308",
            "a key is in every answer and in no body, so it needs no 'access'",
            hint="remove 'access'",
            of="key",
        )
    elif field.set and field.access != "hidden":
        report.at("access").error(
            "E308",
            "a field with 'set' is read-only already",
            hint="remove 'access', or make it hidden",
            of="key",
        )
    for word, reason in _CONTRADICTIONS[field.access].items():
        if word in field.model_fields_set and not (field.key or field.set):
            report.at(word).error(
                "E308",
                f"'{word}' has no meaning beside 'access: {field.access}': {reason}",
                hint=_HINTS.get(word, f"remove '{word}'"),
                of="key",
            )


def check_shown(field: Field, what: str, report: Report, *, of: Part = "value") -> None:
    """Whether answers have a field that a list asks for: what a list leaves out tells as much."""
    if not field.shown:
        report.error(
            "E413",
            f"{what} would tell the values of '{field.name}', which is {_words(field)}",
            hint=f"remove it, or let answers have '{field.name}'",
            of=of,
        )


def check_state(field: Field, word: str, report: Report) -> None:
    """Whether answers have a field that decides whether an action applies."""
    if not field.shown:
        report.error(
            "E511",
            f"'{word}' would tell the value of '{field.name}', which is {_words(field)}: "
            "the action answers 409 or doesn't",
            hint=f"remove it, or let answers have '{field.name}'",
            of="key",
        )


def _words(field: Field) -> str:
    return str(field.access).replace("_", "-")
