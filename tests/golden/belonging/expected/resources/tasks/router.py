"""Tasks: the routes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Response

from ... import circles
from ...auth import CurrentUser
from ...database import Database, DatabaseDep
from ...dispatch import resource_router
from ...errors import APIError, Forbidden, NotFound, documented
from ...references import refusal
from ...responses import JSONText
from . import queries
from .models import TaskCreate, TaskPublic, TaskUpdate

router = resource_router("tasks", tag="tasks")


@router.get(
    "/{task_id}",
    response_model=TaskPublic,
    response_description="The task.",
    responses=documented(403, 404),
)
async def read_task(task_id: UUID, user: CurrentUser, database: DatabaseDep) -> Response:
    """Return one of the caller's tasks."""
    row = await database.fetch(queries.read(), {"_key": task_id, "_caller": user.id})
    if row is None:
        raise await out_of_reach(database, task_id)
    return JSONText(row)


@router.put(
    "/{task_id}",
    response_model=TaskPublic,
    response_description="The task as it is now.",
    responses=documented(400, 403, 404, 409, 413, 415),
)
async def replace_task(
    task_id: UUID, user: CurrentUser, database: DatabaseDep, body: TaskCreate
) -> Response:
    """Replace a task: absent means the default."""
    return await set_fields(database, task_id, user.id, body.__dict__)


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


def sent(body: TaskUpdate) -> dict[str, Any]:
    """The fields that the client sent."""
    return {name: body.__dict__[name] for name in body.model_fields_set}


async def set_fields(
    database: Database, task_id: UUID, caller: str, fields: Mapping[str, Any]
) -> Response:
    """Set these fields; where there are none, the row stays as it is."""
    statement = queries.update(frozenset(fields)) if fields else queries.read()
    values = {**fields, "_key": task_id, "_caller": caller}
    row = await circles.written(database, statement, values, queries.apart(), "tasks")
    if row is None:
        raise await not_written(database, task_id, caller, fields)
    return JSONText(row)


async def referred(
    database: Database, caller: str, fields: Mapping[str, Any], task_id: UUID | None = None
) -> Mapping[str, bool | None]:
    """By field whether what it would refer to is a row that the caller reads.

    None where that leads back to the row itself, whose key there is unless it is a new one.
    """
    given = frozenset(name for name in queries.referring() if fields.get(name) is not None)
    if not given:
        return {}
    found = await database.fetch_row(
        queries.referred(given), {**fields, "_key": task_id, "_caller": caller}
    )
    return dict(found)


async def not_written(
    database: Database, task_id: UUID, caller: str, fields: Mapping[str, Any]
) -> APIError:
    """Why nothing was written: the caller doesn't reach the row, or one that it would refer to."""
    if await database.fetch(queries.reachable(), {"_key": task_id, "_caller": caller}) is None:
        return await out_of_reach(database, task_id)
    return refusal("tasks", await referred(database, caller, fields, task_id))


async def out_of_reach(database: Database, task_id: UUID) -> APIError:
    """Why the caller doesn't reach it: it is another user's, or it isn't there."""
    exists = await database.fetch(queries.exists(), {"_key": task_id})
    return Forbidden("task") if exists else NotFound("task")
