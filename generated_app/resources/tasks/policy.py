"""Tasks: which rows a caller reaches.

Every statement and every session goes through this policy.
"""

from fastcrud import FastCRUD, PolicyConfig
from sqlalchemy import BindParameter, ColumnElement
from sqlmodel import col

from ...references import refers
from ...statements import CALLER, Crud
from ..projects.models import Project
from .models import Task


def is_own(caller: str | BindParameter[str], row: type[Task] = Task) -> ColumnElement[bool]:
    """That a row is the caller's."""
    return col(row.user_id) == caller


def policy_for(caller: str | BindParameter[str]) -> PolicyConfig:
    """A caller reaches the rows that are their own, and no others; so do their rows."""
    # Here, since rows may refer to each other in a circle.
    from ..projects import policy as projects_policy

    owned = is_own(caller)
    known = [
        refers(col(Task.project_id), col(Project.id), projects_policy.is_own(caller)),
    ]
    return PolicyConfig(
        read=owned,
        create=True,
        create_check=[owned, *known],
        update=owned,
        update_check=[owned, *known],
        delete=owned,
        read_only_columns=frozenset({"id", "user_id", "created_at", "updated_at"}),
    )


tasks: Crud = FastCRUD(Task, policy=policy_for(CALLER))
