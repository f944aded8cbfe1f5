"""Comments: the statements, compiled when first needed."""

from functools import cache, lru_cache

import sqlalchemy as sa
from sqlmodel import col

from ...expanded import chosen
from ...references import insert_if, may_refer
from ...statements import (
    CALLER,
    Statement,
    build,
    compiled,
    one,
    parameters,
    public_columns,
    reach,
    require_create,
    written,
)
from ..articles.models import Article
from ..articles.policy import articles as articles_crud
from .expanded import EXPANSIONS
from .models import Comment, CommentCreate, CommentPublic
from .policy import comments

KEY = sa.bindparam("_key", type_=sa.Uuid())
PUBLIC = public_columns(Comment, CommentPublic)


@lru_cache(maxsize=256)
def read(expand: frozenset[str] = frozenset()) -> Statement:
    """One of the caller's comments, with what is to be in the answer besides."""
    return one(
        build(comments.select(schema_to_select=CommentPublic, where=col(Comment.id) == KEY)),
        attached=chosen(EXPANSIONS, expand),
    )


@cache
def referring() -> dict[str, sa.ColumnElement[bool]]:
    """By field that it refers to nothing, or to a row that the caller reads."""
    return {
        "article_id": may_refer("article_id", articles_crud, col(Article.id)),
    }


@lru_cache(maxsize=256)
def referred(fields: frozenset[str]) -> Statement:
    """By field whether what it would refer to is a row that the caller reads."""
    return compiled(sa.select(*(referring()[name].label(name) for name in sorted(fields))))


@cache
def create() -> Statement:
    """A new row of the caller's."""
    require_create(comments)
    new = {
        **parameters(("id", *CommentCreate.model_fields)),
        "user_id": CALLER,
        "made_at": sa.func.now(),
    }
    known = referring().values()
    statement = insert_if(Comment, new, known).returning(*PUBLIC)
    return written(statement)


@cache
def delete() -> Statement:
    """Delete one of the caller's comments."""
    return compiled(
        sa.delete(Comment)
        .where(col(Comment.id) == KEY, *reach(comments, "delete"))
        .returning(col(Comment.id))
    )
