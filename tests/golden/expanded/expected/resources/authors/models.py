"""Authors: the table, and what goes in and out of the API."""

from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import BaseModel, StringConstraints
from pydantic import Field as Rule
from sqlmodel import Field, SQLModel

from ...fields import (
    ABSENT,
    EmailForm,
    EmailText,
    Input,
    NoNul,
)
from ...paging import CommaSeparated, PageQuery


class Author(SQLModel, table=True):
    """A row of the table ``authors``."""

    __tablename__ = "authors"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_authors"),
        sa.CheckConstraint("char_length(name) <= 80", name="ck_authors_name_max"),
        sa.CheckConstraint("char_length(mail) <= 254", name="ck_authors_mail_max"),
        sa.CheckConstraint(
            "mail ~ "
            "'^[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+)*@"
            "[A-Za-z0-9]+(-+[A-Za-z0-9]+)*(\\.[A-Za-z0-9]+(-+[A-Za-z0-9]+)*)+$'",
            name="ck_authors_mail_form",
        ),
        sa.Index("ix_authors_user_id_id", "user_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_column_args=[sa.Identity()])
    user_id: str = Field(max_length=255)
    name: str = Field(sa_type=sa.Text)
    mail: str | None = Field(default=None, sa_type=sa.Text)


AuthorName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80), NoNul]
AuthorMail = Annotated[
    Annotated[EmailText, StringConstraints(strip_whitespace=True, max_length=254), NoNul, EmailForm]
    | None,
    Rule(json_schema_extra={"writeOnly": True}),
]


class AuthorCreate(Input):
    """What a client sends to create an author."""

    name: AuthorName
    mail: AuthorMail = None


class AuthorUpdate(Input):
    """What a client sends to change an author.

    What is absent stays as it is, and null clears.
    """

    name: AuthorName = ABSENT
    mail: AuthorMail = ABSENT


class AuthorPublic(BaseModel):
    """An author as the API returns it."""

    id: int
    user_id: str = Rule(description="The user whose row this is.")
    name: str


AuthorExpansion = Literal["articles"]


class AuthorExpand(Input):
    """What else is to be in the answer."""

    expand: Annotated[list[AuthorExpansion], CommaSeparated] = Rule(
        [],
        max_length=1,
        description="Rows to answer with besides, separated by commas or repeated.",
    )


class AuthorQuery(AuthorExpand, PageQuery):
    """Which authors, in which order."""

    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")
