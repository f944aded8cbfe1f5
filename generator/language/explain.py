"""Pydantic's errors in our own words, each at its place in the file."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from generator.diagnostics import DataPath, Diagnostic, Diagnostics, Part, quote, suggest
from generator.language.loader import Source
from generator.language.shape import Shape, kind

# What pydantic expected, by the type of its error.
_EXPECTED: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "tuple_type": "a list",
}
# Sizes and ranges, filled in from the error's context.
_LIMITS: Mapping[str, str] = {
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must not be empty",
    "too_long": "must have at most {max_length} entries",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}
_YAML_1_1 = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_REST_OF_DECIMAL = re.compile(r"\s*\d+\s*\)")
# Looking for what was meant is slow; after this many mistakes nobody reads it.
_MOST_SUGGESTIONS = 100


class _Mistake(NamedTuple):
    code: str
    message: str
    path: DataPath
    hint: str | None = None
    of: Part = "value"


def explain(problem: ValidationError, source: Source, root: type[Shape]) -> list[Diagnostic]:
    """Every error of a failed validation, by position."""
    found = Diagnostics(source)
    for number, error in enumerate(problem.errors(include_url=False)):
        mistake = _mistake(error, root, guess=number < _MOST_SUGGESTIONS)
        if mistake is not None:
            code, message, path, hint, part = mistake
            found.error(code, message, path, hint=hint, of=part)
    return found.errors


def _mistake(error: ErrorDetails, root: type[Shape], *, guess: bool) -> _Mistake | None:
    path, name, value = error["loc"], error["type"], error["input"]
    if name == "extra_forbidden":
        return _extra_key(path, value, root, guess=guess)
    if name == "missing":
        return _missing_key(path, root)
    if name == "spec":
        return _own(path, error["ctx"])
    if name in _EXPECTED:
        return _wrong_kind(path, _EXPECTED[name], value, root)
    limit = _LIMITS.get(name, "must be valid").format_map(error.get("ctx", {}))
    return _Mistake("E115", f"{_subject(path)} {limit}", path)


def _extra_key(path: DataPath, value: object, root: type[Shape], *, guess: bool) -> _Mistake | None:
    shape, word = _shape_at(root, path[:-1]), str(path[-1])
    if _REST_OF_DECIMAL.fullmatch(word) and value is None:
        return None  # the second half of an unquoted decimal(p,s), which is reported itself
    if word in shape.postponed:
        hint = f"remove it; until then: {shape.postponed[word]}"
        return _Mistake("E110", f"{quote(word)} is not supported yet", path, hint, "key")
    close = suggest(word, _words(shape)) if guess else None
    hint = f"did you mean '{close}'?" if close else f"known: {', '.join(_words(shape))}"
    hint = shape.elsewhere.get(word, hint)
    return _Mistake("E111", f"unknown key {quote(word)} in {shape.noun}", path, hint, "key")


def _missing_key(path: DataPath, root: type[Shape]) -> _Mistake:
    shape = _shape_at(root, path[:-1])
    return _Mistake(
        "E112", f"missing '{path[-1]}' in {shape.noun}", path[:-1], _sample(shape), "key"
    )


def _own(path: DataPath, context: Mapping[str, Any]) -> _Mistake:
    message = context["message"]
    if message.startswith(("must ", "has ")):
        message = f"{_subject(path)} {message}"
    at = path if context["at"] is None else (*path, context["at"])
    part: Part = "key" if context["code"] == "E112" else context["of"]
    return _Mistake(context["code"], message, at, context["hint"], part)


def _wrong_kind(path: DataPath, expected: str, value: object, root: type[Shape]) -> _Mistake:
    if value is None:
        hint = "give it one, or remove the key"
        return _Mistake("E113", f"{_subject(path)} must have a value", path, hint)
    message = f"{_subject(path)} must be {expected}, not {kind(value)}"
    if expected == "a mapping":
        return _Mistake("E113", message, path, _sample(_shape_at(root, path)))
    return _Mistake("E113", message, path, _conversion(expected, value))


def _conversion(expected: str, value: object) -> str | None:
    """How to write what was probably meant."""
    if expected == "text" and isinstance(value, bool | int | float):
        return "put it in quotes"
    if expected == "a list" and isinstance(value, str):
        return f"write [{value}]" if value.isidentifier() else "write it in [ ]"
    if isinstance(value, str) and expected == "true or false" and value.lower() in _YAML_1_1:
        return f"write {_YAML_1_1[value.lower()]}"
    if isinstance(value, str) and (value.isdecimal() or value in {"true", "false"}):
        return "remove the quotes"
    return None


def _sample(shape: type[Shape]) -> str | None:
    return f"for example {shape.sample}" if shape.sample else None


def _subject(path: DataPath) -> str:
    """What a message is about: a key, or an item of a list."""
    if not path:
        return "the spec"
    if isinstance(path[-1], int):
        return f"an item of {quote(path[-2])}"
    return quote(path[-1])


def _words(shape: type[Shape]) -> list[str]:
    return [field.alias or name for name, field in shape.model_fields.items()]


def _shape_at(root: type[Shape], path: DataPath) -> type[Shape]:
    """The shape that a path leads to, or a mapping of the user's own names."""
    return _descend(root, path) or _Names


class _Names(Shape):
    """A mapping whose keys are the user's own names."""

    noun = "a mapping"


def _descend(annotation: Any, path: DataPath) -> type[Shape] | None:
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        if not path:
            return annotation
        field = annotation.model_fields.get(str(path[0]))
        return _descend(field.annotation, path[1:]) if field else None
    below = path[1:] if get_origin(annotation) is dict else path
    if get_origin(annotation) is dict and not path:
        return None
    inner = (_descend(part, below) for part in get_args(annotation))
    return next((shape for shape in inner if shape), None)
