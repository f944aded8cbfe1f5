"""Tasks: the table, and what goes in and out of the API."""

from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, StringConstraints
from pydantic import Field as Rule
from sqlmodel import Field, SQLModel

from ...fields import (
    ABSENT,
    Absent,
    FilterText,
    Input,
    NoNul,
    uuid7,
)
from ...paging import PageQuery


class Task(SQLModel, table=True):
    """A row of the table ``tasks``."""

    __tablename__ = "tasks"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name="fk_tasks_project_id_projects",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["tasks.id"],
            name="fk_tasks_parent_id_tasks",
            ondelete="SET NULL",
        ),
        sa.CheckConstraint("char_length(title) <= 80", name="ck_tasks_title_max"),
        sa.Index("ix_tasks_user_id_id", "user_id", "id"),
        sa.Index("ix_tasks_user_id_title", "user_id", "title"),
        sa.Index("ix_tasks_project_id", "project_id", "id"),
        sa.Index("ix_tasks_parent_id", "parent_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: str = Field(max_length=255)
    title: str = Field(sa_type=sa.Text)
    project_id: UUID
    parent_id: UUID | None = None


TaskTitle = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80), NoNul]
TaskProjectId = Annotated[UUID, Rule(description="The id of one of your projects.")]
TaskParentId = Annotated[UUID | None, Rule(description="The id of one of your tasks.")]


class TaskCreate(Input):
    """What a client sends to create a task."""

    title: TaskTitle
    project_id: TaskProjectId
    parent_id: TaskParentId = None


class ProjectTaskCreate(Input):
    """What a client sends to create a task that belongs to a project."""

    title: TaskTitle
    parent_id: TaskParentId = None


class TaskUpdate(Input):
    """What a client sends to change a task.

    What is absent stays as it is, and null clears.
    """

    title: TaskTitle = ABSENT
    project_id: TaskProjectId = ABSENT
    parent_id: TaskParentId = ABSENT


class TaskPublic(BaseModel):
    """A task as the API returns it."""

    id: UUID
    user_id: str = Rule(description="The user whose row this is.")
    title: str
    project_id: UUID = Rule(description="The id of one of your projects.")
    parent_id: UUID | None = Rule(description="The id of one of your tasks.")
    subtasks_count: int = Rule(
        description="How many subtasks of it there are that the caller reads.",
        json_schema_extra={"readOnly": True},
    )


class TaskQuery(PageQuery):
    """Which tasks, in which order."""

    project_id: UUID = Absent(description="Only tasks whose `project_id` is this.")
    title: FilterText = Absent(description="Only tasks whose `title` is this.")
    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")


class ProjectTaskQuery(PageQuery):
    """Which tasks of a project, in which order."""

    title: FilterText = Absent(description="Only tasks whose `title` is this.")
    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")
