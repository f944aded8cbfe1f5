"""Authors: the routes."""

from typing import Annotated

from fastapi import Query, Response

from ...auth import CurrentUser
from ...database import DatabaseDep
from ...dispatch import resource_router
from ...errors import documented
from ...responses import COUNTED_PAGE, JSONText
from . import queries
from .expanded import AuthorExpanded
from .models import AuthorCreate, AuthorPublic, AuthorQuery

router = resource_router("authors", tag="authors")


@router.get(
    "",
    response_model=list[AuthorExpanded],
    response_description="A page of the authors.",
    responses=COUNTED_PAGE,
)
async def list_authors(
    user: CurrentUser, database: DatabaseDep, query: Annotated[AuthorQuery, Query()]
) -> Response:
    """List the caller's authors."""
    return await queries.listing.answer(database, query, caller=user.id, sort=(), total=query.total)


@router.post(
    "",
    response_model=AuthorPublic,
    status_code=201,
    response_description="The new author.",
    responses=documented(400, 409, 413, 415),
)
async def create_author(user: CurrentUser, database: DatabaseDep, body: AuthorCreate) -> Response:
    """Create an author."""
    values = {**body.__dict__, "_caller": user.id}
    row = await database.fetch(queries.create(), values)
    return JSONText(row, 201)
