"""Tickets: the statements, compiled when first needed."""

from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from ...paging import Listing
from ...sorting import Sort
from ...statements import (
    CALLER,
    Statement,
    build,
    lowered,
    one,
    parameter,
    parameters,
    public_columns,
    reach,
    require_create,
    written,
)
from ...stats import Groups
from .answers import as_page
from .models import Ticket, TicketByStatusStats, TicketCreate, TicketPublic
from .policy import tickets

KEY = sa.bindparam("_key", type_=sa.Uuid())
PUBLIC = public_columns(Ticket, TicketPublic)

listing = Listing(
    tickets,
    TicketPublic,
    path="/tickets/",
    key="id",
    filters={
        "is_late": col(Ticket.is_late) == parameter("is_late"),
        "due_date__gte": col(Ticket.due_date) >= parameter("due_date__gte"),
    },
    choices={
        "due_date__is_null": {
            True: [col(Ticket.due_date).is_(None)],
            False: [col(Ticket.due_date).is_not(None)],
        },
    },
    sorts={
        "due": Sort(
            col(Ticket.due_date), nulls_last=True, then=(Sort(lowered(col(Ticket.title))),)
        ),
    },
    form=as_page,
    tells_next=True,
)

stats_by_status = Groups(
    listing,
    TicketByStatusStats,
    groups={"status": col(Ticket.status)},
    numbers={"count": sa.func.count(), "due_date__min": sa.func.min(col(Ticket.due_date))},
    values=["open", "waiting", "done"],
)


@cache
def read() -> Statement:
    """One of the caller's tickets."""
    return one(
        build(tickets.select(schema_to_select=TicketPublic, where=col(Ticket.id) == KEY)),
        TicketPublic,
    )


@cache
def create() -> Statement:
    """A new row of the caller's."""
    require_create(tickets)
    new = {
        **parameters(("id", *TicketCreate.model_fields)),
        "user_id": CALLER,
        "status": "open",
        "risk": 0,
    }
    statement = sa.insert(Ticket).values(new).returning(*PUBLIC)
    return written(statement, TicketPublic)


@lru_cache(maxsize=256)
def update(fields: frozenset[str]) -> Statement:
    """Set these fields of one of the caller's tickets."""
    new = parameters(sorted(fields))
    return written(
        sa.update(Ticket)
        .where(col(Ticket.id) == KEY, *reach(tickets, "update"))
        .values(new)
        .returning(*PUBLIC),
        TicketPublic,
    )


@cache
def assign() -> Statement:
    """The action `assign` on one of the caller's tickets, if it applies."""
    new = {"assignee": parameter("assignee")}
    return written(
        sa.update(Ticket)
        .where(
            col(Ticket.id) == KEY,
            *reach(tickets, "update"),
            sa.or_(col(Ticket.status) == "open", col(Ticket.status) == "waiting"),
        )
        .values(new)
        .returning(*PUBLIC),
        TicketPublic,
    )


@cache
def close() -> Statement:
    """The action `close` on one of the caller's tickets, if it applies."""
    new = {"status": "done", "closed_at": sa.func.now()}
    return written(
        sa.update(Ticket)
        .where(
            col(Ticket.id) == KEY,
            *reach(tickets, "update"),
            sa.or_(col(Ticket.status) == "open", col(Ticket.status) == "waiting"),
        )
        .values(new)
        .returning(*PUBLIC),
        TicketPublic,
    )


@cache
def escalate() -> sa.Select[Any]:
    """One of the caller's tickets, locked for the action `escalate`."""
    return (
        sa.select(Ticket).where(col(Ticket.id) == KEY, *reach(tickets, "update")).with_for_update()
    )


@cache
def state_now() -> Statement:
    """What decides which actions apply to one of the caller's tickets."""
    return one(
        sa.select(*(getattr(Ticket, name) for name in ("status",))).where(
            col(Ticket.id) == KEY, *reach(tickets, "update")
        ),
        TicketPublic,
    )


@cache
def delete() -> Statement:
    """Delete one of the caller's tickets, and return it as it was."""
    return written(
        sa.delete(Ticket)
        .where(col(Ticket.id) == KEY, *reach(tickets, "delete"))
        .returning(*PUBLIC),
        TicketPublic,
    )
