"""Notes: the routes."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from ...auth import CurrentUser
from ...database import Database, DatabaseDep
from ...deprecation import at_old_path
from ...dispatch import resource_router
from ...errors import NotFound, documented
from ...fields import uuid7
from ...responses import COUNTED_PAGE, CREATED, JSONText
from . import queries
from .deprecated import OldRoute, Route
from .models import NoteCreate, NotePublic, NoteQuery, NoteUpdate

router = resource_router("notes", tag="notes", route_class=Route)


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
    responses=CREATED | documented(400, 409, 413, 415),
)
async def create_note(user: CurrentUser, database: DatabaseDep, body: NoteCreate) -> Response:
    """Create a note."""
    note_id = uuid7()
    values = {**body.__dict__, "id": note_id, "_caller": user.id}
    row = await database.fetch(queries.create(), values)
    return JSONText(row, 201, {"Location": f"/api/notes/{note_id}"})


@router.get(
    "/{note_id}",
    response_model=NotePublic,
    response_description="The note.",
    responses=documented(404),
)
async def read_note(note_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Return one of the caller's notes."""
    row = await database.fetch(queries.read(), {"_key": note_id, "_caller": user.id})
    if row is None:
        raise NotFound("note")
    return JSONText(row)


@router.put(
    "/{note_id}",
    response_model=NotePublic,
    response_description="The note as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def replace_note(
    note_id: UUID, user: CurrentUser, database: DatabaseDep, body: NoteCreate
) -> Response:
    """Replace a note: absent means the default."""
    return await set_fields(database, note_id, user.id, body.__dict__)


@router.patch(
    "/{note_id}",
    response_model=NotePublic,
    response_description="The note as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def update_note(
    note_id: UUID, user: CurrentUser, database: DatabaseDep, body: NoteUpdate
) -> Response:
    """Change a note: absent keeps, null clears."""
    return await set_fields(database, note_id, user.id, sent(body))


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


@router.post(
    "/{note_id}/close",
    response_model=NotePublic,
    response_description="The note as it is now.",
    responses=documented(404),
)
async def close_note(note_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Turn `done` of a note over."""
    row = await database.fetch(queries.close(), {"_key": note_id, "_caller": user.id})
    if row is None:
        raise NotFound("note")
    return JSONText(row)


def sent(body: NoteUpdate) -> dict[str, Any]:
    """The fields that the client sent."""
    return {name: body.__dict__[name] for name in body.model_fields_set}


async def set_fields(
    database: Database, note_id: UUID, caller: str, fields: Mapping[str, Any]
) -> Response:
    """Set these fields; where there are none, the row stays as it is."""
    statement = queries.update(frozenset(fields)) if fields else queries.read()
    row = await database.fetch(statement, {**fields, "_key": note_id, "_caller": caller})
    if row is None:
        raise NotFound("note")
    return JSONText(row)


# What is here is at the old path, too.
old_router = at_old_path(router, "memos", OldRoute)
