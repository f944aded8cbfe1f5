"""Fields that follow from others: a bool that says in which state a row is, a time since when."""

from collections.abc import Callable
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, TypeAdapter, WithJsonSchema
from pydantic import Field as Key

from generator.language.shape import (
    MAX_SCALAR,
    Shape,
    as_tuple,
    distinct,
    kind,
    not_empty,
    one_of,
    refuse,
    scalar_or_null,
)

SetMoment: TypeAlias = Literal["on_create", "on_update"]
# The key of the owner's own row, in a reference.
SetOwner: TypeAlias = Literal["owner"]

_Text: TypeAlias = Annotated[str, Key(max_length=MAX_SCALAR)]
Condition: TypeAlias = Annotated[_Text | int | float | bool | None, BeforeValidator(scalar_or_null)]


def _states(value: object) -> object:
    """One value or several; the values themselves are checked where they stand."""
    return as_tuple(not_empty(value)) if isinstance(value, list | tuple) else (value,)


_CONDITION_SCHEMA = {
    "anyOf": [
        {"type": "string", "maxLength": MAX_SCALAR},
        *({"type": kind} for kind in ("integer", "number", "boolean", "null")),
    ]
}
_STATES_SCHEMA = {
    "anyOf": [
        *_CONDITION_SCHEMA["anyOf"],
        {"type": "array", "items": _CONDITION_SCHEMA, "minItems": 1, "uniqueItems": True},
    ]
}
States: TypeAlias = Annotated[
    tuple[Condition, ...],
    BeforeValidator(_states),
    AfterValidator(distinct),
    WithJsonSchema(_STATES_SCHEMA),
]


def _about_one(hint: str) -> Callable[[dict[str, States]], dict[str, States]]:
    def check(value: dict[str, States]) -> dict[str, States]:
        if len(value) != 1:
            raise refuse("E115", "must be about one field", hint)
        return value

    return check


def _of_one(hint: str) -> tuple[AfterValidator, object]:
    """Of one field; the schema says so, too."""
    return (
        AfterValidator(_about_one(hint)),
        Key(json_schema_extra={"minProperties": 1, "maxProperties": 1}),
    )


_IS, _WHEN = _of_one("is: {status: done}"), _of_one("set: {when: {status: done}}")
IsState: TypeAlias = Annotated[dict[str, States], *_IS]
WhenState: TypeAlias = Annotated[dict[str, States], *_WHEN]


class SetWhen(Shape):
    """That the server sets a time when a row comes into a state."""

    noun = "a moment"
    sample = "{when: {status: done}}"

    when: WhenState = Key(
        description="A bool or an enum, and the value or values of it that are the state: the "
        "time is set when a row comes into it, and null when it leaves it.",
        examples=[{"status": "done"}],
    )


def _moment(value: object) -> object:
    """Decides between the forms, so that a mistake is reported once, for the form meant."""
    if isinstance(value, dict):
        return SetWhen.model_validate(value)
    if isinstance(value, str):
        return _MOMENT.validate_python(value)
    raise refuse(
        "E113",
        f"must be on_create, on_update, owner or a mapping, not {kind(value)}",
        "set: {when: {status: done}}",
    )


_MOMENT: TypeAdapter[SetMoment | SetOwner] = TypeAdapter(
    Annotated[
        SetMoment | SetOwner,
        one_of(Literal["on_create", "on_update", "owner"], "moment"),
    ]
)
Moment: TypeAlias = Annotated[SetMoment | SetOwner | SetWhen, BeforeValidator(_moment)]
