"""Articles: the routes."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from ... import circles
from ...auth import CurrentUser
from ...database import Database, DatabaseDep
from ...dispatch import resource_router
from ...errors import APIError, NotFound, documented
from ...fields import uuid7
from ...references import refusal
from ...responses import COUNTED_PAGE, CREATED, JSONText
from . import queries
from .expanded import ArticleExpanded
from .models import ArticleCreate, ArticleExpand, ArticleQuery, ArticleUpdate

router = resource_router("articles", tag="articles")


@router.get(
    "",
    response_model=list[ArticleExpanded],
    response_description="A page of the articles.",
    responses=COUNTED_PAGE,
)
async def list_articles(
    user: CurrentUser, database: DatabaseDep, query: Annotated[ArticleQuery, Query()]
) -> Response:
    """List the caller's articles."""
    return await queries.listing.answer(database, query, caller=user.id, sort=(), total=query.total)


@router.post(
    "",
    response_model=ArticleExpanded,
    status_code=201,
    response_description="The new article.",
    responses=CREATED | documented(400, 409, 413, 415),
)
async def create_article(user: CurrentUser, database: DatabaseDep, body: ArticleCreate) -> Response:
    """Create an article."""
    article_id = uuid7()
    values = {**body.__dict__, "id": article_id, "_caller": user.id}
    row = await database.fetch(queries.create(), values)
    if row is None:
        raise refusal("articles", await referred(database, user.id, values))
    return JSONText(row, 201, {"Location": f"/api/articles/{article_id}"})


@router.get(
    "/{article_id}",
    response_model=ArticleExpanded,
    response_description="The article.",
    responses=documented(404),
)
async def read_article(
    article_id: UUID,
    user: CurrentUser,
    database: DatabaseDep,
    query: Annotated[ArticleExpand, Query()],
) -> Response:
    """Return one of the caller's articles."""
    row = await database.fetch(
        queries.read(frozenset(query.expand)), {"_key": article_id, "_caller": user.id}
    )
    if row is None:
        raise NotFound("article")
    return JSONText(row)


@router.patch(
    "/{article_id}",
    response_model=ArticleExpanded,
    response_description="The article as it is now.",
    responses=documented(400, 404, 409, 413, 415),
)
async def update_article(
    article_id: UUID, user: CurrentUser, database: DatabaseDep, body: ArticleUpdate
) -> Response:
    """Change an article: absent keeps, null clears."""
    return await set_fields(database, article_id, user.id, sent(body))


@router.delete(
    "/{article_id}",
    status_code=204,
    response_description="The article is gone.",
    responses=documented(404),
)
async def delete_article(article_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Delete an article."""
    deleted = await database.fetch(queries.delete(), {"_key": article_id, "_caller": user.id})
    if deleted is None:
        raise NotFound("article")
    return Response(status_code=204)


def sent(body: ArticleUpdate) -> dict[str, Any]:
    """The fields that the client sent."""
    return {name: body.__dict__[name] for name in body.model_fields_set}


async def set_fields(
    database: Database, article_id: UUID, caller: str, fields: Mapping[str, Any]
) -> Response:
    """Set these fields; where there are none, the row stays as it is."""
    statement = queries.update(frozenset(fields)) if fields else queries.read()
    values = {**fields, "_key": article_id, "_caller": caller}
    row = await circles.written(database, statement, values, queries.apart(), "articles")
    if row is None:
        raise await not_written(database, article_id, caller, fields)
    return JSONText(row)


async def referred(
    database: Database, caller: str, fields: Mapping[str, Any], article_id: UUID | None = None
) -> Mapping[str, bool | None]:
    """By field whether what it would refer to is a row that the caller reads.

    None where that leads back to the row itself, whose key there is unless it is a new one.
    """
    given = frozenset(name for name in queries.referring() if fields.get(name) is not None)
    if not given:
        return {}
    found = await database.fetch_row(
        queries.referred(given), {**fields, "_key": article_id, "_caller": caller}
    )
    return dict(found)


async def not_written(
    database: Database, article_id: UUID, caller: str, fields: Mapping[str, Any]
) -> APIError:
    """Why nothing was written: the caller doesn't reach the row, or one that it would refer to."""
    if await database.fetch(queries.reachable(), {"_key": article_id, "_caller": caller}) is None:
        return NotFound("article")
    return refusal("articles", await referred(database, caller, fields, article_id))
