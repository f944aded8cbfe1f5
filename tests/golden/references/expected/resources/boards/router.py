"""Boards: the routes."""

from typing import Annotated

from fastapi import Query, Response

from ...auth import CurrentUser
from ...database import DatabaseDep
from ...dispatch import resource_router
from ...errors import NotFound, documented
from ...fields import Int32
from ...references import BrokenReference
from ...responses import COUNTED_PAGE, JSONText
from . import queries
from .models import BoardCreate, BoardPublic, BoardQuery

router = resource_router("boards", tag="boards")


@router.get(
    "",
    response_model=list[BoardPublic],
    response_description="A page of the boards.",
    responses=COUNTED_PAGE,
)
async def list_boards(
    user: CurrentUser, database: DatabaseDep, query: Annotated[BoardQuery, Query()]
) -> Response:
    """List the caller's boards."""
    return await queries.listing.answer(database, query, caller=user.id, sort=(), total=query.total)


@router.post(
    "",
    response_model=BoardPublic,
    status_code=201,
    response_description="The new board.",
    responses=documented(400, 409, 413, 415),
)
async def create_board(user: CurrentUser, database: DatabaseDep, body: BoardCreate) -> Response:
    """Create a board."""
    values = {**body.__dict__, "_caller": user.id}
    row = await database.fetch(queries.create(), values)
    return JSONText(row, 201)


@router.delete(
    "/{board_id}",
    status_code=204,
    response_description="The board is gone.",
    responses=documented(404, 409),
)
async def delete_board(board_id: Int32, user: CurrentUser, database: DatabaseDep) -> Response:
    """Delete a board."""
    try:
        deleted = await database.fetch(queries.delete(), {"_key": board_id, "_caller": user.id})
    except BrokenReference as broken:
        raise broken.by_delete() from None
    if deleted is None:
        raise NotFound("board")
    return Response(status_code=204)
