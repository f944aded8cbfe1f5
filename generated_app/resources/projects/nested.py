"""Projects: what belongs to each, at paths below it."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import col

from ...auth import CurrentUser
from ...database import DatabaseDep
from ...dispatch import resource_router
from ...errors import documented
from ...fields import uuid7
from ...nested import ListingBelow
from ...paging import OutOfReach
from ...references import BrokenReference, refusal
from ...responses import COUNTED_PAGE, CREATED, JSONText
from ...users import provision_values
from ..projects import router as projects_routes
from ..projects.models import Project
from ..projects.policy import projects as projects_crud
from ..tasks import queries as tasks_queries
from ..tasks import router as tasks_routes
from ..tasks.expanded import TaskExpanded
from ..tasks.models import ProjectTaskCreate, ProjectTaskQuery, Task, TaskPublic

tasks_below = resource_router("projects", tag="tasks")
tasks_listed = ListingBelow(
    tasks_queries.listing,
    col(Task.project_id),
    projects_crud,
    col(Project.id),
    path=("/api/projects", "tasks"),
    without=("project_id__is_null",),
)


@tasks_below.get(
    "/{project_id}/tasks",
    response_model=list[TaskExpanded],
    response_description="A page of the tasks.",
    responses=COUNTED_PAGE | documented(403, 404),
)
async def list_project_tasks(
    project_id: UUID,
    user: CurrentUser,
    database: DatabaseDep,
    query: Annotated[ProjectTaskQuery, Query()],
) -> Response:
    """List the tasks that belong to one of the caller's projects."""
    listed = tasks_listed.of(project_id)
    try:
        return await listed.answer(
            database, query, caller=user.id, sort=query.sort, total=query.total
        )
    except OutOfReach:
        raise await projects_routes.out_of_reach(database, project_id) from None


@tasks_below.post(
    "/{project_id}/tasks",
    response_model=TaskPublic,
    status_code=201,
    response_description="The new task.",
    responses=CREATED | documented(400, 403, 404, 409, 413, 415),
)
async def create_project_task(
    project_id: UUID, user: CurrentUser, database: DatabaseDep, body: ProjectTaskCreate
) -> Response:
    """Create a task that belongs to one of the caller's projects."""
    made = uuid7()
    values = {
        **body.__dict__,
        "project_id": project_id,
        "id": made,
        "_caller": user.id,
        **provision_values(user),
    }
    try:
        row = await database.fetch(tasks_queries.create(), values)
    except BrokenReference:
        # A row that it would refer to went in the same moment.
        row = None
    if row is None:
        found = await tasks_routes.referred(database, user.id, values)
        if not found["project_id"]:
            raise await projects_routes.out_of_reach(database, project_id)
        raise refusal("tasks", found)
    location = f"/api/tasks/{made}"
    return JSONText(row, 201, {"Location": location})


# They stand behind the routes of the projects themselves.
router = projects_routes.router
router.routes.extend(tasks_below.routes)
