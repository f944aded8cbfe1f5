"""Tasks: the routes."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from ...auth import CurrentUser
from ...database import Database, DatabaseDep
from ...dispatch import resource_router
from ...errors import APIError, Forbidden, NotFound, documented
from ...fields import uuid7
from ...references import refusal
from ...responses import COUNTED_PAGE, CREATED, JSONText
from ...users import provision_values
from . import queries
from .expanded import TaskExpanded
from .models import TaskCreate, TaskExpand, TaskPublic, TaskQuery, TaskUpdate

router = resource_router("tasks", tag="tasks")


@router.get(
    "",
    response_model=list[TaskExpanded],
    response_description="A page of the tasks.",
    responses=COUNTED_PAGE,
)
async def list_tasks(
    user: CurrentUser, database: DatabaseDep, query: Annotated[TaskQuery, Query()]
) -> Response:
    """List the caller's tasks."""
    return await queries.listing.answer(
        database, query, caller=user.id, sort=query.sort, total=query.total
    )


@router.post(
    "",
    response_model=TaskPublic,
    status_code=201,
    response_description="The new task.",
    responses=CREATED | documented(400, 409, 413, 415),
)
async def create_task(user: CurrentUser, database: DatabaseDep, body: TaskCreate) -> Response:
    """Create a task."""
    task_id = uuid7()
    values = {**body.__dict__, "id": task_id, "_caller": user.id, **provision_values(user)}
    row = await database.fetch(queries.create(), values)
    if row is None:
        raise refusal("tasks", await referred(database, user.id, values))
    return JSONText(row, 201, {"Location": f"/api/tasks/{task_id}"})


@router.get(
    "/{task_id}",
    response_model=TaskExpanded,
    response_description="The task.",
    responses=documented(403, 404),
)
async def read_task(
    task_id: UUID, user: CurrentUser, database: DatabaseDep, query: Annotated[TaskExpand, Query()]
) -> Response:
    """Return one of the caller's tasks."""
    row = await database.fetch(
        queries.read(frozenset(query.expand)), {"_key": task_id, "_caller": user.id}
    )
    if row is None:
        raise await out_of_reach(database, task_id)
    return JSONText(row)


@router.put(
    "/{task_id}",
    response_model=TaskPublic,
    response_description="The task as it is now.",
    responses=documented(400, 403, 404, 409, 413, 415),
)
async def put_task(
    task_id: UUID, user: CurrentUser, database: DatabaseDep, body: TaskUpdate
) -> Response:
    """Change a task: absent keeps, null clears."""
    return await set_fields(database, task_id, user.id, sent(body))


@router.patch(
    "/{task_id}",
    response_model=TaskPublic,
    response_description="The task as it is now.",
    responses=documented(400, 403, 404, 409, 413, 415),
)
async def update_task(
    task_id: UUID, user: CurrentUser, database: DatabaseDep, body: TaskUpdate
) -> Response:
    """Change a task: absent keeps, null clears."""
    return await set_fields(database, task_id, user.id, sent(body))


@router.delete(
    "/{task_id}",
    status_code=204,
    response_description="The task is gone.",
    responses=documented(403, 404),
)
async def delete_task(task_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Delete a task."""
    deleted = await database.fetch(queries.delete(), {"_key": task_id, "_caller": user.id})
    if deleted is None:
        raise await out_of_reach(database, task_id)
    return Response(status_code=204)


@router.patch(
    "/{task_id}/complete",
    response_model=TaskPublic,
    response_description="The task as it is now.",
    responses=documented(403, 404),
)
async def complete_task(task_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Turn `completed` of a task over."""
    row = await database.fetch(queries.complete(), {"_key": task_id, "_caller": user.id})
    if row is None:
        raise await out_of_reach(database, task_id)
    return JSONText(row)


def sent(body: TaskUpdate) -> dict[str, Any]:
    """The fields that the client sent."""
    return {name: body.__dict__[name] for name in body.model_fields_set}


async def set_fields(
    database: Database, task_id: UUID, caller: str, fields: Mapping[str, Any]
) -> Response:
    """Set these fields; where there are none, the row stays as it is."""
    statement = queries.update(frozenset(fields)) if fields else queries.read()
    row = await database.fetch(statement, {**fields, "_key": task_id, "_caller": caller})
    if row is None:
        raise await not_written(database, task_id, caller, fields)
    return JSONText(row)


async def referred(
    database: Database, caller: str, fields: Mapping[str, Any]
) -> Mapping[str, bool]:
    """By field whether what it would refer to is a row that the caller reads."""
    given = frozenset(name for name in queries.referring() if fields.get(name) is not None)
    if not given:
        return {}
    found = await database.fetch_row(queries.referred(given), {**fields, "_caller": caller})
    return dict(found)


async def not_written(
    database: Database, task_id: UUID, caller: str, fields: Mapping[str, Any]
) -> APIError:
    """Why nothing was written: the caller doesn't reach the row, or one that it would refer to."""
    if await database.fetch(queries.reachable(), {"_key": task_id, "_caller": caller}) is None:
        return await out_of_reach(database, task_id)
    return refusal("tasks", await referred(database, caller, fields))


async def out_of_reach(database: Database, task_id: UUID) -> APIError:
    """Why the caller doesn't reach it: it is another user's, or it isn't there."""
    exists = await database.fetch(queries.exists(), {"_key": task_id})
    return Forbidden("task") if exists else NotFound("task")
