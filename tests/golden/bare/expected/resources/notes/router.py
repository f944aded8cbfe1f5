"""Notes: the routes."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from ...auth import CurrentUser
from ...database import DatabaseDep
from ...dispatch import resource_router
from ...errors import NotFound, documented
from ...fields import uuid7
from ...responses import COUNTED_PAGE, JSONText
from . import queries
from .models import NoteCreate, NotePublic, NoteQuery

router = resource_router("notes", tag="notes")


@router.get(
    "",
    response_model=list[NotePublic],
    response_description="A page of the notes.",
    responses=COUNTED_PAGE,
)
async def list_notes(
    user: CurrentUser, database: DatabaseDep, query: Annotated[NoteQuery, Query()]
) -> Response:
    """List the caller's notes."""
    return await queries.listing.answer(database, query, caller=user.id, sort=(), total=query.total)


@router.post(
    "",
    response_model=NotePublic,
    status_code=201,
    response_description="The new note.",
    responses=documented(400, 409, 413, 415),
)
async def create_note(user: CurrentUser, database: DatabaseDep, body: NoteCreate) -> Response:
    """Create a note."""
    values = {**body.__dict__, "id": uuid7(), "_caller": user.id}
    row = await database.fetch(queries.create(), values)
    return JSONText(row, 201)


@router.delete(
    "/{note_id}",
    status_code=204,
    response_description="The note is gone.",
    responses=documented(404),
)
async def delete_note(note_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Delete a note."""
    deleted = await database.fetch(queries.delete(), {"_key": note_id, "_caller": user.id})
    if deleted is None:
        raise NotFound("note")
    return Response(status_code=204)
