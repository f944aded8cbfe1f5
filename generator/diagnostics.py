"""Mistakes in a spec: what is wrong, where, and how to put it right."""

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

DataPath: TypeAlias = tuple[str | int, ...]
"""Keys and list indices that lead from the top of the spec to a value."""

Part: TypeAlias = Literal["key", "value"]

CODES: dict[str, str] = {
    "E101": "the file cannot be read",
    "E102": "the file is not plain UTF-8 text",
    "E103": "the YAML cannot be parsed",
    "E104": "unknown field type",
    "E105": "a key is given twice",
    "E106": "a feature of YAML that the language leaves out",
    "E107": "the file is too large or nested too deeply",
    "E108": "a key is not text",
    "E109": "a number that cannot be stored",
    "E110": "a word of the language that is not supported yet",
    "E111": "unknown key",
    "E112": "a required key is missing",
    "E113": "the wrong kind of value",
    "E114": "a value outside the closed list of words",
    "E115": "a value that is too short, too long, out of range or malformed",
    "E116": "the file has no mapping at its top",
    "E117": "an entry is listed twice",
    "E118": "a form that lacks what it is for, or has it twice",
    "E201": "a name that a resource can't have",
    "E202": "a name that a field, filter, choice, sort or action can't have",
    "E203": "a name that is taken by Python, the libraries, PostgreSQL or the API itself",
    "E204": "two names that would become one in the code",
    "E205": "an old name that something else has",
    "E206": "two fields or parameters that would have one name in JSON",
    "E301": "not exactly one field is the key",
    "E302": "a type that a key can't have",
    "E303": "a rule that doesn't suit the field's type",
    "E304": "a default that breaks the field's own rules",
    "E305": "an example that breaks the field's own rules",
    "E306": "bounds that don't suit the type, or that no value is between",
    "E307": "an enum without values",
    "E308": "words that contradict each other",
    "E309": "a pattern that is not a usable regular expression",
    "E310": "a value of an enum that isn't printable, or has blanks around it",
    "E311": "a required field without an example, and none can be made up",
    "E312": "what a field or a resource is said to have been can't be",
    "E313": "a backfill that breaks the field's own rules",
    "E314": "something that can't be unique",
    "E315": "something unique that would tell others' values, or what answers don't have",
    "E316": "the SQL of a computed field is more than an expression over its own row",
    "E317": "a computed field whose name is a field's, or whose type it can't have",
    "E318": "a bool for a state that can't be one, or a time of a state that there isn't",
    "E320": "a reference that lacks a word, or has one that doesn't suit it",
    "E321": "a reference to a resource that doesn't exist",
    "E322": "rows that must refer to each other in a circle, so that none could be the first",
    "E323": "a reference to the owner's own row that the server can't fill in",
    "E324": "circles of a reference that can't lead back to its own row",
    "E325": "a reference to another row of the owner's, where each has one row at most",
    "E330": "a list of linked rows that isn't declared as one can be",
    "E331": "a list of names of linked rows that can't be made of these alone",
    "E332": "links that can't be rows of a resource of their own",
    "E340": "a slug that can't be made of another field",
    "E401": "a field that doesn't exist",
    "E402": "an operator that doesn't suit the field",
    "E403": "a filter's default is not one of its choices",
    "E404": "a choice asks for a value that the field can't have",
    "E405": "the default sort is not one of the sorts",
    "E406": "a sort by a field that may be null doesn't say where such rows go",
    "E407": "the page size is more than the most",
    "E408": "a search in a field that isn't text",
    "E409": "named choices under the name of a field",
    "E410": "a form of lists that wants a total which isn't counted",
    "E412": "names for the parameters of a sort that isn't there",
    "E413": "something that would tell the values of a field that answers don't have",
    "E414": "a field or a period that doesn't suit a stat",
    "E415": "stats of a resource without a list",
    "E416": "a sort by a field whose values have no order",
    "E417": "something of another row, where no single reference leads to one",
    "E501": "a resource that nobody is said to see",
    "E502": "the owner's column is declared as a field too",
    "E503": "a field that can't be toggled or counted",
    "E504": "an action's name is taken by the API itself",
    "E505": "a path that is taken",
    "E506": "two operations that would have one name",
    "E507": "a claim that can't name a user",
    "E508": "a sunset before the day since which clients are told",
    "E509": "a field that an action can't write, or can't ask for",
    "E510": "a value that an action's field can't have",
    "E511": "an action that would tell the value of a field that answers don't have",
    "E512": "an action that runs a function and changes fields by itself",
    "E513": "a function of your own that can't have this name",
    "E514": "a hook that nothing would call",
    "E515": "rows that everybody reads below paths that name the caller",
    "E516": "a row that everybody reads would tell of rows that are their owner's alone",
    "E517": "a field that can't say whose the rows are",
    "E518": "rows that are owned through each other in a circle",
    "E519": "one row of each owner, where rows have no owner of their own",
    "E520": "rows of some that would refuse others a delete, who don't see them",
    "E530": "rows of another resource that aren't there, or don't refer to the row",
    "E531": "marks of a caller's own that aren't there, or can't be made",
    "E532": "routes below a row that can't be there",
    "E535": "rows in answers under a name that answers have already",
    "E536": "rows in answers that no answer would hold, that no route tells, or can't be sorted",
    "E537": "rows in every answer that count what is written",
    "E540": "a field that paths can't name rows by",
    "E601": "a name that the output folder can't have",
    "E602": "a file that the generator may not write over",
    "E603": "the output folder cannot be read or written",
    "E701": "the record of the migrations can't be followed",
    "E702": "a change that needs consent",
    "E703": "a change that needs a value for rows that are there",
    "E704": "a change that has to be written by hand",
    "E705": "a consent in words that no rule has",
    "E706": "a revision of git that can't be compared with",
}

_GUTTER = 5
_MOST_COLUMNS = 100
_BEFORE_CARET = 40
_MOST_QUOTED = 60
_MOST_SUGGESTED = 64


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one line of the spec; line and column count from 1."""

    line: int
    column: int
    length: int


@dataclass(frozen=True)
class Diagnostic:
    """One mistake, at one place."""

    code: str
    message: str
    file: str
    line: int
    column: int
    length: int
    hint: str | None = None


class SpecError(Exception):
    """The spec was refused; every mistake that could be found is in `diagnostics`."""

    def __init__(self, diagnostics: Sequence[Diagnostic], text: str) -> None:
        super().__init__(diagnostics, text)
        self.diagnostics = sorted(diagnostics, key=_position)
        self.text = text

    def __str__(self) -> str:
        return format_diagnostics(self.diagnostics, self.text)


class Located(Protocol):
    """A spec that knows where each of its values stands."""

    @property
    def file(self) -> str: ...

    def locate(self, path: DataPath, of: Part = "value") -> Span: ...


class Diagnostics:
    """Collects mistakes by their path in the data, so that all are reported at once."""

    def __init__(self, source: Located) -> None:
        self._source = source
        self._errors: list[Diagnostic] = []

    def error(
        self,
        code: str,
        message: str,
        path: DataPath,
        *,
        hint: str | None = None,
        of: Part = "value",
    ) -> None:
        if code not in CODES:
            raise KeyError(code)
        span = self._source.locate(path, of)
        self._errors.append(
            Diagnostic(code, message, self._source.file, span.line, span.column, span.length, hint)
        )

    @property
    def errors(self) -> list[Diagnostic]:
        return sorted(self._errors, key=_position)


def suggest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, if any comes close."""
    if len(word) > _MOST_SUGGESTED:
        return None
    by_lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1)
    return by_lower[close[0]] if close else None


def quote(value: object) -> str:
    """A value of the user's as it appears in a message: quoted, on one line, bounded."""
    text = str(value)
    return f"'{text if len(text) <= _MOST_QUOTED else text[:_MOST_QUOTED] + '…'}'"


def format_diagnostics(diagnostics: Iterable[Diagnostic], text: str) -> str:
    """All of them in the style of a compiler: place, source line, caret, hint, and a count."""
    lines = text.split("\n")
    blocks = [_block(diagnostic, lines) for diagnostic in diagnostics]
    count = f"{len(blocks)} error{'' if len(blocks) == 1 else 's'}"
    return "\n\n".join([*blocks, count]) + "\n"


def _position(diagnostic: Diagnostic) -> tuple[int, int, str, str]:
    return diagnostic.line, diagnostic.column, diagnostic.code, diagnostic.message


def _block(diagnostic: Diagnostic, lines: Sequence[str]) -> str:
    place = f"{diagnostic.file}:{diagnostic.line}:{diagnostic.column}"
    block = [_visible(f"{place}: {diagnostic.code} {diagnostic.message}")]
    if diagnostic.line <= len(lines):
        block += _excerpt(diagnostic, lines[diagnostic.line - 1].removesuffix("\r"))
    if diagnostic.hint:
        block.append(_visible(f"   hint: {diagnostic.hint}"))
    return "\n".join(block)


def _excerpt(diagnostic: Diagnostic, line: str) -> list[str]:
    at = diagnostic.column - 1
    start = max(0, at - _BEFORE_CARET) if len(line) > _MOST_COLUMNS else 0
    end = start + _MOST_COLUMNS
    cut_before, cut_after = ("…" if start else ""), ("…" if end < len(line) else "")
    before = _visible(cut_before + line[start:at])
    marked = _visible(line[at : min(at + diagnostic.length, end)])
    rest = _visible(line[at + diagnostic.length : end]) + cut_after
    caret = " " * _width(before) + "^" * max(1, _width(marked))
    source = f"{diagnostic.line:>{_GUTTER}} | {before}{marked}{rest}".rstrip()
    return [source, f"{'':>{_GUTTER}} | {caret}"]


def _visible(text: str) -> str:
    return "".join(_shown(char) for char in text)


def _shown(char: str) -> str:
    """One printable character for each one, so that carets stay below what they mean."""
    if char == "\t":
        return "→"
    if ord(char) < 0x20:
        return chr(0x2400 + ord(char))
    return "�" if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else char


def _width(text: str) -> int:
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
