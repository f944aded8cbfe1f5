"""People: the table, and what goes in and out of the API."""

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


class Person(SQLModel, table=True):
    """A row of the table ``people``."""

    __tablename__ = "people"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.CheckConstraint("char_length(class_name) <= 255", name="ck_people_class_name_max"),
        sa.Index("ix_people_user_id_id", "user_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: str = Field(max_length=255)
    class_name: str | None = Field(default=None, sa_type=sa.Text)


PersonClassName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255), NoNul]


class PersonCreate(Input):
    """What a client sends to create a person."""

    class_name: PersonClassName | None = None


class PersonUpdate(Input):
    """What a client sends to change a person.

    What is absent stays as it is, and null clears.
    """

    class_name: PersonClassName | None = ABSENT


class PersonPublic(BaseModel):
    """A person as the API returns it."""

    id: UUID
    user_id: str = Rule(description="The user whose row this is.")
    class_name: str | None


class PersonQuery(PageQuery):
    """Which people, in which order."""

    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")
