"""Tickets: the routes."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from ... import runs, transitions
from ...auth import CurrentUser
from ...database import Database, DatabaseDep, SessionDep
from ...dispatch import own_router
from ...errors import APIError, NotFound, documented
from ...fields import uuid7
from ...own_paths import own_path
from ...responses import COUNTED_PAGE, CREATED, JSONText
from . import queries
from .answers import TicketDeletedAnswer, TicketPageAnswer, TicketRowAnswer, as_deleted, as_row
from .models import (
    TicketAssignBody,
    TicketByStatusStats,
    TicketCreate,
    TicketEscalateBody,
    TicketFilters,
    TicketQuery,
    TicketReplace,
    TicketUpdate,
)

router = own_router("tickets", tag="tickets")


@router.get(
    "/",
    response_model=TicketPageAnswer,
    response_description="A page of the tickets.",
    responses=COUNTED_PAGE,
)
async def list_tickets(
    user: CurrentUser, database: DatabaseDep, query: Annotated[TicketQuery, Query()]
) -> Response:
    """List the caller's tickets."""
    return await queries.listing.answer(
        database, query, caller=user.id, sort=query.sort, total=query.total
    )


@router.get(
    "/stats/by_status",
    response_model=list[TicketByStatusStats],
    response_description="The tickets by `status`.",
)
async def ticket_stats_by_status(
    user: CurrentUser, database: DatabaseDep, query: Annotated[TicketFilters, Query()]
) -> Response:
    """Sum up groups of the caller's tickets."""
    return await queries.stats_by_status.answer(database, query, caller=user.id)


@router.post(
    "/",
    response_model=TicketRowAnswer,
    status_code=201,
    response_description="The new ticket.",
    responses=CREATED | documented(400, 409, 413, 415),
)
async def create_ticket(user: CurrentUser, database: DatabaseDep, body: TicketCreate) -> Response:
    """Create a ticket."""
    ticket_id = uuid7()
    values = {**body.__dict__, "id": ticket_id, "_caller": user.id}
    row = await database.fetch(queries.create(), values)
    return JSONText(as_row(row), 201, {"Location": own_path(user.id, f"/tickets/{ticket_id}")})


@router.get(
    "/{ticket_id}",
    response_model=TicketRowAnswer,
    response_description="The ticket.",
    responses=documented(404),
)
async def read_ticket(ticket_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Return one of the caller's tickets."""
    row = await database.fetch(queries.read(), {"_key": ticket_id, "_caller": user.id})
    if row is None:
        raise NotFound("ticket")
    return JSONText(as_row(row))


@router.put(
    "/{ticket_id}",
    response_model=TicketRowAnswer,
    response_description="The ticket as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def replace_ticket(
    ticket_id: UUID, user: CurrentUser, database: DatabaseDep, body: TicketReplace
) -> Response:
    """Replace a ticket: absent means the default."""
    return await set_fields(database, ticket_id, user.id, body.__dict__)


@router.patch(
    "/{ticket_id}",
    response_model=TicketRowAnswer,
    response_description="The ticket as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def update_ticket(
    ticket_id: UUID, user: CurrentUser, database: DatabaseDep, body: TicketUpdate
) -> Response:
    """Change a ticket: absent keeps, null clears."""
    return await set_fields(database, ticket_id, user.id, sent(body))


@router.delete(
    "/{ticket_id}",
    response_model=TicketDeletedAnswer,
    response_description="The ticket is gone.",
    responses=documented(404),
)
async def delete_ticket(ticket_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Delete a ticket."""
    row = await database.fetch(queries.delete(), {"_key": ticket_id, "_caller": user.id})
    if row is None:
        raise NotFound("ticket")
    return JSONText(as_deleted(row))


@router.put(
    "/{ticket_id}/assign",
    response_model=TicketRowAnswer,
    description="Change a ticket: `assignee` becomes what is sent.\n\nOnly where `status` "
    "is `open` or `waiting`; otherwise 409.",
    response_description="The ticket as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def assign_ticket(
    ticket_id: UUID, user: CurrentUser, database: DatabaseDep, body: TicketAssignBody
) -> Response:
    """The action `assign` on a ticket."""
    values = {**body.__dict__, "_key": ticket_id, "_caller": user.id}
    row = await database.fetch(queries.assign(), values)
    if row is None:
        raise await not_now(
            database, ticket_id, user.id, [transitions.Among("status", ("open", "waiting"))]
        )
    return JSONText(as_row(row))


@router.post(
    "/{ticket_id}/close",
    response_model=TicketRowAnswer,
    description="Change a ticket: `status` becomes `done`, `closedAt` becomes the time "
    "of the request.\n\nOnly where `status` is `open` or `waiting`; otherwise "
    "409.",
    response_description="The ticket as it is now.",
    responses=documented(404, 409),
)
async def close_ticket(ticket_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """The action `close` on a ticket."""
    row = await database.fetch(queries.close(), {"_key": ticket_id, "_caller": user.id})
    if row is None:
        raise await not_now(
            database, ticket_id, user.id, [transitions.Among("status", ("open", "waiting"))]
        )
    return JSONText(as_row(row))


@router.post(
    "/{ticket_id}/escalate",
    response_model=TicketRowAnswer,
    response_description="The ticket as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def escalate_ticket(
    ticket_id: UUID, user: CurrentUser, session: SessionDep, body: TicketEscalateBody
) -> Response:
    """The action `escalate` on a ticket."""
    values = {"_key": ticket_id, "_caller": user.id}
    row = await session.scalar(queries.escalate(), values)
    if row is None:
        raise NotFound("ticket")
    run = runs.Run(row, body, user, session)
    changed = await runs.carry_out("custom.tickets:escalate", run, queries.read(), values)
    return JSONText(as_row(changed))


async def not_now(
    database: Database, ticket_id: UUID, caller: str, needs: Sequence[transitions.Need]
) -> APIError:
    """Why an action changed nothing: it doesn't apply, or the caller doesn't reach the row."""
    state = await database.fetch(queries.state_now(), {"_key": ticket_id, "_caller": caller})
    if state is None:
        return NotFound("ticket")
    return transitions.conflict(state, needs)


def sent(body: TicketUpdate) -> dict[str, Any]:
    """The fields that the client sent."""
    return {name: body.__dict__[name] for name in body.model_fields_set}


async def set_fields(
    database: Database, ticket_id: UUID, caller: str, fields: Mapping[str, Any]
) -> Response:
    """Set these fields; where there are none, the row stays as it is."""
    statement = queries.update(frozenset(fields)) if fields else queries.read()
    row = await database.fetch(statement, {**fields, "_key": ticket_id, "_caller": caller})
    if row is None:
        raise NotFound("ticket")
    return JSONText(as_row(row))
