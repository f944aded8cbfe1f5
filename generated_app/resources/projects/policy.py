"""Projects: which rows a caller reaches.

Every statement and every session goes through this policy.
"""

from fastcrud import FastCRUD, PolicyConfig
from sqlalchemy import BindParameter, ColumnElement
from sqlmodel import col

from ...statements import CALLER, Crud
from .models import Project


def is_own(caller: str | BindParameter[str], row: type[Project] = Project) -> ColumnElement[bool]:
    """That a row is the caller's."""
    return col(row.user_id) == caller


def policy_for(caller: str | BindParameter[str]) -> PolicyConfig:
    """A caller reaches the rows that are their own, and no others."""
    owned = is_own(caller)
    return PolicyConfig(
        read=owned,
        create=True,
        create_check=owned,
        update=owned,
        delete=owned,
        read_only_columns=frozenset({"id", "user_id", "created_at"}),
    )


projects: Crud = FastCRUD(Project, policy=policy_for(CALLER))
