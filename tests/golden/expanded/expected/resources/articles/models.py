"""Articles: the table, and what goes in and out of the API."""

from typing import Annotated, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, StringConstraints
from pydantic import Field as Rule
from sqlmodel import Field, SQLModel

from ...fields import (
    ABSENT,
    Absent,
    Input,
    Int32,
    NoNul,
    StrictInt,
    uuid7,
)
from ...paging import CommaSeparated, PageQuery


class Article(SQLModel, table=True):
    """A row of the table ``articles``."""

    __tablename__ = "articles"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["authors.id"],
            name="fk_articles_author_id_authors",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["sequel_id"],
            ["articles.id"],
            name="fk_articles_sequel_id_articles",
            ondelete="SET NULL",
        ),
        sa.CheckConstraint("char_length(title) <= 80", name="ck_articles_title_max"),
        sa.Index("ix_articles_user_id_id", "user_id", "id"),
        sa.Index("ix_articles_author_id", "author_id"),
        sa.Index("ix_articles_sequel_id", "sequel_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: str = Field(max_length=255)
    title: str = Field(sa_type=sa.Text)
    author_id: int
    sequel_id: UUID | None = None


ArticleTitle = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80), NoNul]
ArticleAuthorId = Annotated[
    StrictInt, Rule(ge=-2147483648, le=2147483647, description="The id of one of your authors.")
]
ArticleSequelId = Annotated[UUID | None, Rule(description="The id of one of your articles.")]


class ArticleCreate(Input):
    """What a client sends to create an article."""

    title: ArticleTitle
    author_id: ArticleAuthorId
    sequel_id: ArticleSequelId = None


class ArticleUpdate(Input):
    """What a client sends to change an article.

    What is absent stays as it is, and null clears.
    """

    title: ArticleTitle = ABSENT
    author_id: ArticleAuthorId = ABSENT
    sequel_id: ArticleSequelId = ABSENT


class ArticlePublic(BaseModel):
    """An article as the API returns it."""

    id: UUID
    user_id: str = Rule(description="The user whose row this is.")
    title: str
    author_id: int = Rule(description="The id of one of your authors.")
    sequel_id: UUID | None = Rule(description="The id of one of your articles.")
    comments_count: int = Rule(
        description="How many comments of it there are that the caller reads.",
        json_schema_extra={"readOnly": True},
    )


ArticleExpansion = Literal["sequel", "comments"]


class ArticleExpand(Input):
    """What else is to be in the answer."""

    expand: Annotated[list[ArticleExpansion], CommaSeparated] = Rule(
        [],
        max_length=2,
        description="Rows to answer with besides, separated by commas or repeated.",
    )


class ArticleQuery(ArticleExpand, PageQuery):
    """Which articles, in which order."""

    author_id: Int32 = Absent(description="Only articles whose `author_id` is this.")
    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")
