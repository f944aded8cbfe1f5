"""Projects: the table, and what goes in and out of the API."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, StringConstraints
from pydantic import Field as Rule
from sqlmodel import Field, Relationship, SQLModel

from ...fields import (
    ABSENT,
    Absent,
    Input,
    NoNul,
    StrictBool,
    utc_now,
    uuid7,
)
from ...paging import MAX_SORT_KEYS, CommaSeparated, PageQuery
from ...users import User


class Project(SQLModel, table=True):
    """A row of the table ``projects``."""

    __tablename__ = "projects"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name="fk_projects_user_id_users",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("user_id", "name", name="uq_projects_user_id_name"),
        sa.CheckConstraint("char_length(name) >= 1", name="ck_projects_name_min"),
        sa.CheckConstraint("char_length(name) <= 100", name="ck_projects_name_max"),
        sa.Index(
            "ix_projects_user_id_name_id", "user_id", sa.text('lower(name) COLLATE "C"'), "id"
        ),
        sa.Index("ix_projects_user_id_created_at_id", "user_id", "created_at", "id"),
        sa.Index("ix_projects_user_id_archived", "user_id", "archived"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: str = Field(max_length=255)
    name: str = Field(sa_type=sa.Text)
    archived: bool = Field(default=False, sa_column_kwargs={"server_default": sa.text("false")})
    created_at: dt.datetime = Field(
        default_factory=utc_now, sa_column_kwargs={"server_default": sa.func.now()}
    )

    user: User = Relationship(back_populates="projects")


ProjectName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    NoNul,
    Rule(examples=["Home"]),
]


class ProjectCreate(Input):
    """What a client sends to create a project."""

    name: ProjectName
    archived: StrictBool = False


class ProjectUpdate(Input):
    """What a client sends to change a project.

    What is absent stays as it is, and null clears.
    """

    name: ProjectName = ABSENT
    archived: StrictBool = ABSENT


class ProjectPublic(BaseModel):
    """A project as the API returns it."""

    id: UUID
    user_id: str = Rule(description="The user whose row this is.")
    name: str = Rule(examples=["Home"])
    archived: bool
    created_at: dt.datetime
    tasks_count: int = Rule(
        description="How many tasks of it there are that the caller reads.",
        json_schema_extra={"readOnly": True},
    )


ProjectSort = Literal["name", "-name", "created", "-created"]
ProjectExpansion = Literal["tasks"]


class ProjectExpand(Input):
    """What else is to be in the answer."""

    expand: Annotated[list[ProjectExpansion], CommaSeparated] = Rule(
        [],
        max_length=1,
        description="Rows to answer with besides, separated by commas or repeated.",
    )


class ProjectQuery(ProjectExpand, PageQuery):
    """Which projects, in which order."""

    archived: bool = Absent(description="Only projects whose `archived` is this.")
    sort: Annotated[list[ProjectSort], CommaSeparated] = Rule(
        ["name"],
        min_length=1,
        max_length=MAX_SORT_KEYS,
        description="What to sort by, separated by commas or repeated; `-` turns a key round.",
    )
    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")
