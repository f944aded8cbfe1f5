"""Cards: the routes."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from ... import circles, transitions
from ...auth import CurrentUser
from ...database import Database, DatabaseDep
from ...dispatch import resource_router
from ...errors import APIError, NotFound, documented
from ...fields import uuid7
from ...references import refusal
from ...responses import COUNTED_PAGE, CREATED, JSONText
from . import queries
from .models import CardCreate, CardMoveBody, CardPublic, CardQuery, CardUpdate

router = resource_router("cards", tag="cards")


@router.get(
    "",
    response_model=list[CardPublic],
    response_description="A page of the cards.",
    responses=COUNTED_PAGE,
)
async def list_cards(
    user: CurrentUser, database: DatabaseDep, query: Annotated[CardQuery, Query()]
) -> Response:
    """List the caller's cards."""
    return await queries.listing.answer(database, query, caller=user.id, sort=(), total=query.total)


@router.post(
    "",
    response_model=CardPublic,
    status_code=201,
    response_description="The new card.",
    responses=CREATED | documented(400, 409, 413, 415),
)
async def create_card(user: CurrentUser, database: DatabaseDep, body: CardCreate) -> Response:
    """Create a card."""
    card_id = uuid7()
    values = {**body.__dict__, "id": card_id, "_caller": user.id}
    row = await database.fetch(queries.create(), values)
    if row is None:
        raise refusal("cards", await referred(database, user.id, values))
    return JSONText(row, 201, {"Location": f"/api/cards/{card_id}"})


@router.get(
    "/{card_id}",
    response_model=CardPublic,
    response_description="The card.",
    responses=documented(404),
)
async def read_card(card_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Return one of the caller's cards."""
    row = await database.fetch(queries.read(), {"_key": card_id, "_caller": user.id})
    if row is None:
        raise NotFound("card")
    return JSONText(row)


@router.patch(
    "/{card_id}",
    response_model=CardPublic,
    response_description="The card as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def update_card(
    card_id: UUID, user: CurrentUser, database: DatabaseDep, body: CardUpdate
) -> Response:
    """Change a card: absent keeps, null clears."""
    return await set_fields(database, card_id, user.id, sent(body))


@router.delete(
    "/{card_id}",
    status_code=204,
    response_description="The card is gone.",
    responses=documented(404),
)
async def delete_card(card_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Delete a card."""
    deleted = await database.fetch(queries.delete(), {"_key": card_id, "_caller": user.id})
    if deleted is None:
        raise NotFound("card")
    return Response(status_code=204)


@router.post(
    "/{card_id}/move",
    response_model=CardPublic,
    description="Change a card: `board_id` becomes what is sent.\n\nOnly where `done` is "
    "`false`; otherwise 409.",
    response_description="The card as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def move_card(
    card_id: UUID, user: CurrentUser, database: DatabaseDep, body: CardMoveBody
) -> Response:
    """The action `move` on a card."""
    values = {**body.__dict__, "_key": card_id, "_caller": user.id}
    row = await database.fetch(queries.move(), values)
    if row is None:
        raise await not_now(
            database, card_id, user.id, [transitions.Among("done", (False,))], body.__dict__
        )
    return JSONText(row)


async def not_now(
    database: Database,
    card_id: UUID,
    caller: str,
    needs: Sequence[transitions.Need],
    fields: Mapping[str, Any],
) -> APIError:
    """Why an action changed nothing: it doesn't apply, or the caller doesn't reach the row."""
    state = await database.fetch(queries.state_now(), {"_key": card_id, "_caller": caller})
    if state is None:
        return NotFound("card")
    found = await referred(database, caller, fields, card_id)
    if not all(found.values()):
        return refusal("cards", found)
    return transitions.conflict(state, needs)


def sent(body: CardUpdate) -> dict[str, Any]:
    """The fields that the client sent."""
    return {name: body.__dict__[name] for name in body.model_fields_set}


async def set_fields(
    database: Database, card_id: UUID, caller: str, fields: Mapping[str, Any]
) -> Response:
    """Set these fields; where there are none, the row stays as it is."""
    statement = queries.update(frozenset(fields)) if fields else queries.read()
    values = {**fields, "_key": card_id, "_caller": caller}
    row = await circles.written(database, statement, values, queries.apart(), "cards")
    if row is None:
        raise await not_written(database, card_id, caller, fields)
    return JSONText(row)


async def referred(
    database: Database, caller: str, fields: Mapping[str, Any], card_id: UUID | None = None
) -> Mapping[str, bool | None]:
    """By field whether what it would refer to is a row that the caller reads.

    None where that leads back to the row itself, whose key there is unless it is a new one.
    """
    given = frozenset(name for name in queries.referring() if fields.get(name) is not None)
    if not given:
        return {}
    found = await database.fetch_row(
        queries.referred(given), {**fields, "_key": card_id, "_caller": caller}
    )
    return dict(found)


async def not_written(
    database: Database, card_id: UUID, caller: str, fields: Mapping[str, Any]
) -> APIError:
    """Why nothing was written: the caller doesn't reach the row, or one that it would refer to."""
    if await database.fetch(queries.reachable(), {"_key": card_id, "_caller": caller}) is None:
        return NotFound("card")
    return refusal("cards", await referred(database, caller, fields, card_id))
