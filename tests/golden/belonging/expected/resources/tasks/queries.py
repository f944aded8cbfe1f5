"""Tasks: the statements, compiled when first needed."""

from functools import cache, lru_cache

import sqlalchemy as sa
from sqlmodel import col

from ...circles import not_above
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
from ..projects.models import Project
from ..projects.policy import projects as projects_crud
from .attached import ATTACHED
from .models import Task, TaskCreate, TaskPublic
from .policy import tasks

KEY = sa.bindparam("_key", type_=sa.Uuid())
PUBLIC = public_columns(Task, TaskPublic, ATTACHED)

listing = Listing(
    tasks,
    TaskPublic,
    path="/api/tasks",
    key="id",
    filters={
        "project_id": col(Task.project_id) == parameter("project_id"),
        "title": col(Task.title) == parameter("title"),
    },
    choices={},
    sorts={},
    attached=ATTACHED,
)


@cache
def read() -> Statement:
    """One of the caller's tasks."""
    return one(
        build(tasks.select(schema_to_select=TaskPublic, where=col(Task.id) == KEY)),
        attached=ATTACHED,
    )


@cache
def referring() -> dict[str, sa.ColumnElement[bool]]:
    """By field that it refers to nothing, or to a row that the caller reads."""
    return {
        "project_id": may_refer("project_id", projects_crud, col(Project.id)),
        "parent_id": may_refer("parent_id", tasks, col(Task.id)),
    }


@cache
def apart() -> dict[str, sa.ColumnElement[bool]]:
    """By field that the row doesn't come to stand above itself through it."""
    return {
        "parent_id": not_above("parent_id", col(Task.id), col(Task.parent_id), KEY),
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
    require_create(tasks)
    new = {
        **parameters(("id", *TaskCreate.model_fields)),
        "user_id": CALLER,
    }
    known = referring().values()
    statement = insert_if(Task, new, known).returning(*PUBLIC)
    return written(statement, attached=ATTACHED)


@lru_cache(maxsize=256)
def update(fields: frozenset[str]) -> Statement:
    """Set these fields of one of the caller's tasks."""
    new = parameters(sorted(fields))
    known = [condition for name, condition in referring().items() if name in fields]
    known += [condition for name, condition in apart().items() if name in fields]
    return written(
        sa.update(Task)
        .where(col(Task.id) == KEY, *reach(tasks, "update"), *known)
        .values(new)
        .returning(*PUBLIC),
        attached=ATTACHED,
    )


@cache
def reachable() -> Statement:
    """Whether the caller reaches one of their tasks, to change it."""
    return compiled(
        sa.select(sa.literal_column("true")).where(col(Task.id) == KEY, *reach(tasks, "update"))
    )


@cache
def exists() -> Statement:
    """Whether there is one with this key at all, whoever owns it."""
    return compiled(sa.select(sa.literal_column("true")).where(col(Task.id) == KEY))
