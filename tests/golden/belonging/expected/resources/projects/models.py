"""Projects: the table, and what goes in and out of the API."""

from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, StringConstraints
from pydantic import Field as Rule
from sqlmodel import Field, SQLModel

from ...fields import (
    ABSENT,
    Input,
    NoNul,
    uuid7,
)
from ...paging import PageQuery


class Project(SQLModel, table=True):
    """A row of the table ``projects``."""

    __tablename__ = "projects"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.CheckConstraint("char_length(name) <= 80", name="ck_projects_name_max"),
        sa.Index("ix_projects_user_id_id", "user_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: str = Field(max_length=255)
    name: str = Field(sa_type=sa.Text)


ProjectName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80), NoNul]


class ProjectCreate(Input):
    """What a client sends to create a project."""

    name: ProjectName


class ProjectUpdate(Input):
    """What a client sends to change a project.

    What is absent stays as it is, and null clears.
    """

    name: ProjectName = ABSENT


class ProjectPublic(BaseModel):
    """A project as the API returns it."""

    id: UUID
    user_id: str = Rule(description="The user whose row this is.")
    name: str
    tasks_count: int = Rule(
        description="How many tasks of it there are that the caller reads.",
        json_schema_extra={"readOnly": True},
    )


class ProjectQuery(PageQuery):
    """Which projects, in which order."""

    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")
