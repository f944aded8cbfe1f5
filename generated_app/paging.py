"""Lists: which rows, in which order, which page; one statement for each shape of question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Response
from pydantic import BaseModel, BeforeValidator, Field, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError
from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, func, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from .database import Database
from .fields import Input
from .responses import JSONText
from .statements import Crud, Statement, as_array, build, compiled, ends, shaped

# How far a list may be paged by offset: PostgreSQL walks over all that it skips.
MAX_OFFSET = 100_000

# How many statements a resource's list keeps, by how many keys it may be sorted, and how
# many values a filter may list.
MAX_SHAPES = 256
MAX_SORT_KEYS = 3
MAX_LISTED = 100


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


@dataclass(frozen=True, slots=True)
class Sort:
    """One key to sort by, in its natural direction."""

    by: SQLCoreOperations[Any]
    descending: bool = False
    # Where rows without a value go, in both directions; None where there are none.
    nulls_last: bool | None = None

    def order(self, *, reverse: bool) -> ColumnElement[Any]:
        """The ORDER BY term, or its opposite."""
        order = self.by.asc() if self.descending == reverse else self.by.desc()
        if self.nulls_last is None:
            return order
        return order.nulls_last() if self.nulls_last else order.nulls_first()


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides the SQL of a list; everything else is a parameter."""

    filters: frozenset[str]
    choices: tuple[Any, ...]
    sort: tuple[str, ...]
    total: bool


class Listing:
    """The list of a resource: its filters, choices and sorts, and the statements they make.

    A filter is a condition with a parameter of the filter's own name. A choice is a set of
    fixed conditions for each of its values.
    """

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
    ) -> None:
        self._crud = crud
        self._public = public
        self._path = path
        self._key = key
        self._filters = filters
        self._ranges = {name for name in filters if name.endswith("__between")}
        self._choices = choices
        self._sorts = sorts
        self.statement = lru_cache(MAX_SHAPES)(self._build)

    async def answer(
        self, database: Database, query: PageQuery, *, caller: str, sort: Sequence[str], total: bool
    ) -> Response:
        """The page that was asked for, as a JSON array; where the rest is stands in headers."""
        filters, choices, values = self.asked(query)
        shape = Shape(filters, choices, tuple(sort), total)
        values |= {
            "_caller": caller,
            "_limit": query.limit,
            "_limit_and_one": query.limit + 1,
            "_offset": query.offset,
        }
        row = await database.fetch_row(self.statement(shape), values)
        headers = {}
        if links := self._links(query, more=row["more"]):
            headers["Link"] = links
        if total:
            headers["X-Total-Count"] = str(row["total"])
        return JSONText(row["items"], headers=headers)

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
        page = (
            rows.order_by(*self._order(shape.sort))
            .limit(bindparam("_limit_and_one", type_=BigInteger()))
            .offset(bindparam("_offset", type_=BigInteger()))
            .cte("_page")
        )
        limit = bindparam("_limit", type_=BigInteger())
        columns = [
            as_array(shaped(page).limit(limit)).scalar_subquery().label("items"),
            (select(func.count()).select_from(page).scalar_subquery() > limit).label("more"),
        ]
        if shape.total:
            every = select(func.count()).select_from(rows.subquery("_every"))
            columns.append(every.scalar_subquery().label("total"))
        return compiled(select(*columns))

    def _order(self, keys: Sequence[str]) -> list[ColumnElement[Any]]:
        """The order, made total by the key: it goes the way of the last sort, as indexes do."""
        order = []
        descending = False
        for key in keys:
            sort, reverse = self._sorts[key.removeprefix("-")], key.startswith("-")
            order.append(sort.order(reverse=reverse))
            descending = sort.descending != reverse
        tie_break = Sort(col(getattr(self._crud.model, self._key)), descending)
        return [*order, tie_break.order(reverse=False)]

    def _links(self, query: PageQuery, *, more: bool) -> str:
        """The `Link` header: the first, previous and next page, where there are any."""
        offsets = {}
        if query.offset > 0:
            offsets["first"] = 0
            offsets["prev"] = max(0, query.offset - query.limit)
        if more and query.offset + query.limit <= MAX_OFFSET:
            offsets["next"] = query.offset + query.limit
        if not offsets:
            return ""
        asked = query.model_dump(mode="json", exclude_unset=True) | {"limit": query.limit}
        return ", ".join(
            f'<{self._path}?{_query_string(asked | {"offset": offset})}>; rel="{rel}"'
            for rel, offset in offsets.items()
        )


def _query_string(values: Mapping[str, Any]) -> str:
    return urlencode({name: _as_text(value) for name, value in values.items()}, safe=",")


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
