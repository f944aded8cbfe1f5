"""People: the routes."""

from typing import Annotated

from fastapi import Query, Response

from ...auth import CurrentUser
from ...database import DatabaseDep
from ...dispatch import resource_router
from ...errors import documented
from ...fields import uuid7
from ...responses import COUNTED_PAGE, JSONText
from . import queries
from .models import PersonCreate, PersonPublic, PersonQuery

router = resource_router("folks", tag="people")


@router.get(
    "",
    response_model=list[PersonPublic],
    response_description="A page of the people.",
    responses=COUNTED_PAGE,
)
async def list_people(
    user: CurrentUser, database: DatabaseDep, query: Annotated[PersonQuery, Query()]
) -> Response:
    """List the caller's people."""
    return await queries.listing.answer(database, query, caller=user.id, sort=(), total=query.total)


@router.post(
    "",
    response_model=PersonPublic,
    status_code=201,
    response_description="The new person.",
    responses=documented(400, 409, 413, 415),
)
async def create_person(user: CurrentUser, database: DatabaseDep, body: PersonCreate) -> Response:
    """Create a person."""
    values = {**body.__dict__, "id": uuid7(), "_caller": user.id}
    row = await database.fetch(queries.create(), values)
    return JSONText(row, 201)
