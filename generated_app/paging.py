"""Lists: which rows, in which order, which page; one statement for each shape of question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Response
from pydantic import BaseModel, BeforeValidator, Field, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError
from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    bindparam,
    cast,
    func,
    label,
    literal_column,
    select,
    union_all,
)
from sqlmodel import col

from .database import Database
from .expanded import chosen
from .fields import Absent, Input
from .responses import JSONText
from .sorting import (
    MAX_CURSOR,
    Place,
    Sort,
    cursor_at,
    digest,
    place_name,
    read_cursor,
    refused,
    stretches,
)
from .statements import (
    NOTHING,
    Attached,
    Crud,
    Statement,
    as_array,
    build,
    compiled,
    ends,
    in_json,
    shaped,
)

# How far a list may be paged by offset: PostgreSQL walks over all that it skips.
MAX_OFFSET = 100_000

# How many statements a resource's list keeps, by how many keys it may be sorted, and how
# many values a filter may list.
MAX_SHAPES = 256
MAX_SORT_KEYS = 3
MAX_LISTED = 100

_LIMIT_AND_ONE: BindParameter[int] = bindparam("_limit_and_one", type_=BigInteger())


def _split(value: object) -> object:
    if not isinstance(value, list):
        return value
    return [part for item in value for part in str(item).split(",")]


# A list in a query string: `a,b`, or the parameter repeated.
CommaSeparated = BeforeValidator(_split)


def _range(value: object, read: ValidatorFunctionWrapHandler) -> Any:
    parts = _split(value)
    if not isinstance(parts, list) or len(parts) != 2:
        raise PydanticCustomError("range", "must be two values with a comma between them")
    least, most = read(parts)
    if least > most:
        raise PydanticCustomError("range", "must have the lesser of its two values first")
    return [least, most]


# A range, both ends included: `a,b`, or the parameter twice.
FromTo = WrapValidator(_range)


class PageQuery(Input):
    """The parameters that every list takes."""

    limit: int
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="How many rows to skip.")
    cursor: str = Absent(
        max_length=MAX_CURSOR,
        description="Where to go on: empty for the first page, then as `Link` says; no `offset`.",
    )


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides the SQL of a list; everything else is a parameter."""

    filters: frozenset[str]
    choices: tuple[Any, ...]
    sort: tuple[str, ...]
    total: bool
    # Whether the page is found by a cursor, and which values of its place are not null: none
    # at the beginning. None where it is found by an offset.
    place: Place | None = None
    # The rows of other resources that are asked for.
    expand: frozenset[str] = frozenset()


class OutOfReach(Exception):
    """The caller doesn't reach the row that a list belongs to."""


class Listing:
    """The list of a resource: its filters, choices and sorts, and the statements they make.

    A filter is a condition with a parameter of the filter's own name. A choice is a set of
    fixed conditions for each of its values.
    """

    # What must hold for the list to be answered at all.
    needed: tuple[ColumnElement[bool], ...] = ()

    def __init__(
        self,
        crud: Crud,
        public: type[BaseModel],
        *,
        path: str,
        key: str,
        filters: Mapping[str, ColumnElement[bool]],
        choices: Mapping[str, Mapping[Any, Sequence[ColumnElement[bool]]]],
        sorts: Mapping[str, Sort],
        attached: Attached = NOTHING,
        expansions: Attached = NOTHING,
    ) -> None:
        self._crud = crud
        self._public = public
        self._path = path
        self._key = key
        self._filters = filters
        self._ranges = {name for name in filters if name.endswith("__between")}
        self._choices = choices
        self._sorts = sorts
        self._attached = attached
        self._expansions = expansions
        self.keep_statements()

    def keep_statements(self) -> None:
        """Have a statement for each shape of question, from now on."""
        self.statement = lru_cache(MAX_SHAPES)(self._build)

    async def answer(
        self, database: Database, query: PageQuery, *, caller: str, sort: Sequence[str], total: bool
    ) -> Response:
        """The page that was asked for, as a JSON array; where the rest is stands in headers."""
        filters, choices, values = self.asked(query)
        values |= {"_caller": caller, "_limit": query.limit, "_limit_and_one": query.limit + 1}
        place = None
        if "cursor" in query.model_fields_set:
            found = self._place(query, sort)
            place = tuple(value is not None for value in found)
            values |= {place_name(index): value for index, value in enumerate(found)}
        else:
            values["_offset"] = query.offset
        if place is not None:
            values["_last"] = query.limit - 1
        expand = frozenset(query.__dict__["expand"] if self._expansions else ())
        shape = Shape(filters, choices, tuple(sort), total, place, expand)
        row = await database.fetch_row(self.statement(shape), values)
        if row is None:
            raise OutOfReach
        headers = {}
        if links := self._links(query, sort, row):
            headers["Link"] = links
        if total:
            headers["X-Total-Count"] = str(row["total"])
        return JSONText(row["items"], headers=headers)

    def next_cursor(
        self, query: PageQuery, sort: Sequence[str], row: Mapping[str, Any]
    ) -> str | None:
        """The cursor of the next page, where there is one; the row is the statement's answer."""
        return cursor_at(row["place"], self._asked(query, sort)) if row["more"] else None

    def _place(self, query: PageQuery, sort: Sequence[str]) -> list[Any]:
        """The values of the place that a request's cursor names; none for the first page."""
        if "offset" in query.model_fields_set:
            raise refused("and offset can't be used together")
        if not query.cursor:
            return []
        return read_cursor(query.cursor, self._asked(query, sort), self._order(sort))

    def _asked(self, query: PageQuery, sort: Sequence[str]) -> str:
        """The digest of all that decides which rows a list has, and in which order."""
        asked = query.model_dump_json(include={*self._filters}, exclude_unset=True)
        choices = [query.__dict__[name] for name in self._choices]
        return digest(f"{self._path} {[*sort]} {[*map(str, choices)]} {asked}")

    def asked(self, query: Input) -> tuple[frozenset[str], tuple[Any, ...], dict[str, Any]]:
        """Which filters a request gives, what it chooses, and the values of the filters."""
        given = query.model_fields_set & self._filters.keys()
        choices = tuple(query.__dict__[name] for name in self._choices)
        values = {name: query.__dict__[name] for name in given}
        for name in given & self._ranges:
            values |= zip(ends(name), values[name], strict=True)
        return frozenset(given), choices, values

    def rows(self, filters: frozenset[str], choices: tuple[Any, ...]) -> Select[Any]:
        """All rows that the caller reaches and these filters and choices leave."""
        conditions = [self._filters[name] for name in sorted(filters)]
        for every, choice in zip(self._choices.values(), choices, strict=True):
            conditions += every.get(choice, ())
        return build(self._crud.select(schema_to_select=self._public, where=conditions))

    def _build(self, shape: Shape) -> Statement:
        rows = self.rows(shape.filters, shape.choices)
        order = self._order(shape.sort)
        page = (
            self._skipping(rows, order)
            if shape.place is None
            else self._behind(rows, order, shape.place)
        ).cte("_page")
        limit = bindparam("_limit", type_=BigInteger())
        attached = {**self._attached, **chosen(self._expansions, shape.expand)}
        columns = [
            as_array(shaped(page, attached).limit(limit)).scalar_subquery().label("items"),
            (select(func.count()).select_from(page).scalar_subquery() > limit).label("more"),
        ]
        if shape.place is not None:
            places = [in_json(page.c[place_name(index)]) for index in range(len(order))]
            last = bindparam("_last", type_=BigInteger())
            place = select(cast(func.json_build_array(*places), Text)).limit(literal_column("1"))
            columns.append(place.offset(last).scalar_subquery().label("place"))
        if shape.total:
            every = select(func.count()).select_from(rows.subquery("_every"))
            columns.append(every.scalar_subquery().label("total"))
        return compiled(select(*columns).where(*self.needed))

    def _skipping(self, rows: Select[Any], order: Sequence[Sort]) -> Select[Any]:
        """A page, and a row more, after as many rows as the offset says."""
        offset = bindparam("_offset", type_=BigInteger())
        return rows.order_by(*(sort.order() for sort in order)).limit(_LIMIT_AND_ONE).offset(offset)

    def _behind(
        self, rows: Select[Any], order: Sequence[Sort], place: Place
    ) -> Select[Any] | CompoundSelect[Any]:
        """A page, and a row more, behind a place."""
        rows = _placed(rows, order)
        parts = [
            rows.where(*stretch.conditions).order_by(*stretch.order).limit(_LIMIT_AND_ONE)
            for stretch in stretches(order, place or None)
        ]
        # PostgreSQL reads each one only where those before it have too few.
        return parts[0] if len(parts) == 1 else union_all(*parts).limit(_LIMIT_AND_ONE)

    def _order(self, keys: Sequence[str]) -> list[Sort]:
        """The order, made total by the key: it goes the way of the last sort, as indexes do."""
        order: list[Sort] = []
        for key in keys:
            order.append(self._sorts[key.removeprefix("-")].turned(reverse=key.startswith("-")))
        descending = bool(order) and order[-1].descending
        return [*order, Sort(col(getattr(self._crud.model, self._key)), descending)]

    def _links(self, query: PageQuery, sort: Sequence[str], row: Mapping[str, Any]) -> str:
        """The `Link` header: the first, previous and next page, where there are any."""
        pages: dict[str, dict[str, Any]] = {}
        if "cursor" in query.model_fields_set:
            if query.cursor:
                pages["first"] = {"cursor": ""}
            if cursor := self.next_cursor(query, sort, row):
                pages["next"] = {"cursor": cursor}
        else:
            if query.offset > 0:
                pages["first"] = {"offset": 0}
                pages["prev"] = {"offset": max(0, query.offset - query.limit)}
            if row["more"] and query.offset + query.limit <= MAX_OFFSET:
                pages["next"] = {"offset": query.offset + query.limit}
        if not pages:
            return ""
        asked = query.model_dump(mode="json", by_alias=True, exclude_unset=True) | {
            "limit": query.limit
        }
        return ", ".join(
            f'<{self._path}?{_query_string(asked | page)}>; rel="{rel}"'
            for rel, page in pages.items()
        )


def _placed(rows: Select[Any], order: Sequence[Sort]) -> Select[Any]:
    """These rows with what their places in an order are made of."""
    return rows.add_columns(
        *(label(place_name(index), sort.by) for index, sort in enumerate(order))
    )


def _query_string(values: Mapping[str, Any]) -> str:
    return urlencode({name: _as_text(value) for name, value in values.items()}, safe=",")


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
