"""Order lines: the table, and what goes in and out of the API."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, StringConstraints
from pydantic import Field as Rule
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from ...fields import (
    ABSENT,
    Absent,
    BigInt,
    BigIntSent,
    Date,
    DecimalSent,
    DecimalText,
    FilterText,
    Input,
    Int32,
    Int64,
    NoNul,
    Number,
    SearchWords,
    StrictBool,
    StrictFloat,
    StrictInt,
    TimeOfDay,
    TimeSent,
    UtcDatetime,
    utc_now,
)
from ...paging import MAX_LISTED, MAX_SORT_KEYS, CommaSeparated, PageQuery


class OrderLineState(StrEnum):
    """The values of `state`, in their order."""

    NEW = "new"
    IN_PROGRESS = "in progress"
    DONE = "done"


class OrderLine(SQLModel, table=True):
    """A row of the table ``order_lines``."""

    __tablename__ = "order_lines"
    __table_args__ = (
        sa.PrimaryKeyConstraint("number", name="pk_order_lines"),
        sa.CheckConstraint("char_length(name) >= 2", name="ck_order_lines_name_min"),
        sa.CheckConstraint("char_length(name) <= 20", name="ck_order_lines_name_max"),
        sa.CheckConstraint("name ~ '^[A-Z]'", name="ck_order_lines_name_pattern"),
        sa.CheckConstraint("char_length(note) >= 1", name="ck_order_lines_note_min"),
        sa.CheckConstraint("char_length(note) <= 50000", name="ck_order_lines_note_max"),
        sa.CheckConstraint('"order" >= 0', name="ck_order_lines_order_min"),
        sa.CheckConstraint('"order" <= 10', name="ck_order_lines_order_max"),
        sa.CheckConstraint("big2 >= 5", name="ck_order_lines_big2_min"),
        sa.CheckConstraint("price >= 0.01", name="ck_order_lines_price_min"),
        sa.CheckConstraint("ratio >= 0", name="ck_order_lines_ratio_min"),
        sa.CheckConstraint("ratio <= 1.5", name="ck_order_lines_ratio_max"),
        sa.CheckConstraint(
            "state IN ('new', 'in progress', 'done')", name="ck_order_lines_state_values"
        ),
        sa.Index(
            "ix_order_lines_owner_id_name_number",
            "owner_id",
            sa.text('lower(name) COLLATE "C"'),
            "number",
        ),
        sa.Index(
            "ix_order_lines_owner_id_state_number",
            "owner_id",
            sa.text(
                "(CASE state WHEN 'new' THEN 0 WHEN 'in progress' THEN 1 WHEN 'done' THEN 2 END)"
            ),
            "number",
        ),
        sa.Index("ix_order_lines_owner_id_order_number", "owner_id", "order", "number"),
        sa.Index("ix_order_lines_owner_id_day_number", "owner_id", "day", "number"),
        sa.Index("ix_order_lines_owner_id_number", "owner_id", "number"),
        sa.Index("ix_order_lines_owner_id_price_number", "owner_id", "price", "number"),
        sa.Index("ix_order_lines_owner_id_name", "owner_id", "name"),
        sa.Index("ix_order_lines_owner_id_big", "owner_id", "big"),
        sa.Index("ix_order_lines_owner_id_ratio", "owner_id", "ratio"),
        sa.Index("ix_order_lines_owner_id_active", "owner_id", "active"),
        sa.Index("ix_order_lines_owner_id_at", "owner_id", "at"),
        sa.Index("ix_order_lines_owner_id_ref", "owner_id", "ref"),
        sa.Index("ix_order_lines_owner_id_state", "owner_id", "state"),
        sa.Index("ix_order_lines_owner_id_made", "owner_id", "made"),
        sa.Index("ix_order_lines_owner_id_seen", "owner_id", "seen"),
        sa.Index("ix_order_lines_search_vector", "search_vector", postgresql_using="gin"),
    )

    number: int | None = Field(default=None, primary_key=True, sa_column_args=[sa.Identity()])
    owner_id: str = Field(max_length=255)
    name: str = Field(sa_type=sa.Text)
    note: str | None = Field(default=None, sa_type=sa.Text)
    order: int = Field(default=1, sa_column_kwargs={"server_default": sa.text("1")})
    big: int | None = Field(default=None, sa_type=sa.BigInteger)
    big2: int = Field(sa_type=sa.BigInteger)
    price: Decimal = Field(max_digits=10, decimal_places=2)
    tax: Decimal = Field(
        default=Decimal("0.2"),
        max_digits=5,
        decimal_places=4,
        sa_column_kwargs={"server_default": sa.text("'0.2'")},
    )
    ratio: float | None = Field(default=None, sa_type=sa.Double)
    active: bool = Field(default=True, sa_column_kwargs={"server_default": sa.text("true")})
    seen: bool | None = None
    day: dt.date | None = None
    at: dt.time | None = None
    when_at: dt.datetime = Field(
        default=dt.datetime.fromisoformat("2030-01-31T09:00:00Z"),
        sa_column_kwargs={"server_default": sa.text("'2030-01-31T09\\:00\\:00Z'")},
    )
    ref: UUID | None = None
    state: str = Field(
        default="new", sa_type=sa.Text, sa_column_kwargs={"server_default": sa.text("'new'")}
    )
    made: dt.datetime = Field(
        default_factory=utc_now, sa_column_kwargs={"server_default": sa.func.now()}
    )
    search_vector: Any = Field(
        default=None,
        sa_column=sa.Column(
            TSVECTOR,
            sa.Computed(
                "to_tsvector('simple', coalesce(name, '') || ' ' || coalesce(note, ''))",
                persisted=True,
            ),
        ),
    )


OrderLineName = Annotated[
    str,
    StringConstraints(min_length=2, max_length=20, pattern="^[A-Z]"),
    NoNul,
    Rule(examples=["Alpha"]),
]
OrderLineNote = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50000), NoNul
]
OrderLineOrder = Annotated[StrictInt, Rule(ge=0, le=10)]
OrderLineBig2 = Annotated[BigInt, Rule(ge=5)]
OrderLinePrice = Annotated[
    DecimalText, Rule(ge=Decimal("0.01"), max_digits=10, decimal_places=2, examples=["9.90"])
]
OrderLineTax = Annotated[DecimalText, Rule(max_digits=5, decimal_places=4)]
OrderLineRatio = Annotated[StrictFloat, Rule(ge=0, le=1.5, allow_inf_nan=False)]


class OrderLineCreate(Input):
    """What a client sends to create an order line."""

    name: OrderLineName
    note: OrderLineNote | None = None
    order: OrderLineOrder = 1
    big: BigInt | None = None
    big2: OrderLineBig2
    price: OrderLinePrice
    tax: OrderLineTax = Decimal("0.2")
    ratio: OrderLineRatio | None = None
    active: StrictBool = True
    seen: StrictBool | None = None
    day: Date | None = None
    at: TimeOfDay | None = None
    when_at: UtcDatetime = dt.datetime.fromisoformat("2030-01-31T09:00:00Z")
    ref: UUID | None = None
    state: Annotated[OrderLineState, Rule(description="How far it is.")] = OrderLineState.NEW


class OrderLineUpdate(Input):
    """What a client sends to change an order line.

    What is absent stays as it is, and null clears.
    """

    name: OrderLineName = ABSENT
    note: OrderLineNote | None = ABSENT
    order: OrderLineOrder = ABSENT
    big: BigInt | None = ABSENT
    big2: OrderLineBig2 = ABSENT
    price: OrderLinePrice = ABSENT
    tax: OrderLineTax = ABSENT
    ratio: OrderLineRatio | None = ABSENT
    active: StrictBool = ABSENT
    seen: StrictBool | None = ABSENT
    day: Date | None = ABSENT
    at: TimeOfDay | None = ABSENT
    when_at: UtcDatetime = ABSENT
    ref: UUID | None = ABSENT
    state: Annotated[OrderLineState, Rule(description="How far it is.")] = ABSENT


class OrderLinePublic(BaseModel):
    """An order line as the API returns it."""

    number: int
    owner_id: str = Rule(description="The user whose row this is.")
    name: str = Rule(examples=["Alpha"])
    note: str | None
    order: int
    big: BigIntSent | None
    big2: BigIntSent
    price: DecimalSent = Rule(examples=["9.90"])
    tax: DecimalSent
    ratio: float | None
    active: bool
    seen: bool | None
    day: dt.date | None
    at: TimeSent | None
    when_at: dt.datetime
    ref: UUID | None
    state: OrderLineState = Rule(description="How far it is.")
    made: dt.datetime


OrderLineStage = Literal["any", "open", "dear"]
OrderLineSort = Literal[
    "name",
    "-name",
    "state",
    "-state",
    "order",
    "-order",
    "day",
    "-day",
    "number",
    "-number",
    "price",
    "-price",
]


class OrderLineQuery(PageQuery):
    """Which order lines, in which order."""

    stage: OrderLineStage = Rule(
        "any",
        description="Which order lines: `any`, `open` (`state` is new and `seen` is null), "
        "`dear` (`price` is 9.90 and `order` is 1).",
    )
    name: FilterText = Absent(description="Only order lines whose `name` is this.")
    name__ne: FilterText = Absent(description="Only order lines whose `name` isn't this.")
    name__in: Annotated[list[FilterText], CommaSeparated] = Absent(
        max_length=MAX_LISTED,
        description="Only order lines whose `name` is one of these, separated by commas or "
        "repeated.",
    )
    name__nin: Annotated[list[FilterText], CommaSeparated] = Absent(
        max_length=MAX_LISTED,
        description="Only order lines whose `name` is none of these, separated by commas or "
        "repeated.",
    )
    order: Int32 = Absent(description="Only order lines whose `order` is this.")
    order__lt: Int32 = Absent(description="Only order lines whose `order` is less than this.")
    order__lte: Int32 = Absent(description="Only order lines whose `order` is at most this.")
    order__gt: Int32 = Absent(description="Only order lines whose `order` is more than this.")
    order__gte: Int32 = Absent(description="Only order lines whose `order` is at least this.")
    big: Int64 = Absent(description="Only order lines whose `big` is this.")
    big__gt: Int64 = Absent(description="Only order lines whose `big` is more than this.")
    big__is_null: bool = Absent(
        description="Only order lines that have no `big` (true), or that have one (false)."
    )
    price: DecimalText = Absent(description="Only order lines whose `price` is this.")
    price__gte: DecimalText = Absent(description="Only order lines whose `price` is at least this.")
    price__lte: DecimalText = Absent(description="Only order lines whose `price` is at most this.")
    price__in: Annotated[list[DecimalText], CommaSeparated] = Absent(
        max_length=MAX_LISTED,
        description="Only order lines whose `price` is one of these, separated by commas or "
        "repeated.",
    )
    ratio__lt: Number = Absent(description="Only order lines whose `ratio` is less than this.")
    active: bool = Absent(description="Only order lines whose `active` is this.")
    day: Date = Absent(description="Only order lines whose `day` is this.")
    day__gte: Date = Absent(description="Only order lines whose `day` is at least this.")
    day__is_null: bool = Absent(
        description="Only order lines that have no `day` (true), or that have one (false)."
    )
    at__gte: TimeOfDay = Absent(description="Only order lines whose `at` is at least this.")
    ref: UUID = Absent(description="Only order lines whose `ref` is this.")
    ref__in: Annotated[list[UUID], CommaSeparated] = Absent(
        max_length=MAX_LISTED,
        description="Only order lines whose `ref` is one of these, separated by commas or "
        "repeated.",
    )
    state: OrderLineState = Absent(description="Only order lines whose `state` is this.")
    state__ne: OrderLineState = Absent(description="Only order lines whose `state` isn't this.")
    state__in: Annotated[list[OrderLineState], CommaSeparated] = Absent(
        max_length=MAX_LISTED,
        description="Only order lines whose `state` is one of these, separated by commas or "
        "repeated.",
    )
    made__lt: UtcDatetime = Absent(description="Only order lines whose `made` is less than this.")
    q: SearchWords = ABSENT
    sort: Annotated[list[OrderLineSort], CommaSeparated] = Rule(
        ["-name"],
        min_length=1,
        max_length=MAX_SORT_KEYS,
        description="What to sort by, separated by commas or repeated; `-` turns a key round.",
    )
    limit: int = Rule(10, ge=1, le=20, description="How many rows at most.")
