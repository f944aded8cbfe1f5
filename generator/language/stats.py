"""Stats: what is counted and summed, and in which groups."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, BeforeValidator, ConfigDict, WithJsonSchema, model_validator
from pydantic import Field as Key

from generator.language.shape import (
    Shape,
    as_tuple,
    distinct,
    not_empty,
    one_of,
    one_or_several,
    refuse,
)

MAX_GROUP_FIELDS = 3

Period: TypeAlias = Literal["day", "week", "month"]


_NAME_SCHEMA = {"type": "string", "minLength": 1, "maxLength": 200}
_GROUP_SCHEMA = {
    "anyOf": [
        _NAME_SCHEMA,
        {
            "type": "array",
            "items": _NAME_SCHEMA,
            "minItems": 1,
            "maxItems": MAX_GROUP_FIELDS,
            "uniqueItems": True,
        },
    ]
}
_Name: TypeAlias = Annotated[str, Key(min_length=1, max_length=200)]
Group: TypeAlias = Annotated[
    tuple[_Name, ...],
    Key(max_length=MAX_GROUP_FIELDS),
    BeforeValidator(one_or_several),
    AfterValidator(distinct),
    WithJsonSchema(_GROUP_SCHEMA),
]
Measured: TypeAlias = Annotated[
    tuple[_Name, ...],
    BeforeValidator(as_tuple),
    BeforeValidator(not_empty),
    Key(json_schema_extra={"minItems": 1, "uniqueItems": True}),
    AfterValidator(distinct),
]

# What a stat may tell.
_MEASURES = ("count", "sum", "avg", "min", "max")


class Stat(Shape):
    """Numbers about the rows of a list: of all of them, or of each group."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [word]} for word in _MEASURES]}
    )
    noun = "a stat"
    sample = "{group: priority, count: true}"

    group: Group | None = Key(
        default=None,
        description="The field, or fields, whose values make the groups; without it all rows "
        "are one.",
        examples=["priority", ["priority", "completed"]],
    )
    by: Annotated[Period, one_of(Period, "period")] | None = Key(
        default=None,
        description="Of the date or datetime in the group: its day, week or month, in UTC.",
    )
    count: bool = Key(default=False, description="Whether to tell how many rows there are.")
    sum: Measured = Key(default=(), description="Number fields to add up.", examples=[["price"]])
    avg: Measured = Key(default=(), description="Number fields to tell the average of.")
    min: Measured = Key(
        default=(), description="Fields with numbers, days or times to tell the least of."
    )
    max: Measured = Key(
        default=(), description="Fields with numbers, days or times to tell the greatest of."
    )

    @model_validator(mode="after")
    def _tells_something(self) -> Self:
        if not any(getattr(self, word) for word in _MEASURES):
            raise refuse(
                "E112",
                "missing 'count', 'sum', 'avg', 'min' or 'max' in a stat",
                "for example count: true",
            )
        return self
