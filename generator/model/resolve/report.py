"""Where the passes write down what they find wrong: a collector that knows its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from generator.diagnostics import DataPath, Diagnostics, Part, suggest
from generator.model.fields import Field


@dataclass(frozen=True, slots=True)
class Report:
    """The diagnostics, seen from one place in the spec."""

    diagnostics: Diagnostics
    path: DataPath = ()

    def at(self, *path: str | int) -> Self:
        """The same, further down."""
        return type(self)(self.diagnostics, (*self.path, *path))

    def error(
        self, code: str, message: str, *, hint: str | None = None, of: Part = "value"
    ) -> None:
        """Something is wrong here."""
        self.diagnostics.error(code, message, self.path, hint=hint, of=of)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The hint for a name that doesn't exist."""
    names = list(known)
    close = suggest(word, names)
    if close:
        return f"did you mean '{close}'?"
    return f"known: {', '.join(names)}" if names else None


def find_field(
    name: str, fields: Mapping[str, Field], report: Report, *, of: Part = "value"
) -> Field | None:
    """The field of this name; that there is none is a mistake."""
    field = fields.get(name)
    if field is None:
        no_field(name, fields, report, of=of)
    return field


def no_field(name: str, fields: Mapping[str, Field], report: Report, *, of: Part = "value") -> None:
    """There is no field of this name; that of another row isn't meant everywhere."""
    message, hint = f"there is no field '{name}'", did_you_mean(name, fields)
    relation, _, beyond = name.partition(".")
    if beyond and any(field.reference and field.relation == relation for field in fields.values()):
        message = f"'{name}' is a field of another row"
        hint = "only filters and sorts look across references"
    report.error("E401", message, hint=hint, of=of)
