"""What every part of the spec has in common: strict, closed, and clear about mistakes."""

from collections.abc import Hashable, Mapping, Sequence
from typing import ClassVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, field_validator
from pydantic_core import PydanticCustomError

from generator.diagnostics import Part, quote, suggest
from generator.language.json_text import JsonText
from generator.language.later import Later

MAX_SCALAR = 1000
# How many values a list of the spec may hold.
MAX_LIST = 1000


class Shape(BaseModel):
    """A mapping of the spec with a closed list of keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    noun: ClassVar[str]
    """What messages call it."""
    postponed: ClassVar[Later] = {}
    """Keys that aren't supported yet."""
    elsewhere: ClassVar[Mapping[str, str]] = {}
    """Keys that are looked for here, and where they are."""
    sample: ClassVar[str | None] = None
    """How it may be written, for hints."""

    @field_validator("*", mode="before")
    @classmethod
    def _given(cls, value: object) -> object:
        """Keys are left out, not left empty: `search:` is more likely forgotten than meant."""
        if value is None:
            raise refuse("E113", "must have a value", "give it one, or remove the key")
        return value


def refuse(
    code: str,
    message: str,
    hint: str | None = None,
    at: int | None = None,
    of: Part = "value",
) -> PydanticCustomError:
    """A mistake; a message that starts with "must" gets the key's name put before it."""
    context = {"code": code, "message": message, "hint": hint, "at": at, "of": of}
    return PydanticCustomError("spec", "{message}", context)


def not_yet(word: str, instead: str) -> PydanticCustomError:
    return refuse("E110", f"{quote(word)} is not supported yet", instead)


def kind(value: object) -> str:
    """What a value is, in words for people who write YAML."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    names = {str: "text", int: "a whole number", float: "a decimal number", dict: "a mapping"}
    return names.get(type(value), "a list")


def one_of(words: object, noun: str, later: Later | None = None) -> BeforeValidator:
    """Accepts the words of a Literal, and says what is meant when a word isn't one of them."""
    known: tuple[str | int, ...] = get_args(words)

    def check(value: object) -> object:
        # Python takes True for 1.
        if type(value) in map(type, known) and value in known:
            return value
        raise _unknown(value, known, noun, later or {})

    return BeforeValidator(check)


def _unknown(
    value: object, known: Sequence[str | int], noun: str, later: Later
) -> PydanticCustomError:
    choices = ", ".join(map(str, known))
    if type(value) is not type(known[0]):
        if len(known) == 1:
            return refuse("E113", f"must be {choices}")
        return refuse("E113", f"must be one of {choices}", _boolean_hint(value, known))
    if str(value) in later:
        return not_yet(str(value), later[str(value)])
    close = suggest(value, map(str, known)) if isinstance(value, str) else None
    hint = f"did you mean '{close}'?" if close else f"known: {choices}"
    return refuse("E114", f"unknown {noun} {quote(value)}", hint)


def _boolean_hint(value: object, known: Sequence[str | int]) -> str | None:
    return "write off" if value is False and "off" in known else None


def as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def not_empty(value: object) -> object:
    """Before pydantic looks: it would also count the items that it refused."""
    if value in ([], ()):
        raise refuse("E115", "must not be empty")
    return value


def one_or_several(value: object) -> object:
    """A field, or a list of some, which is one in the long form."""
    if not isinstance(value, str | list | tuple):
        raise refuse("E113", f"must be a field or a list of fields, not {kind(value)}")
    return (value,) if isinstance(value, str) else as_tuple(not_empty(value))


def distinct(items: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    seen = set()
    for index, item in enumerate(items):
        if item in seen:
            raise refuse("E117", f"{quote(item)} is listed twice", "remove one", at=index)
        seen.add(item)
    return items


def scalar(value: object) -> object:
    """Text, a number, or true or false."""
    if not isinstance(value, str | int | float):
        raise refuse("E113", f"must be text, a number, true or false, not {kind(value)}")
    return _bounded(value)


def scalar_or_list(value: object) -> object:
    """A scalar, or a list of them; what is JSON already stays as it is."""
    if isinstance(value, JsonText):
        return value
    if not isinstance(value, list | tuple):
        return scalar(value)
    if len(value) > MAX_LIST:
        raise refuse("E115", f"must have at most {MAX_LIST} entries")
    return tuple(map(scalar, value))


def scalar_or_null(value: object) -> object:
    return value if value is None else scalar(value)


def bound(value: object) -> object:
    """A number or, for dates and the like, text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise refuse("E113", f"must be a number or text, not {kind(value)}")
    return _bounded(value)


def _bounded(value: str | int | float) -> str | int | float:
    if isinstance(value, str) and len(value) > MAX_SCALAR:
        raise refuse("E115", f"must have at most {MAX_SCALAR} characters")
    return value
