"""Comments: the table, and what goes in and out of the API."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, StringConstraints
from pydantic import Field as Rule
from sqlmodel import Field, SQLModel

from ...fields import (
    ABSENT,
    Input,
    NoNul,
    utc_now,
    uuid7,
)
from ...paging import MAX_SORT_KEYS, CommaSeparated, PageQuery


class Comment(SQLModel, table=True):
    """A row of the table ``comments``."""

    __tablename__ = "comments"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_comments_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("char_length(text) <= 50000", name="ck_comments_text_max"),
        sa.Index("ix_comments_user_id_made_at_id", "user_id", "made_at", "id"),
        sa.Index("ix_comments_article_id", "article_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: str = Field(max_length=255)
    text: str = Field(sa_type=sa.Text)
    article_id: UUID
    made_at: dt.datetime = Field(
        default_factory=utc_now, sa_column_kwargs={"server_default": sa.func.now()}
    )


CommentText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=50000), NoNul]
CommentArticleId = Annotated[UUID, Rule(description="The id of one of your articles.")]


class CommentCreate(Input):
    """What a client sends to create a comment."""

    text: CommentText
    article_id: CommentArticleId


class CommentUpdate(Input):
    """What a client sends to change a comment.

    What is absent stays as it is, and null clears.
    """

    text: CommentText = ABSENT
    article_id: CommentArticleId = ABSENT


class CommentPublic(BaseModel):
    """A comment as the API returns it."""

    id: UUID
    user_id: str = Rule(description="The user whose row this is.")
    text: str
    article_id: UUID = Rule(description="The id of one of your articles.")
    made_at: dt.datetime


CommentSort = Literal["made", "-made"]
CommentExpansion = Literal["article"]


class CommentExpand(Input):
    """What else is to be in the answer."""

    expand: Annotated[list[CommentExpansion], CommaSeparated] = Rule(
        [],
        max_length=1,
        description="Rows to answer with besides, separated by commas or repeated.",
    )


class CommentQuery(CommentExpand, PageQuery):
    """Which comments, in which order."""

    sort: Annotated[list[CommentSort], CommaSeparated] = Rule(
        ["made"],
        min_length=1,
        max_length=MAX_SORT_KEYS,
        description="What to sort by, separated by commas or repeated; `-` turns it round.",
    )
    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")
