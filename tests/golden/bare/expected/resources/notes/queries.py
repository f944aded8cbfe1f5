"""Notes: the statements, compiled when first needed."""

from functools import cache

import sqlalchemy as sa
from sqlmodel import col

from ...paging import Listing
from ...statements import (
    CALLER,
    Statement,
    compiled,
    parameters,
    public_columns,
    reach,
    require_create,
    written,
)
from .models import Note, NoteCreate, NotePublic
from .policy import notes

KEY = sa.bindparam("_key", type_=sa.Uuid())
PUBLIC = public_columns(Note, NotePublic)

listing = Listing(
    notes,
    NotePublic,
    path="/api/notes",
    key="id",
    filters={},
    choices={},
    sorts={},
)


@cache
def create() -> Statement:
    """A new row of the caller's."""
    require_create(notes)
    new = {
        **parameters(("id", *NoteCreate.model_fields)),
        "user_id": CALLER,
    }
    statement = sa.insert(Note).values(new).returning(*PUBLIC)
    return written(statement)


@cache
def delete() -> Statement:
    """Delete one of the caller's notes."""
    return compiled(
        sa.delete(Note).where(col(Note.id) == KEY, *reach(notes, "delete")).returning(col(Note.id))
    )
