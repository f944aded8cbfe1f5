"""Articles: the statements, compiled when first needed."""

from functools import cache, lru_cache

import sqlalchemy as sa
from sqlmodel import col

from ...circles import not_above
from ...expanded import chosen
from ...paging import Listing
from ...references import insert_if, may_refer
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
from ..authors.models import Author
from ..authors.policy import authors as authors_crud
from .attached import ATTACHED
from .expanded import EMBEDDED, EXPANSIONS
from .models import Article, ArticleCreate, ArticlePublic
from .policy import articles

KEY = sa.bindparam("_key", type_=sa.Uuid())
PUBLIC = public_columns(Article, ArticlePublic, ATTACHED)

listing = Listing(
    articles,
    ArticlePublic,
    path="/api/articles",
    key="id",
    filters={
        "author_id": col(Article.author_id) == parameter("author_id"),
    },
    choices={},
    sorts={},
    attached=EMBEDDED,
    expansions=EXPANSIONS,
)


@lru_cache(maxsize=256)
def read(expand: frozenset[str] = frozenset()) -> Statement:
    """One of the caller's articles, with what is to be in the answer besides."""
    return one(
        build(articles.select(schema_to_select=ArticlePublic, where=col(Article.id) == KEY)),
        attached={**EMBEDDED, **chosen(EXPANSIONS, expand)},
    )


@cache
def referring() -> dict[str, sa.ColumnElement[bool]]:
    """By field that it refers to nothing, or to a row that the caller reads."""
    return {
        "author_id": may_refer("author_id", authors_crud, col(Author.id)),
        "sequel_id": may_refer("sequel_id", articles, col(Article.id)),
    }


@cache
def apart() -> dict[str, sa.ColumnElement[bool]]:
    """By field that the row doesn't come to stand above itself through it."""
    return {
        "sequel_id": not_above("sequel_id", col(Article.id), col(Article.sequel_id), KEY),
    }


@lru_cache(maxsize=256)
def referred(fields: frozenset[str]) -> Statement:
    """By field whether what it would refer to is a row that the caller reads.

    Null where that leads back to the row itself.
    """
    back = {
        name: referring()[name] & (condition | sa.null()) for name, condition in apart().items()
    }
    found = {**referring(), **back}
    return compiled(sa.select(*(found[name].label(name) for name in sorted(fields))))


@cache
def create() -> Statement:
    """A new row of the caller's."""
    require_create(articles)
    new = {
        **parameters(("id", *ArticleCreate.model_fields)),
        "user_id": CALLER,
    }
    known = referring().values()
    statement = insert_if(Article, new, known).returning(*PUBLIC)
    return written(statement, attached=EMBEDDED)


@lru_cache(maxsize=256)
def update(fields: frozenset[str]) -> Statement:
    """Set these fields of one of the caller's articles."""
    new = parameters(sorted(fields))
    known = [condition for name, condition in referring().items() if name in fields]
    known += [condition for name, condition in apart().items() if name in fields]
    return written(
        sa.update(Article)
        .where(col(Article.id) == KEY, *reach(articles, "update"), *known)
        .values(new)
        .returning(*PUBLIC),
        attached=EMBEDDED,
    )


@cache
def reachable() -> Statement:
    """Whether the caller reaches one of their articles, to change it."""
    return compiled(
        sa.select(sa.literal_column("true")).where(
            col(Article.id) == KEY, *reach(articles, "update")
        )
    )


@cache
def delete() -> Statement:
    """Delete one of the caller's articles."""
    return compiled(
        sa.delete(Article)
        .where(col(Article.id) == KEY, *reach(articles, "delete"))
        .returning(col(Article.id))
    )
