"""Comments: the routes."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from ...auth import CurrentUser
from ...database import Database, DatabaseDep
from ...dispatch import resource_router
from ...errors import NotFound, documented
from ...fields import uuid7
from ...references import refusal
from ...responses import CREATED, JSONText
from . import queries
from .expanded import CommentExpanded
from .models import CommentCreate, CommentExpand, CommentPublic

router = resource_router("comments", tag="comments")


@router.post(
    "",
    response_model=CommentPublic,
    status_code=201,
    response_description="The new comment.",
    responses=CREATED | documented(400, 409, 413, 415),
)
async def create_comment(user: CurrentUser, database: DatabaseDep, body: CommentCreate) -> Response:
    """Create a comment."""
    comment_id = uuid7()
    values = {**body.__dict__, "id": comment_id, "_caller": user.id}
    row = await database.fetch(queries.create(), values)
    if row is None:
        raise refusal("comments", await referred(database, user.id, values))
    return JSONText(row, 201, {"Location": f"/api/comments/{comment_id}"})


@router.get(
    "/{comment_id}",
    response_model=CommentExpanded,
    response_description="The comment.",
    responses=documented(404),
)
async def read_comment(
    comment_id: UUID,
    user: CurrentUser,
    database: DatabaseDep,
    query: Annotated[CommentExpand, Query()],
) -> Response:
    """Return one of the caller's comments."""
    row = await database.fetch(
        queries.read(frozenset(query.expand)), {"_key": comment_id, "_caller": user.id}
    )
    if row is None:
        raise NotFound("comment")
    return JSONText(row)


@router.delete(
    "/{comment_id}",
    status_code=204,
    response_description="The comment is gone.",
    responses=documented(404),
)
async def delete_comment(comment_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Delete a comment."""
    deleted = await database.fetch(queries.delete(), {"_key": comment_id, "_caller": user.id})
    if deleted is None:
        raise NotFound("comment")
    return Response(status_code=204)


async def referred(
    database: Database, caller: str, fields: Mapping[str, Any]
) -> Mapping[str, bool]:
    """By field whether what it would refer to is a row that the caller reads."""
    given = frozenset(name for name in queries.referring() if fields.get(name) is not None)
    if not given:
        return {}
    found = await database.fetch_row(queries.referred(given), {**fields, "_caller": caller})
    return dict(found)
