"""Tasks: the table, and what goes in and out of the API."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, StringConstraints
from pydantic import Field as Rule
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, Relationship, SQLModel

from ...fields import (
    ABSENT,
    Absent,
    Input,
    NoNul,
    SearchWords,
    StrictBool,
    UtcDatetime,
    utc_now,
    uuid7,
)
from ...paging import MAX_LISTED, MAX_SORT_KEYS, CommaSeparated, PageQuery
from ...users import User


class TaskPriority(StrEnum):
    """The values of `priority`, in their order."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Task(SQLModel, table=True):
    """A row of the table ``tasks``."""

    __tablename__ = "tasks"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name="fk_tasks_user_id_users",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name="fk_tasks_project_id_projects",
            ondelete="SET NULL",
        ),
        sa.CheckConstraint("char_length(title) >= 1", name="ck_tasks_title_min"),
        sa.CheckConstraint("char_length(title) <= 200", name="ck_tasks_title_max"),
        sa.CheckConstraint("char_length(description) <= 1000", name="ck_tasks_description_max"),
        sa.CheckConstraint(
            "priority IN ('low', 'medium', 'high')", name="ck_tasks_priority_values"
        ),
        sa.Index("ix_tasks_user_id_created_at_id", "user_id", "created_at", "id"),
        sa.Index("ix_tasks_user_id_title_id", "user_id", sa.text('lower(title) COLLATE "C"'), "id"),
        sa.Index("ix_tasks_user_id_due_date_id", "user_id", "due_date", "id"),
        sa.Index("ix_tasks_user_id_priority", "user_id", "priority"),
        sa.Index("ix_tasks_user_id_completed", "user_id", "completed"),
        sa.Index("ix_tasks_project_id", "project_id", "user_id", "created_at", "id"),
        sa.Index("ix_tasks_search_vector", "search_vector", postgresql_using="gin"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: str = Field(max_length=255)
    title: str = Field(sa_type=sa.Text)
    description: str | None = Field(default=None, sa_type=sa.Text)
    completed: bool = Field(default=False, sa_column_kwargs={"server_default": sa.text("false")})
    priority: str | None = Field(default=None, sa_type=sa.Text)
    due_date: dt.datetime | None = None
    project_id: UUID | None = None
    created_at: dt.datetime = Field(
        default_factory=utc_now, sa_column_kwargs={"server_default": sa.func.now()}
    )
    updated_at: dt.datetime = Field(
        default_factory=utc_now,
        sa_column_kwargs={"server_default": sa.func.now(), "onupdate": sa.func.now()},
    )
    search_vector: Any = Field(
        default=None,
        sa_column=sa.Column(
            TSVECTOR,
            sa.Computed(
                "to_tsvector('simple', coalesce(title, '') || ' ' || coalesce(description, ''))",
                persisted=True,
            ),
        ),
    )

    user: User = Relationship(back_populates="tasks")


TaskTitle = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    NoNul,
    Rule(examples=["Buy milk"]),
]
TaskDescription = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), NoNul]
TaskProjectId = Annotated[UUID | None, Rule(description="The id of one of your projects.")]


class TaskCreate(Input):
    """What a client sends to create a task."""

    title: TaskTitle
    description: TaskDescription | None = None
    completed: StrictBool = False
    priority: TaskPriority | None = None
    due_date: UtcDatetime | None = None
    project_id: TaskProjectId = None


class ProjectTaskCreate(Input):
    """What a client sends to create a task that belongs to a project."""

    title: TaskTitle
    description: TaskDescription | None = None
    completed: StrictBool = False
    priority: TaskPriority | None = None
    due_date: UtcDatetime | None = None


class TaskUpdate(Input):
    """What a client sends to change a task.

    What is absent stays as it is, and null clears.
    """

    title: TaskTitle = ABSENT
    description: TaskDescription | None = ABSENT
    completed: StrictBool = ABSENT
    priority: TaskPriority | None = ABSENT
    due_date: UtcDatetime | None = ABSENT
    project_id: TaskProjectId = ABSENT


class TaskPublic(BaseModel):
    """A task as the API returns it."""

    id: UUID
    user_id: str = Rule(description="The user whose row this is.")
    title: str = Rule(examples=["Buy milk"])
    description: str | None
    completed: bool
    priority: TaskPriority | None
    due_date: dt.datetime | None
    project_id: UUID | None = Rule(description="The id of one of your projects.")
    created_at: dt.datetime
    updated_at: dt.datetime


TaskStatus = Literal["all", "pending", "completed"]
TaskSort = Literal["created", "-created", "title", "-title", "due_date", "-due_date"]
TaskExpansion = Literal["project"]


class TaskExpand(Input):
    """What else is to be in the answer."""

    expand: Annotated[list[TaskExpansion], CommaSeparated] = Rule(
        [],
        max_length=1,
        description="Rows to answer with besides, separated by commas or repeated.",
    )


class TaskQuery(TaskExpand, PageQuery):
    """Which tasks, in which order."""

    status: TaskStatus = Rule(
        "all",
        description="Which tasks: `all`, `pending` (`completed` is false), `completed` "
        "(`completed` is true).",
    )
    priority: TaskPriority = Absent(description="Only tasks whose `priority` is this.")
    priority__in: Annotated[list[TaskPriority], CommaSeparated] = Absent(
        max_length=MAX_LISTED,
        description="Only tasks whose `priority` is one of these, separated by commas or repeated.",
    )
    due_date__gte: UtcDatetime = Absent(description="Only tasks whose `due_date` is at least this.")
    due_date__lte: UtcDatetime = Absent(description="Only tasks whose `due_date` is at most this.")
    due_date__is_null: bool = Absent(
        description="Only tasks that have no `due_date` (true), or that have one (false)."
    )
    project_id: UUID = Absent(description="Only tasks whose `project_id` is this.")
    project_id__is_null: bool = Absent(
        description="Only tasks that have no `project_id` (true), or that have one (false)."
    )
    q: SearchWords = ABSENT
    sort: Annotated[list[TaskSort], CommaSeparated] = Rule(
        ["created"],
        min_length=1,
        max_length=MAX_SORT_KEYS,
        description="What to sort by, separated by commas or repeated; `-` turns a key round.",
    )
    limit: int = Rule(100, ge=1, le=500, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")


class ProjectTaskQuery(TaskExpand, PageQuery):
    """Which tasks of a project, in which order."""

    status: TaskStatus = Rule(
        "all",
        description="Which tasks: `all`, `pending` (`completed` is false), `completed` "
        "(`completed` is true).",
    )
    priority: TaskPriority = Absent(description="Only tasks whose `priority` is this.")
    priority__in: Annotated[list[TaskPriority], CommaSeparated] = Absent(
        max_length=MAX_LISTED,
        description="Only tasks whose `priority` is one of these, separated by commas or repeated.",
    )
    due_date__gte: UtcDatetime = Absent(description="Only tasks whose `due_date` is at least this.")
    due_date__lte: UtcDatetime = Absent(description="Only tasks whose `due_date` is at most this.")
    due_date__is_null: bool = Absent(
        description="Only tasks that have no `due_date` (true), or that have one (false)."
    )
    q: SearchWords = ABSENT
    sort: Annotated[list[TaskSort], CommaSeparated] = Rule(
        ["created"],
        min_length=1,
        max_length=MAX_SORT_KEYS,
        description="What to sort by, separated by commas or repeated; `-` turns a key round.",
    )
    limit: int = Rule(100, ge=1, le=500, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")
