"""Orders of lists, and cursors: places in an order, behind which the next page begins.

A cursor holds what the last row of a page is sorted by, its key last. Rows that come and go
elsewhere move nothing, and PostgreSQL jumps to the place by the index of the sort. It is no
secret and proves nothing: whatever it says, the row policy stands in the statement.
"""

import json
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2s
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError
from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    Float,
    Integer,
    Numeric,
    String,
    Time,
    Uuid,
    and_,
    bindparam,
    false,
    or_,
    tuple_,
)
from sqlalchemy import Date as SQLDate
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import DateTime, UTCDateTime

from .errors import FieldError, ValidationFailed
from .fields import (
    BigInt,
    Date,
    DecimalText,
    NoNul,
    StrictBool,
    StrictFloat,
    StrictInt,
    TimeOfDay,
    UtcDatetime,
)

# How long a cursor may be: more than any that a list gives out.
MAX_CURSOR = 30_000

# Where in a cursor it says what list it belongs to.
_DIGEST = slice(0, 12)


@dataclass(frozen=True, slots=True)
class Sort:
    """One key to sort by, in its natural direction."""

    by: SQLCoreOperations[Any]
    descending: bool = False
    # Where rows without a value go, in both directions; None where there are none.
    nulls_last: bool | None = None

    def turned(self, *, reverse: bool) -> "Sort":
        """The same in this direction, or in its opposite."""
        return replace(self, descending=self.descending != reverse)

    def order(self) -> ColumnElement[Any]:
        """The ORDER BY term."""
        order = self.by.desc() if self.descending else self.by.asc()
        if self.nulls_last is None:
            return order
        return order.nulls_last() if self.nulls_last else order.nulls_first()


# Of each term of an order whether the place has a value there, or null.
Place = tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that follow each other in a list, and in the index of its sort."""

    conditions: list[ColumnElement[bool]]
    order: list[ColumnElement[Any]]


def stretches(order: Sequence[Sort], place: Place | None) -> list[Stretch]:
    """The rows behind a place, or all of them.

    No single range of an index has the rows with a value and those without one in any other
    order than its own. So they are two stretches, each of which is such a range.
    """
    first, *rest = order
    if first.nulls_last is None:
        return [_stretch(order, [] if place is None else [_behind(order, place)])]
    # In a stretch of its own it doesn't matter where nulls go.
    order = [replace(first, nulls_last=None), *rest]
    present = _stretch(order, [first.by.is_not(None)])
    missing = _stretch(order, [first.by.is_(None)])
    both = [present, missing] if first.nulls_last else [missing, present]
    if place is None:
        return both
    if place[0]:
        here, found = present, _stretch(order, [_behind(order, place)])
    else:
        here, found = missing, _stretch(order, [*missing.conditions, _behind(order, place, 1)])
    return [found, *both[both.index(here) + 1 :]]


def _stretch(order: Sequence[Sort], conditions: list[ColumnElement[bool]]) -> Stretch:
    return Stretch(conditions, [sort.order() for sort in order])


def _behind(order: Sequence[Sort], place: Place, start: int = 0) -> ColumnElement[bool]:
    """That a row comes after the place: it does so in the first term in which they differ."""
    sort, *rest = order[start:]
    further = _further(sort, start, has_value=place[start])
    if not rest:
        return further
    if {(each.descending, each.nulls_last) for each in order[start:]} == {(sort.descending, None)}:
        # The comparison of rows is what an index answers best.
        ours = tuple_(*(each.by for each in order[start:]))
        theirs = tuple_(*(_value(order[at], at) for at in range(start, len(order))))
        return ours < theirs if sort.descending else ours > theirs
    alike = sort.by == _value(sort, start) if place[start] else sort.by.is_(None)
    behind = or_(further, and_(alike, _behind(order, place, start + 1)))
    if start or not place[start]:
        return behind
    # It follows from the rest, but only so an index knows where to begin.
    value = _value(sort, start)
    return and_(sort.by <= value if sort.descending else sort.by >= value, behind)


def _further(sort: Sort, index: int, *, has_value: bool) -> ColumnElement[bool]:
    """That a row comes after the place in this term alone."""
    if not has_value:
        return false() if sort.nulls_last else sort.by.is_not(None)
    value = _value(sort, index)
    further = sort.by < value if sort.descending else sort.by > value
    return or_(further, sort.by.is_(None)) if sort.nulls_last else further


def _value(sort: Sort, index: int) -> BindParameter[Any]:
    """The place's value in a term, as a parameter."""
    kind = sort.by.type  # type: ignore[attr-defined]
    return bindparam(place_name(index), type_=Numeric() if isinstance(kind, Numeric) else kind)


def place_name(index: int) -> str:
    """The name of a term's column in a page, and of its value's parameter."""
    return f"_place_{index}"


# Cursors.


def digest(asked: str) -> str:
    """What a cursor says of the list that it belongs to."""
    return blake2s(asked.encode(), digest_size=6).hexdigest()


def cursor_at(place: str, belongs_to: str) -> str:
    """The cursor for a place, a JSON array of values, in the list with this digest."""
    return urlsafe_b64encode((belongs_to + place).encode()).decode().rstrip("=")


def read_cursor(cursor: str, belongs_to: str, order: Sequence[Sort]) -> list[Any]:
    """The values that a cursor holds; whatever is no cursor of this list is refused."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = b64decode(padded, altchars="-_", validate=True).decode()
        values = json.loads(text[_DIGEST.stop :])
    except (Base64Error, ValueError, RecursionError):
        raise _broken() from None
    if text[_DIGEST] != belongs_to:
        raise refused("belongs to a list with another sort or other filters", "other_list")
    if not isinstance(values, list) or len(values) != len(order):
        raise _broken()
    try:
        return [_read(sort, value) for sort, value in zip(order, values, strict=True)]
    except ValidationError:
        raise _broken() from None


def _read(sort: Sort, value: object) -> Any:
    if value is None and sort.nulls_last is not None:
        return None
    return _reader(_kind(sort)).validate_python(value)


def _broken() -> ValidationFailed:
    return refused("is none that a list has given out", "broken")


def refused(message: str, code: str) -> ValidationFailed:
    """That a cursor can't be used."""
    error = FieldError(field="cursor", message=message, code=code)
    return ValidationFailed(f"cursor {message}.", errors=[error])


# How a value is read that PostgreSQL has written, by its type; the first one that fits counts.
_KINDS: tuple[tuple[tuple[type, ...], Any], ...] = (
    ((Boolean,), StrictBool),
    ((Uuid,), UUID),
    ((DateTime, UTCDateTime), UtcDatetime),
    ((SQLDate,), Date),
    ((Time,), TimeOfDay),
    ((BigInteger,), BigInt),
    ((Integer,), Annotated[StrictInt, Field(ge=-(2**31), le=2**31 - 1)]),
    ((Float,), Annotated[StrictFloat, Field(allow_inf_nan=False)]),
    ((Numeric,), DecimalText),
    ((String,), Annotated[str, StringConstraints(max_length=MAX_CURSOR), NoNul]),
)


def _kind(sort: Sort) -> int:
    kind = sort.by.type  # type: ignore[attr-defined]
    return next(index for index, (types, _) in enumerate(_KINDS) if isinstance(kind, types))


@cache
def _reader(kind: int) -> TypeAdapter[Any]:
    return TypeAdapter(_KINDS[kind][1])
