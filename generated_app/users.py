"""The users: a row for everyone who ever wrote something, made from what the token says."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Relationship, SQLModel, col

from .auth import Caller
from .fields import utc_now
from .statements import CALLER

if TYPE_CHECKING:
    from .resources.projects.models import Project
    from .resources.tasks.models import Task


class User(SQLModel, table=True):
    """A row of the table ``users``: its id is the subject of the user's tokens."""

    __tablename__ = "users"
    __table_args__ = (sa.PrimaryKeyConstraint("id", name="pk_users"),)

    id: str = Field(max_length=255, primary_key=True)
    email: str | None = Field(default=None, sa_type=sa.Text)
    name: str | None = Field(default=None, sa_type=sa.Text)
    created_at: dt.datetime = Field(
        default_factory=utc_now, sa_column_kwargs={"server_default": sa.func.now()}
    )

    tasks: list["Task"] = Relationship(back_populates="user", passive_deletes="all")
    projects: list["Project"] = Relationship(back_populates="user", passive_deletes="all")


EMAIL = sa.bindparam("_email", type_=sa.Text())
NAME = sa.bindparam("_name", type_=sa.Text())


def provision(*conditions: sa.ColumnElement[bool]) -> sa.CTE:
    """Make the caller's row, or refresh it, within the statement that writes their data.

    Where the row is there and up to date, which is nearly always, this only looks.
    It is a part of what is written, so it has the same conditions.
    """
    current: sa.Select[Any] = (
        sa.select(sa.literal_column("1"))
        .where(col(User.id) == CALLER)
        .where(EMAIL.is_(None) | (col(User.email) == EMAIL))
        .where(NAME.is_(None) | (col(User.name) == NAME))
    )
    new = insert(User).from_select(
        ["id", "email", "name"],
        sa.select(CALLER, EMAIL, NAME).where(~current.exists(), *conditions),
        include_defaults=False,
    )
    refreshed = {
        "email": sa.func.coalesce(new.excluded.email, User.email),
        "name": sa.func.coalesce(new.excluded.name, User.name),
    }
    return new.on_conflict_do_update(index_elements=[User.id], set_=refreshed).cte("provision")


def provision_values(user: Caller) -> dict[str, str | None]:
    """The values that `provision` needs."""
    return {"_email": user.email, "_name": user.name}
