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
    bindparam,
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
from .statements import compared_as

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
    """The rows behind a place, or all of them, nearest first.

    A row comes after the place in the first term in which they differ. For each term those rows
    are one range of an index, or two: nulls may stand at the other end of it than in the list.
    """
    if place is None:
        return [_stretch(order, 0, [part]) for part in _parts(order[0])] or [_stretch(order, 0, [])]
    start = _compared_as_rows(order, place)
    ours = tuple_(*(sort.by for sort in order[start:]))
    theirs = tuple_(*(_value(order[at], at) for at in range(start, len(order))))
    found = []
    for at in range(start, -1, -1):
        sort, further = order[at], []
        if at == start:
            further.append(ours < theirs if sort.descending else ours > theirs)
        elif place[at]:
            value = _value(sort, at)
            further.append(sort.by < value if sort.descending else sort.by > value)
        if place[at] is sort.nulls_last:
            further += _parts(sort)[1:]
        alike = [_alike(order[before], before, place) for before in range(at)]
        found += [_stretch(order, at, [*alike, each]) for each in further]
    return found


def _compared_as_rows(order: Sequence[Sort], place: Place) -> int:
    """Where the last terms begin that all go one way: rows of them are compared at once."""
    start = len(order) - 1
    while (
        start
        and place[start - 1]
        and order[start].nulls_last is None
        and order[start - 1].descending == order[start].descending
    ):
        start -= 1
    return start


def _parts(sort: Sort) -> list[ColumnElement[bool]]:
    """The rows with a value in a term and those without, as they follow in a list."""
    if sort.nulls_last is None:
        return []
    parts: list[ColumnElement[bool]] = [sort.by.is_not(None), sort.by.is_(None)]
    return parts if sort.nulls_last else parts[::-1]


def _alike(sort: Sort, at: int, place: Place) -> ColumnElement[bool]:
    return sort.by == _value(sort, at) if place[at] else sort.by.is_(None)


def _stretch(order: Sequence[Sort], at: int, conditions: list[ColumnElement[bool]]) -> Stretch:
    # Up to where the rows differ, all or none of them are null: an index has them in its order.
    terms = [replace(sort, nulls_last=None) for sort in order[: at + 1]]
    return Stretch(conditions, [sort.order() for sort in (*terms, *order[at + 1 :])])


def _value(sort: Sort, index: int) -> BindParameter[Any]:
    """The place's value in a term, as a parameter."""
    return bindparam(place_name(index), type_=compared_as(sort.by))


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
        raise refused("belongs to a list with another sort or other filters")
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
    return refused("is none that a list has given out")


def refused(message: str) -> ValidationFailed:
    """That a cursor can't be used."""
    error = FieldError(field="cursor", message=message, code="cursor")
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
