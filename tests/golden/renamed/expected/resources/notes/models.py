"""Notes: the table, and what goes in and out of the API."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import AliasChoices, BaseModel, StringConstraints
from pydantic import Field as Rule
from sqlmodel import Field, SQLModel

from ...deprecation import OldName, RenamedInput
from ...fields import (
    ABSENT,
    Absent,
    FilterText,
    NoNul,
    StrictBool,
    uuid7,
)
from ...paging import PageQuery


class Note(SQLModel, table=True):
    """A row of the table ``notes``."""

    __tablename__ = "notes"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.CheckConstraint("char_length(title) <= 255", name="ck_notes_title_max"),
        sa.CheckConstraint("char_length(body) <= 50000", name="ck_notes_body_max"),
        sa.CheckConstraint("char_length(note) <= 50000", name="ck_notes_note_max"),
        sa.Index("ix_notes_user_id_id", "user_id", "id"),
        sa.Index("ix_notes_user_id_title", "user_id", "title"),
        sa.Index("ix_notes_user_id_done", "user_id", "done"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: str = Field(max_length=255)
    title: str = Field(sa_type=sa.Text)
    body: str | None = Field(default=None, sa_type=sa.Text)
    note: str | None = Field(default=None, sa_type=sa.Text)
    done: bool = Field(default=False, sa_column_kwargs={"server_default": sa.text("false")})

    # Old names of columns.
    headline: ClassVar[Any] = sa.orm.synonym("title")


NoteTitle = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255), NoNul]
NoteBody = Annotated[str, StringConstraints(strip_whitespace=True, max_length=50000), NoNul]
NoteNote = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=50000), NoNul] | None,
    Rule(description="Deprecated since 2026-11-21, until 2027-06-30: use `body`.", deprecated=True),
]

# What fields were called before.
OLD_NAMES = {
    "headline": OldName(
        "title", "Old name of `title`; deprecated since 2026-11-21, until 2027-06-30."
    ),
}


class NoteCreate(RenamedInput):
    """What a client sends to create a note."""

    RENAMED = OLD_NAMES

    title: NoteTitle = Rule(validation_alias=AliasChoices("title", "headline"))
    body: NoteBody | None = None
    note: NoteNote = None
    done: StrictBool = False


class NoteUpdate(RenamedInput):
    """What a client sends to change a note.

    What is absent stays as it is, and null clears.
    """

    RENAMED = OLD_NAMES

    title: NoteTitle = Absent(validation_alias=AliasChoices("title", "headline"))
    body: NoteBody | None = ABSENT
    note: NoteNote = ABSENT
    done: StrictBool = ABSENT


class NotePublic(BaseModel):
    """A note as the API returns it."""

    id: UUID
    user_id: str = Rule(description="The user whose row this is.")
    title: str
    headline: str = Rule(
        description="Old name of `title`; deprecated since 2026-11-21, until 2027-06-30.",
        deprecated=True,
    )
    body: str | None
    note: str | None = Rule(
        description="Deprecated since 2026-11-21, until 2027-06-30: use `body`.", deprecated=True
    )
    done: bool


NoteWhich = Literal["all", "done"]


class NoteQuery(PageQuery):
    """Which notes, in which order."""

    which: NoteWhich = Rule("all", description="Which notes: `all`, `done` (`done` is true).")
    title: FilterText = Absent(description="Only notes whose `title` is this.")
    done: bool = Absent(
        description="Only notes whose `done` is this.\n\nDeprecated since 2026-11-21: use `which`.",
        deprecated=True,
    )
    headline: FilterText = Absent(
        description="Old name of `title`; deprecated since 2026-11-21, until 2027-06-30. "
        "Only notes whose `title` is this.",
        deprecated=True,
    )
    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")
