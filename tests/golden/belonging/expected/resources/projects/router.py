"""Projects: the routes."""

from uuid import UUID

from fastapi import Response

from ...auth import CurrentUser
from ...database import Database, DatabaseDep
from ...dispatch import resource_router
from ...errors import APIError, Forbidden, NotFound, documented
from ...responses import JSONText
from . import queries
from .models import ProjectPublic

router = resource_router("projects", tag="projects")


@router.get(
    "/{project_id}",
    response_model=ProjectPublic,
    response_description="The project.",
    responses=documented(403, 404),
)
async def read_project(project_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Return one of the caller's projects."""
    row = await database.fetch(queries.read(), {"_key": project_id, "_caller": user.id})
    if row is None:
        raise await out_of_reach(database, project_id)
    return JSONText(row)


async def out_of_reach(database: Database, project_id: UUID) -> APIError:
    """Why the caller doesn't reach it: it is another user's, or it isn't there."""
    exists = await database.fetch(queries.exists(), {"_key": project_id})
    return Forbidden("project") if exists else NotFound("project")
