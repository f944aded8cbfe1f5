"""Tasks: what belongs to each, at paths below it."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import col

from ...auth import CurrentUser
from ...database import DatabaseDep
from ...dispatch import resource_router
from ...errors import documented
from ...nested import ListingBelow
from ...paging import OutOfReach
from ...responses import COUNTED_PAGE
from ..tasks import queries as tasks_queries
from ..tasks import router as tasks_routes
from ..tasks.models import Task, TaskPublic, TaskQuery
from ..tasks.policy import tasks as tasks_crud

subtasks_below = resource_router("tasks", tag="tasks")
subtasks_listed = ListingBelow(
    tasks_queries.listing,
    col(Task.parent_id),
    tasks_crud,
    col(Task.id),
    path=("/api/tasks", "subtasks"),
)


@subtasks_below.get(
    "/{task_id}/subtasks",
    response_model=list[TaskPublic],
    response_description="A page of the tasks.",
    responses=COUNTED_PAGE | documented(403, 404),
)
async def list_task_subtasks(
    task_id: UUID, user: CurrentUser, database: DatabaseDep, query: Annotated[TaskQuery, Query()]
) -> Response:
    """List the tasks that belong to one of the caller's tasks."""
    listed = subtasks_listed.of(task_id)
    try:
        return await listed.answer(database, query, caller=user.id, sort=(), total=query.total)
    except OutOfReach:
        raise await tasks_routes.out_of_reach(database, task_id) from None


# They stand behind the routes of the tasks themselves.
router = tasks_routes.router
router.routes.extend(subtasks_below.routes)
