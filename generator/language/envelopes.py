"""Forms of answers: JSON as the spec writes it, with words for what an answer puts into it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, ValidationError, WithJsonSchema
from pydantic_core import InitErrorDetails, PydanticCustomError

from generator.diagnostics import DataPath, quote, suggest
from generator.language.shape import kind, refuse

Form: TypeAlias = dict[str, Any]
"""A tree: below its keys stand trees, constants, and words that begin with `$`."""

Problem: TypeAlias = tuple[DataPath, PydanticCustomError]

# How deep a form may be, how many keys it may have, and how long its texts may be.
MAX_DEPTH = 4
MAX_KEYS = 30
MAX_TEXT = 200
MAX_KEY = 60

KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
# What stands for the names of a resource.
NAMES = ("{item}", "{items}")
# What other frameworks, or other places here, call what the words stand for.
_MEANT = {
    **{"$items": "$rows", "$data": "$rows", "$results": "$rows", "$item": "$row"},
    **{"$count": "$total", "$size": "$limit", "$per_page": "$limit", "$cursor": "$next"},
    **{"$id": "$key", "$detail": "$message", "$details": "$errors", "$type": "$code"},
}
# What only numbered pages have.
_OF_PAGES = ("$page", "$pages", "$number", "$previous", "$prev")
_BRACED = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Kind:
    """Answers of one kind: what their form may hold."""

    noun: str
    # How no form at all is written, and forms that have a name.
    plain: tuple[str | int, ...]
    words: tuple[str, ...]
    # The word that must stand in it, once.
    needed: str | None = None
    # Whether there is a resource whose names its keys may hold.
    named: bool = True


LISTS = Kind(
    "lists",
    ("array", "envelope"),
    ("$rows", "$total", "$limit", "$offset", "$next"),
    needed="$rows",
)
ROWS = Kind("rows", ("bare",), ("$row",), needed="$row")
DELETED = Kind("deletes", (204,), ("$row", "$key"))
ERRORS = Kind(
    "errors",
    ("problem",),
    ("$status", "$code", "$title", "$message", "$errors"),
    named=False,
)


def _reads(answers: Kind) -> BeforeValidator:
    def read(value: object) -> object:
        if isinstance(value, dict):
            problems = list(_problems(value, answers))
            if problems:
                raise ValidationError.from_exception_data(
                    "form",
                    [InitErrorDetails(type=each, loc=at, input=None) for at, each in problems],
                )
            return value
        if any(type(value) is type(word) and value == word for word in answers.plain):
            return value
        raise _unknown(value, answers)

    return BeforeValidator(read)


def _unknown(value: object, answers: Kind) -> PydanticCustomError:
    plain = " or ".join(map(str, answers.plain))
    if type(value) is not type(answers.plain[0]):
        return refuse("E113", f"must be {plain} or a form, not {kind(value)}")
    close = suggest(str(value), map(str, answers.plain))
    hint = f"did you mean '{close}'?" if close else f"{plain} or a form: {_sample(answers)}"
    return refuse("E114", f"unknown form of {answers.noun} {quote(value)}", hint)


def _sample(answers: Kind) -> str:
    return f"{{data: {answers.needed or answers.words[0]}}}"


def _problems(form: Form, answers: Kind) -> Iterator[Problem]:
    """What is wrong with a form, each with its place in it."""
    entries = list(_entries(form))
    if not form:
        yield (), refuse("E115", "must not be empty")
    elif len(entries) > MAX_KEYS:
        yield (), refuse("E115", f"must have at most {MAX_KEYS} keys, not {len(entries)}")
    else:
        yield from _of_entries(entries, answers)


def _of_entries(entries: Sequence[tuple[DataPath, Any]], answers: Kind) -> Iterator[Problem]:
    for path, value in entries:
        yield from ((path, problem) for problem in _of_key(path, answers))
        yield from ((path, problem) for problem in _of_value(path, value, answers))
    words = [value for _, value in entries if isinstance(value, str) and value.startswith("$")]
    times = words.count(answers.needed) if answers.needed else 1
    if times > 1:
        message = f"the form of {answers.noun} has {answers.needed} {times} times"
        yield (), refuse("E118", message, "once is enough: leave the others out")
    # A word that doesn't exist is probably the one that is missing.
    elif not times and set(words) <= set(answers.words):
        message = f"the form of {answers.noun} has no {answers.needed}"
        yield (), refuse("E118", message, f"for example {_sample(answers)}")


def _entries(form: Form, above: DataPath = ()) -> Iterator[tuple[DataPath, Any]]:
    for key, value in form.items():
        yield (*above, key), value
        if isinstance(value, dict) and len(above) + 1 < MAX_DEPTH:
            yield from _entries(value, (*above, key))


def _of_key(path: DataPath, answers: Kind) -> Iterator[PydanticCustomError]:
    key = str(path[-1])
    for braced in _BRACED.findall(key):
        if not answers.named:
            message = f"{quote(braced)} stands for no resource here"
            yield refuse("E114", message, "errors are of the whole API", of="key")
        elif braced not in NAMES:
            close = suggest(braced, NAMES)
            hint = f"did you mean '{close}'?" if close else f"known: {', '.join(NAMES)}"
            yield refuse("E114", f"unknown name {quote(braced)}", hint, of="key")
    if not KEY.fullmatch(_BRACED.sub("x", key)) or len(key) > MAX_KEY:
        yield refuse(
            "E115",
            f"{quote(key)} can't be a key of a form",
            f"letters, digits, _ and -, at most {MAX_KEY} characters",
            of="key",
        )


def _of_value(path: DataPath, value: object, answers: Kind) -> Iterator[PydanticCustomError]:
    if isinstance(value, dict):
        if not value:
            yield refuse("E115", "must not be empty")
        elif len(path) >= MAX_DEPTH:
            yield refuse("E115", f"must not be nested deeper than {MAX_DEPTH} levels")
    elif isinstance(value, list | tuple) and value:
        yield refuse("E113", "must be a constant or a word, not a list", "only [] may stand here")
    elif isinstance(value, str):
        yield from _of_text(value, answers)


def _of_text(value: str, answers: Kind) -> Iterator[PydanticCustomError]:
    if value.startswith("$") and value not in answers.words:
        yield refuse(
            "E114",
            f"unknown word {quote(value)} in the form of {answers.noun}",
            _hint(value, answers),
        )
    elif any(name in value for name in NAMES):
        yield refuse(
            "E115",
            "has the name of a resource, which only keys may have",
            "give the resource a style of its own, with its name written out",
        )
    elif len(value) > MAX_TEXT:
        yield refuse("E115", f"must have at most {MAX_TEXT} characters")


def _hint(word: str, answers: Kind) -> str:
    """What may be meant by a word that isn't known."""
    meant = _MEANT.get(word)
    if meant not in answers.words:
        meant = suggest(word, answers.words)
    if "$next" in answers.words and word in _OF_PAGES:
        return "pages have no numbers: $limit and $offset say which it is, $next leads on"
    return f"did you mean '{meant}'?" if meant else f"known: {', '.join(answers.words)}"


def _schema(answers: Kind) -> dict[str, Any]:
    """What editors complete and check: two levels of keys, and the words."""
    leaf: list[dict[str, Any]] = [
        {"enum": list(answers.words)},
        {"type": "string", "maxLength": MAX_TEXT, "pattern": r"^(?!\$)"},
        *({"type": kind} for kind in ("number", "boolean", "null")),
        {"type": "array", "maxItems": 0},
    ]
    nested = {"type": "object", "minProperties": 1}
    second = {**nested, "additionalProperties": {"anyOf": [*leaf, nested]}}
    first = {**nested, "additionalProperties": {"anyOf": [*leaf, second]}}
    return {"anyOf": [{"enum": list(answers.plain)}, first]}


ListForm: TypeAlias = Annotated[str | Form, _reads(LISTS), WithJsonSchema(_schema(LISTS))]
RowForm: TypeAlias = Annotated[str | Form, _reads(ROWS), WithJsonSchema(_schema(ROWS))]
DeletedForm: TypeAlias = Annotated[int | Form, _reads(DELETED), WithJsonSchema(_schema(DELETED))]
ErrorForm: TypeAlias = Annotated[str | Form, _reads(ERRORS), WithJsonSchema(_schema(ERRORS))]
