"""Notes: the statements, compiled when first needed."""

from functools import cache, lru_cache

import sqlalchemy as sa
from sqlmodel import col

from ...paging import Listing
from ...statements import (
    CALLER,
    Statement,
    build,
    compiled,
    one,
    parameter,
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
    filters={
        "title": col(Note.title) == parameter("title"),
        "done": col(Note.done) == parameter("done"),
        "headline": col(Note.title) == parameter("headline"),
    },
    choices={
        "which": {
            "done": [col(Note.done).is_(True)],
        },
    },
    sorts={},
)


@cache
def read() -> Statement:
    """One of the caller's notes."""
    return one(build(notes.select(schema_to_select=NotePublic, where=col(Note.id) == KEY)))


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


@lru_cache(maxsize=256)
def update(fields: frozenset[str]) -> Statement:
    """Set these fields of one of the caller's notes."""
    new = parameters(sorted(fields))
    return written(
        sa.update(Note)
        .where(col(Note.id) == KEY, *reach(notes, "update"))
        .values(new)
        .returning(*PUBLIC)
    )


@cache
def close() -> Statement:
    """Turn `done` of one of the caller's notes over."""
    new = {"done": ~col(Note.done)}
    return written(
        sa.update(Note)
        .where(col(Note.id) == KEY, *reach(notes, "update"))
        .values(new)
        .returning(*PUBLIC)
    )


@cache
def delete() -> Statement:
    """Delete one of the caller's notes."""
    return compiled(
        sa.delete(Note).where(col(Note.id) == KEY, *reach(notes, "delete")).returning(col(Note.id))
    )
