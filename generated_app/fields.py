"""The kinds of values that go in and out of the API, and how each is checked."""

import os
import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

# How many keys an object may have, known or not.
MOST_KEYS = 500


class Input(BaseModel):
    """What a client sends: a key that isn't declared is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _few_enough(cls, sent: object) -> object:
        """Each unknown key costs an error: an object of nothing else would hold up everyone."""
        if isinstance(sent, dict) and len(sent) > MOST_KEYS:
            raise PydanticCustomError("too_many", "has too many keys")
        return sent


def absent() -> None:
    """The value behind a field that the client left out."""


# The default of a field that may be left out but has no value then: whether it was
# sent is in `model_fields_set`, and OpenAPI shows neither a default nor null.
Absent: Callable[..., Any] = partial(Field, default_factory=absent)
ABSENT: Any = Absent()


def uuid7() -> UUID:
    """A new UUID of version 7: its order is the order of creation, to the millisecond."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    high, low = random >> 62 & 0xFFF, random & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


# The errors that the checks below raise, already worded for the client.
OWN_ERRORS = frozenset({"form", "nul_character", "out_of_range", "range", "time_zone", "too_many"})


def written_as(pattern: str, kind: str) -> BeforeValidator:
    """Take text of this form only: pydantic by itself would read 5 as a date in 1970."""
    form = re.compile(pattern, re.ASCII)

    def check(value: object) -> object:
        if isinstance(value, str) and form.fullmatch(value):
            return value
        raise PydanticCustomError("form", "must be {kind}", {"kind": kind})

    return BeforeValidator(check)


def _without_nul(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("nul_character", "must not contain the NUL character")
    return value


_Day = TypeVar("_Day", date, datetime)
_FIRST_MOMENT = datetime.min.replace(tzinfo=UTC)
_LAST_MOMENT = datetime.max.replace(tzinfo=UTC)


def _finite(value: _Day) -> _Day:
    """Not the first or the last that there is: asyncpg would store infinity for it."""
    if value in (date.min, date.max, _FIRST_MOMENT, _LAST_MOMENT):
        raise PydanticCustomError("out_of_range", "is out of range")
    return value


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise PydanticCustomError("time_zone", "needs a time zone, such as a final Z")
    try:
        return _finite(value.astimezone(UTC))
    except OverflowError:
        raise PydanticCustomError("out_of_range", "is out of range") from None


_DATE = r"\d{4}-\d\d-\d\d"
_TIME = r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?"

# PostgreSQL stores every character but this one.
NoNul = AfterValidator(_without_nul)

SearchWords = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    NoNul,
    Field(description='Words to look for; `"two words"` for a phrase, `-word` to leave out.'),
]

# Bodies are JSON, where a number, true and a string are different things. In a path or a query
# string everything is text, so the types after these read numbers and true from text.
StrictInt = Annotated[int, Strict()]
StrictFloat = Annotated[float, Strict()]
StrictBool = Annotated[bool, Strict()]

Int32 = Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]
Int64 = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
Number = Annotated[float, Field(allow_inf_nan=False)]
FilterText = Annotated[str, StringConstraints(max_length=1000), NoNul]
FilterPart = Annotated[str, StringConstraints(min_length=1, max_length=200), NoNul]

UtcDatetime = Annotated[
    datetime,
    written_as(
        rf"{_DATE}[Tt ]{_TIME}([Zz]|[+-]\d\d:\d\d)?",
        "a date and time such as 2030-01-31T09:00:00Z",
    ),
    AfterValidator(_in_utc),
]
Date = Annotated[date, written_as(_DATE, "a date such as 2030-01-31"), AfterValidator(_finite)]

# The format `time` of JSON Schema has a time zone; a time of day has none.
_TIME_SCHEMA = WithJsonSchema(
    {
        "type": "string",
        "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$",
    }
)
TimeOfDay = Annotated[time_of_day, written_as(_TIME, "a time such as 09:00"), _TIME_SCHEMA]
TimeSent = Annotated[time_of_day, _TIME_SCHEMA]

# JavaScript can't hold these numbers, so they travel as strings, both ways.
_DECIMAL = r"-?[0-9]{1,40}(\.[0-9]{1,40})?"
_INTEGER = r"-?[0-9]{1,19}"
DecimalText = Annotated[
    Decimal,
    written_as(_DECIMAL, 'a number written as text, such as "9.90"'),
    WithJsonSchema({"type": "string", "pattern": f"^{_DECIMAL}$"}),
]
BigInt = Annotated[
    int,
    written_as(_INTEGER, 'a whole number written as text, such as "42"'),
    Field(ge=-(2**63), le=2**63 - 1),
    WithJsonSchema({"type": "string", "pattern": f"^{_INTEGER}$"}),
]
DecimalSent = Annotated[Decimal, WithJsonSchema({"type": "string", "pattern": f"^{_DECIMAL}$"})]
BigIntSent = Annotated[
    int,
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_INTEGER}$"}),
]
