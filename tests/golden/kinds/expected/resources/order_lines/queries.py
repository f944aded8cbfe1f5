"""Order lines: the statements, compiled when first needed."""

from decimal import Decimal
from functools import cache, lru_cache

import sqlalchemy as sa
from sqlmodel import col

from ...paging import Listing
from ...sorting import Sort
from ...statements import (
    CALLER,
    Statement,
    build,
    compiled,
    has_words,
    is_one_of,
    lowered,
    one,
    parameter,
    parameters,
    public_columns,
    reach,
    require_create,
    written,
)
from .models import OrderLine, OrderLineCreate, OrderLinePublic
from .policy import order_lines

KEY = sa.bindparam("_key", type_=sa.Integer())
PUBLIC = public_columns(OrderLine, OrderLinePublic)

listing = Listing(
    order_lines,
    OrderLinePublic,
    path="/api/order_lines",
    key="number",
    filters={
        "name": col(OrderLine.name) == parameter("name"),
        "name__ne": col(OrderLine.name).is_distinct_from(parameter("name__ne")),
        "name__in": is_one_of(col(OrderLine.name), "name__in"),
        "name__nin": is_one_of(col(OrderLine.name), "name__nin").is_not(True),
        "order": col(OrderLine.order) == parameter("order"),
        "order__lt": col(OrderLine.order) < parameter("order__lt"),
        "order__lte": col(OrderLine.order) <= parameter("order__lte"),
        "order__gt": col(OrderLine.order) > parameter("order__gt"),
        "order__gte": col(OrderLine.order) >= parameter("order__gte"),
        "big": col(OrderLine.big) == parameter("big"),
        "big__gt": col(OrderLine.big) > parameter("big__gt"),
        "price": col(OrderLine.price) == parameter("price", sa.Numeric()),
        "price__gte": col(OrderLine.price) >= parameter("price__gte", sa.Numeric()),
        "price__lte": col(OrderLine.price) <= parameter("price__lte", sa.Numeric()),
        "price__in": is_one_of(col(OrderLine.price), "price__in"),
        "ratio__lt": col(OrderLine.ratio) < parameter("ratio__lt"),
        "active": col(OrderLine.active) == parameter("active"),
        "day": col(OrderLine.day) == parameter("day"),
        "day__gte": col(OrderLine.day) >= parameter("day__gte"),
        "at__gte": col(OrderLine.at) >= parameter("at__gte"),
        "ref": col(OrderLine.ref) == parameter("ref"),
        "ref__in": is_one_of(col(OrderLine.ref), "ref__in"),
        "state": col(OrderLine.state) == parameter("state"),
        "state__ne": col(OrderLine.state).is_distinct_from(parameter("state__ne")),
        "state__in": is_one_of(col(OrderLine.state), "state__in"),
        "made__lt": col(OrderLine.made) < parameter("made__lt"),
        "q": has_words(col(OrderLine.search_vector), "q"),
    },
    choices={
        "stage": {
            "open": [col(OrderLine.state) == "new", col(OrderLine.seen).is_(None)],
            "dear": [col(OrderLine.price) == Decimal("9.90"), col(OrderLine.order) == 1],
        },
        "big__is_null": {
            True: [col(OrderLine.big).is_(None)],
            False: [col(OrderLine.big).is_not(None)],
        },
        "day__is_null": {
            True: [col(OrderLine.day).is_(None)],
            False: [col(OrderLine.day).is_not(None)],
        },
    },
    sorts={
        "name": Sort(lowered(col(OrderLine.name))),
        "state": Sort(
            sa.literal_column(
                "(CASE state WHEN 'new' THEN 0 WHEN 'in progress' THEN 1 WHEN 'done' THEN 2 END)",
                sa.Integer(),
            )
        ),
        "order": Sort(col(OrderLine.order)),
        "day": Sort(col(OrderLine.day), descending=True, nulls_last=False),
        "number": Sort(col(OrderLine.number)),
        "price": Sort(col(OrderLine.price), descending=True),
    },
)


@cache
def read() -> Statement:
    """One of the caller's order lines."""
    return one(
        build(
            order_lines.select(schema_to_select=OrderLinePublic, where=col(OrderLine.number) == KEY)
        )
    )


@cache
def create() -> Statement:
    """A new row of the caller's."""
    require_create(order_lines)
    new = {
        **parameters(OrderLineCreate.model_fields),
        "owner_id": CALLER,
        "made": sa.func.now(),
    }
    statement = sa.insert(OrderLine).values(new).returning(*PUBLIC)
    return written(statement)


@lru_cache(maxsize=256)
def update(fields: frozenset[str]) -> Statement:
    """Set these fields of one of the caller's order lines."""
    new = parameters(sorted(fields))
    return written(
        sa.update(OrderLine)
        .where(col(OrderLine.number) == KEY, *reach(order_lines, "update"))
        .values(new)
        .returning(*PUBLIC)
    )


@cache
def flip() -> Statement:
    """Turn `active` of one of the caller's order lines over."""
    new = {"active": ~col(OrderLine.active)}
    return written(
        sa.update(OrderLine)
        .where(col(OrderLine.number) == KEY, *reach(order_lines, "update"))
        .values(new)
        .returning(*PUBLIC)
    )


@cache
def wave() -> Statement:
    """Turn `active` of one of the caller's order lines over."""
    new = {"active": ~col(OrderLine.active)}
    return written(
        sa.update(OrderLine)
        .where(col(OrderLine.number) == KEY, *reach(order_lines, "update"))
        .values(new)
        .returning(*PUBLIC)
    )


@cache
def delete() -> Statement:
    """Delete one of the caller's order lines."""
    return compiled(
        sa.delete(OrderLine)
        .where(col(OrderLine.number) == KEY, *reach(order_lines, "delete"))
        .returning(col(OrderLine.number))
    )
