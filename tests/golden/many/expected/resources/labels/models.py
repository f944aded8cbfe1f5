"""Labels: the table, and what goes in and out of the API."""

from typing import Annotated

import sqlalchemy as sa
from pydantic import BaseModel, StringConstraints
from pydantic import Field as Rule
from sqlmodel import Field, SQLModel

from ...fields import (
    ABSENT,
    Input,
    NoNul,
)
from ...paging import PageQuery


class Label(SQLModel, table=True):
    """A row of the table ``labels``."""

    __tablename__ = "labels"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_labels"),
        sa.CheckConstraint("char_length(name) <= 20", name="ck_labels_name_max"),
        sa.Index("ix_labels_user_id_id", "user_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_column_args=[sa.Identity()])
    user_id: str = Field(max_length=255)
    name: str = Field(sa_type=sa.Text)


LabelName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), NoNul]


class LabelCreate(Input):
    """What a client sends to create a label."""

    name: LabelName


class LabelUpdate(Input):
    """What a client sends to change a label.

    What is absent stays as it is, and null clears.
    """

    name: LabelName = ABSENT


class LabelPublic(BaseModel):
    """A label as the API returns it."""

    id: int
    user_id: str = Rule(description="The user whose row this is.")
    name: str


class LabelQuery(PageQuery):
    """Which labels, in which order."""

    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")
