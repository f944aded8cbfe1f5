"""Notes: the table, and what goes in and out of the API."""

from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from pydantic import Field as Rule
from sqlmodel import Field, SQLModel

from ...fields import (
    Input,
    uuid7,
)
from ...paging import PageQuery


class Note(SQLModel, table=True):
    """A row of the table ``notes``."""

    __tablename__ = "notes"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.Index("ix_notes_user_id_id", "user_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: str = Field(max_length=255)


class NoteCreate(Input):
    """What a client sends to create a note."""

    # There is nothing to send: an empty object.


class NoteUpdate(Input):
    """What a client sends to change a note.

    What is absent stays as it is, and null clears.
    """


class NotePublic(BaseModel):
    """A note as the API returns it."""

    id: UUID
    user_id: str = Rule(description="The user whose row this is.")


class NoteQuery(PageQuery):
    """Which notes, in which order."""

    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")
