"""Projects: the routes."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from ...auth import CurrentUser
from ...database import Database, DatabaseDep
from ...dispatch import resource_router
from ...errors import APIError, Forbidden, NotFound, documented
from ...fields import uuid7
from ...responses import COUNTED_PAGE, CREATED, JSONText
from ...users import provision_values
from . import queries
from .expanded import ProjectExpanded
from .models import ProjectCreate, ProjectExpand, ProjectPublic, ProjectQuery, ProjectUpdate

router = resource_router("projects", tag="projects")


@router.get(
    "",
    response_model=list[ProjectExpanded],
    response_description="A page of the projects.",
    responses=COUNTED_PAGE,
)
async def list_projects(
    user: CurrentUser, database: DatabaseDep, query: Annotated[ProjectQuery, Query()]
) -> Response:
    """List the caller's projects."""
    return await queries.listing.answer(
        database, query, caller=user.id, sort=query.sort, total=query.total
    )


@router.post(
    "",
    response_model=ProjectPublic,
    status_code=201,
    response_description="The new project.",
    responses=CREATED | documented(400, 409, 413, 415),
)
async def create_project(user: CurrentUser, database: DatabaseDep, body: ProjectCreate) -> Response:
    """Create a project."""
    project_id = uuid7()
    values = {**body.__dict__, "id": project_id, "_caller": user.id, **provision_values(user)}
    row = await database.fetch(queries.create(), values)
    return JSONText(row, 201, {"Location": f"/api/projects/{project_id}"})


@router.get(
    "/{project_id}",
    response_model=ProjectExpanded,
    response_description="The project.",
    responses=documented(403, 404),
)
async def read_project(
    project_id: UUID,
    user: CurrentUser,
    database: DatabaseDep,
    query: Annotated[ProjectExpand, Query()],
) -> Response:
    """Return one of the caller's projects."""
    row = await database.fetch(
        queries.read(frozenset(query.expand)), {"_key": project_id, "_caller": user.id}
    )
    if row is None:
        raise await out_of_reach(database, project_id)
    return JSONText(row)


@router.put(
    "/{project_id}",
    response_model=ProjectPublic,
    response_description="The project as it is now.",
    responses=documented(400, 403, 404, 409, 413, 415),
)
async def put_project(
    project_id: UUID, user: CurrentUser, database: DatabaseDep, body: ProjectUpdate
) -> Response:
    """Change a project: absent keeps, null clears."""
    return await set_fields(database, project_id, user.id, sent(body))


@router.patch(
    "/{project_id}",
    response_model=ProjectPublic,
    response_description="The project as it is now.",
    responses=documented(400, 403, 404, 409, 413, 415),
)
async def update_project(
    project_id: UUID, user: CurrentUser, database: DatabaseDep, body: ProjectUpdate
) -> Response:
    """Change a project: absent keeps, null clears."""
    return await set_fields(database, project_id, user.id, sent(body))


@router.delete(
    "/{project_id}",
    status_code=204,
    response_description="The project is gone.",
    responses=documented(403, 404),
)
async def delete_project(project_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Delete a project."""
    deleted = await database.fetch(queries.delete(), {"_key": project_id, "_caller": user.id})
    if deleted is None:
        raise await out_of_reach(database, project_id)
    return Response(status_code=204)


def sent(body: ProjectUpdate) -> dict[str, Any]:
    """The fields that the client sent."""
    return {name: body.__dict__[name] for name in body.model_fields_set}


async def set_fields(
    database: Database, project_id: UUID, caller: str, fields: Mapping[str, Any]
) -> Response:
    """Set these fields; where there are none, the row stays as it is."""
    statement = queries.update(frozenset(fields)) if fields else queries.read()
    row = await database.fetch(statement, {**fields, "_key": project_id, "_caller": caller})
    if row is None:
        raise await out_of_reach(database, project_id)
    return JSONText(row)


async def out_of_reach(database: Database, project_id: UUID) -> APIError:
    """Why the caller doesn't reach it: it is another user's, or it isn't there."""
    exists = await database.fetch(queries.exists(), {"_key": project_id})
    return Forbidden("project") if exists else NotFound("project")
