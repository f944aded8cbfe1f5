"""Tickets: the table, and what goes in and out of the API."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, StringConstraints
from pydantic import Field as Rule
from sqlmodel import Field, SQLModel

from ...fields import (
    ABSENT,
    Absent,
    Date,
    Input,
    NoNul,
    StrictBool,
    StrictInt,
    uuid7,
)
from ...paging import MAX_SORT_KEYS, CommaSeparated, PageQuery


class TicketStatus(StrEnum):
    """The values of `status`, in their order."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"


class Ticket(SQLModel, table=True):
    """A row of the table ``tickets``."""

    __tablename__ = "tickets"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("user_id", "number", name="uq_tickets_user_id_number"),
        sa.UniqueConstraint("user_id", "room", "title", name="uq_tickets_user_id_room_title"),
        sa.CheckConstraint("char_length(title) <= 80", name="ck_tickets_title_max"),
        sa.CheckConstraint("number >= 1", name="ck_tickets_number_min"),
        sa.CheckConstraint(
            "status IN ('open', 'waiting', 'done')", name="ck_tickets_status_values"
        ),
        sa.CheckConstraint("char_length(room) <= 20", name="ck_tickets_room_max"),
        sa.CheckConstraint("char_length(pin) <= 8", name="ck_tickets_pin_max"),
        sa.CheckConstraint("char_length(assignee) <= 40", name="ck_tickets_assignee_max"),
        sa.Index(
            "ix_tickets_user_id_due_date_title_id",
            "user_id",
            "due_date",
            sa.text('lower(title) COLLATE "C"'),
            "id",
        ),
        sa.Index("ix_tickets_user_id_due_date", "user_id", "due_date"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: str = Field(max_length=255)
    title: str = Field(sa_type=sa.Text)
    number: int | None = None
    status: str = Field(
        default="open", sa_type=sa.Text, sa_column_kwargs={"server_default": sa.text("'open'")}
    )
    due_date: dt.date | None = None
    urgent: bool = Field(default=False, sa_column_kwargs={"server_default": sa.text("false")})
    room: str | None = Field(default=None, sa_type=sa.Text)
    pin: str | None = Field(default=None, sa_type=sa.Text)
    risk: int = Field(default=0, sa_column_kwargs={"server_default": sa.text("0")})
    assignee: str | None = Field(default=None, sa_type=sa.Text)
    closed_at: dt.datetime | None = None

    # Worked out when a row is read.
    is_late: ClassVar[Any] = sa.orm.column_property(
        sa.literal_column("(due_date < current_date and status <> 'done')", sa.Boolean()).label(
            "is_late"
        )
    )


TicketTitle = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=80),
    NoNul,
    Rule(examples=["Printer is on fire"]),
]
TicketNumber = Annotated[StrictInt, Rule(ge=1, le=2147483647)]
TicketRoom = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), NoNul]
TicketPin = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=8), NoNul] | None,
    Rule(examples=["1234"], json_schema_extra={"writeOnly": True}),
]
TicketAssignee = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), NoNul] | None,
    Rule(examples=["Ann"]),
]


class TicketCreate(Input):
    """What a client sends to create a ticket."""

    title: TicketTitle
    number: TicketNumber | None = None
    due_date: Date | None = Rule(None, alias="dueDate")
    urgent: StrictBool = Rule(False, alias="is_urgent")
    room: TicketRoom | None = None
    pin: TicketPin = None
    assignee: TicketAssignee = None


class TicketReplace(Input):
    """What a client sends to replace a ticket.

    What can only be given when it is created stays as it is.
    """

    CREATE_ONLY = frozenset({"room"})

    title: TicketTitle
    number: TicketNumber | None = None
    due_date: Date | None = Rule(None, alias="dueDate")
    urgent: StrictBool = Rule(False, alias="is_urgent")
    pin: TicketPin = None
    assignee: TicketAssignee = None


class TicketUpdate(Input):
    """What a client sends to change a ticket.

    What is absent stays as it is, and null clears.
    """

    CREATE_ONLY = frozenset({"room"})

    title: TicketTitle = ABSENT
    number: TicketNumber | None = ABSENT
    due_date: Date | None = Absent(alias="dueDate")
    urgent: StrictBool = Absent(alias="is_urgent")
    pin: TicketPin = ABSENT
    assignee: TicketAssignee = ABSENT


class TicketAssignBody(Input):
    """What a client sends to the action `assign`."""

    OF_ACTION = True

    assignee: TicketAssignee


class TicketEscalateBody(Input):
    """What a client sends to the action `escalate`."""

    OF_ACTION = True

    assignee: TicketAssignee


class TicketPublic(BaseModel):
    """A ticket as the API returns it."""

    id: UUID
    user_id: str = Rule(alias="userId", description="The user whose row this is.")
    title: str = Rule(examples=["Printer is on fire"])
    number: int | None
    status: TicketStatus = Rule(json_schema_extra={"readOnly": True})
    due_date: dt.date | None = Rule(alias="dueDate")
    urgent: bool = Rule(alias="is_urgent")
    room: str | None
    assignee: str | None = Rule(examples=["Ann"])
    closed_at: dt.datetime | None = Rule(alias="closedAt", json_schema_extra={"readOnly": True})
    is_late: bool | None = Rule(alias="isLate", json_schema_extra={"readOnly": True})


TicketSort = Literal["due", "-due"]


class TicketFilters(Input):
    """Which tickets."""

    is_late: bool = Absent(alias="isLate", description="Only tickets whose `isLate` is this.")
    due_date__gte: Date = Absent(
        alias="dueDate__gte", description="Only tickets whose `dueDate` is at least this."
    )
    due_date__is_null: bool = Absent(
        alias="dueDate__is_null",
        description="Only tickets that have no `dueDate` (true), or that have one (false).",
    )


class TicketQuery(TicketFilters, PageQuery):
    """Which tickets, in which order."""

    sort: Annotated[list[TicketSort], CommaSeparated] = Rule(
        ["due"],
        min_length=1,
        max_length=MAX_SORT_KEYS,
        description="What to sort by, separated by commas or repeated; `-` turns it round.",
    )
    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")


class TicketByStatusStats(BaseModel):
    """A group of tickets, and numbers about them."""

    status: TicketStatus
    count: int
    due_date__min: dt.date | None = Rule(alias="dueDate__min")
