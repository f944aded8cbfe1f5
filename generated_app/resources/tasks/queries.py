"""Tasks: the statements, compiled when first needed."""

from functools import cache, lru_cache

import sqlalchemy as sa
from sqlmodel import col

from ...expanded import chosen
from ...paging import Listing
from ...references import insert_if, may_refer
from ...sorting import Sort
from ...statements import (
    CALLER,
    Statement,
    build,
    compiled,
    has_words,
    is_one_of,
    lowered,
    one,
    parameter,
    parameters,
    public_columns,
    reach,
    require_create,
    written,
)
from ...users import provision
from ..projects.models import Project
from ..projects.policy import projects as projects_crud
from .expanded import EXPANSIONS
from .models import Task, TaskCreate, TaskPublic
from .policy import tasks

KEY = sa.bindparam("_key", type_=sa.Uuid())
PUBLIC = public_columns(Task, TaskPublic)

listing = Listing(
    tasks,
    TaskPublic,
    path="/api/tasks",
    key="id",
    filters={
        "priority": col(Task.priority) == parameter("priority"),
        "priority__in": is_one_of(col(Task.priority), "priority__in"),
        "due_date__gte": col(Task.due_date) >= parameter("due_date__gte"),
        "due_date__lte": col(Task.due_date) <= parameter("due_date__lte"),
        "project_id": col(Task.project_id) == parameter("project_id"),
        "q": has_words(col(Task.search_vector), "q"),
    },
    choices={
        "status": {
            "pending": [col(Task.completed).is_(False)],
            "completed": [col(Task.completed).is_(True)],
        },
        "due_date__is_null": {
            True: [col(Task.due_date).is_(None)],
            False: [col(Task.due_date).is_not(None)],
        },
        "project_id__is_null": {
            True: [col(Task.project_id).is_(None)],
            False: [col(Task.project_id).is_not(None)],
        },
    },
    sorts={
        "created": Sort(col(Task.created_at), descending=True),
        "title": Sort(lowered(col(Task.title))),
        "due_date": Sort(col(Task.due_date), nulls_last=True),
    },
    expansions=EXPANSIONS,
)


@lru_cache(maxsize=256)
def read(expand: frozenset[str] = frozenset()) -> Statement:
    """One of the caller's tasks, with what is to be in the answer besides."""
    return one(
        build(tasks.select(schema_to_select=TaskPublic, where=col(Task.id) == KEY)),
        attached=chosen(EXPANSIONS, expand),
    )


@cache
def referring() -> dict[str, sa.ColumnElement[bool]]:
    """By field that it refers to nothing, or to a row that the caller reads."""
    return {
        "project_id": may_refer("project_id", projects_crud, col(Project.id)),
    }


@lru_cache(maxsize=256)
def referred(fields: frozenset[str]) -> Statement:
    """By field whether what it would refer to is a row that the caller reads."""
    return compiled(sa.select(*(referring()[name].label(name) for name in sorted(fields))))


@cache
def create() -> Statement:
    """A new row of the caller's, and the caller's own row if it is their first."""
    require_create(tasks)
    new = {
        **parameters(("id", *TaskCreate.model_fields)),
        "user_id": CALLER,
        "created_at": sa.func.now(),
        "updated_at": sa.func.now(),
    }
    known = referring().values()
    statement = insert_if(Task, new, known).returning(*PUBLIC)
    return written(statement, first=provision(*known))


@lru_cache(maxsize=256)
def update(fields: frozenset[str]) -> Statement:
    """Set these fields of one of the caller's tasks."""
    new = {**parameters(sorted(fields)), "updated_at": sa.func.now()}
    known = [condition for name, condition in referring().items() if name in fields]
    return written(
        sa.update(Task)
        .where(col(Task.id) == KEY, *reach(tasks, "update"), *known)
        .values(new)
        .returning(*PUBLIC)
    )


@cache
def complete() -> Statement:
    """Turn `completed` of one of the caller's tasks over."""
    new = {"completed": ~col(Task.completed), "updated_at": sa.func.now()}
    return written(
        sa.update(Task)
        .where(col(Task.id) == KEY, *reach(tasks, "update"))
        .values(new)
        .returning(*PUBLIC)
    )


@cache
def reachable() -> Statement:
    """Whether the caller reaches one of their tasks, to change it."""
    return compiled(
        sa.select(sa.literal_column("true")).where(col(Task.id) == KEY, *reach(tasks, "update"))
    )


@cache
def delete() -> Statement:
    """Delete one of the caller's tasks."""
    return compiled(
        sa.delete(Task).where(col(Task.id) == KEY, *reach(tasks, "delete")).returning(col(Task.id))
    )


@cache
def exists() -> Statement:
    """Whether there is one with this key at all, whoever owns it."""
    return compiled(sa.select(sa.literal_column("true")).where(col(Task.id) == KEY))
