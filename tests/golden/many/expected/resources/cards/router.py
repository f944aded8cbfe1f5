"""Cards: the routes."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from ...auth import CurrentUser
from ...database import Database, DatabaseDep
from ...dispatch import resource_router
from ...errors import APIError, NotFound, documented
from ...fields import Int32, uuid7
from ...links import Links, persistently
from ...references import refusal
from ...responses import COUNTED_PAGE, CREATED, JSONText
from . import queries
from .links import LINKS
from .models import CardCreate, CardPublic, CardQuery, CardReplace, CardUpdate

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


@router.put(
    "/{card_id}",
    response_model=CardPublic,
    response_description="The card as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def replace_card(
    card_id: UUID, user: CurrentUser, database: DatabaseDep, body: CardReplace
) -> Response:
    """Replace a card: absent means the default."""
    return await set_fields(database, card_id, user.id, replaced(body))


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


@router.put(
    "/{card_id}/labels/{label_id}",
    status_code=204,
    response_description="The card is linked to the label.",
    responses=documented(404, 409),
)
async def link_card_label(
    card_id: UUID, label_id: Int32, user: CurrentUser, database: DatabaseDep
) -> Response:
    """Link a card to a label, unless they are linked already."""
    values = {"_key": card_id, "_other": label_id, "_caller": user.id}
    if not await database.fetch(LINKS["label_ids"].add(), values):
        raise await not_linked(database, card_id, LINKS["label_ids"], values)
    return Response(status_code=204)


@router.delete(
    "/{card_id}/labels/{label_id}",
    status_code=204,
    response_description="The card is not linked to the label.",
    responses=documented(404),
)
async def unlink_card_label(
    card_id: UUID, label_id: Int32, user: CurrentUser, database: DatabaseDep
) -> Response:
    """Take the link of a card to a label away, if there is one."""
    values = {"_key": card_id, "_other": label_id, "_caller": user.id}
    if not await database.fetch(LINKS["label_ids"].remove(), values):
        raise await not_linked(database, card_id, LINKS["label_ids"], values)
    return Response(status_code=204)


async def not_linked(
    database: Database, card_id: UUID, links: Links, values: dict[str, Any]
) -> APIError:
    """Why no link was made or taken away: the caller doesn't reach one of the two rows."""
    if await database.fetch(queries.reachable(), values) is None:
        return NotFound("card")
    return await links.refusal(database, values)


def replaced(body: CardReplace) -> dict[str, Any]:
    """The fields that are to change: some stay as they are where the client didn't send them."""
    unsent = {"label_ids"} - body.model_fields_set
    return {name: value for name, value in body.__dict__.items() if name not in unsent}


def sent(body: CardUpdate) -> dict[str, Any]:
    """The fields that the client sent."""
    return {name: body.__dict__[name] for name in body.model_fields_set}


async def set_fields(
    database: Database, card_id: UUID, caller: str, fields: Mapping[str, Any]
) -> Response:
    """Set these fields; where there are none, the row stays as it is."""
    statement = queries.update(frozenset(fields)) if fields else queries.read()
    values = {**fields, "_key": card_id, "_caller": caller}
    row = await persistently(
        lambda: database.fetch(statement, values),
        lambda: not_written(database, card_id, caller, fields),
    )
    return JSONText(row)


async def referred(database: Database, caller: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """By field whether what it would refer to is one of the caller's rows, or what is not."""
    given = frozenset(name for name in queries.referring() if fields.get(name) is not None)
    if not given:
        return {}
    found = await database.fetch_row(queries.referred(given), {**fields, "_caller": caller})
    return dict(found)


async def not_written(
    database: Database, card_id: UUID, caller: str, fields: Mapping[str, Any]
) -> APIError:
    """Why nothing was written: the caller doesn't reach the row, or one that it would refer to."""
    if await database.fetch(queries.reachable(), {"_key": card_id, "_caller": caller}) is None:
        return NotFound("card")
    return refusal("cards", await referred(database, caller, fields))
