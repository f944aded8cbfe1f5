"""Projects: the statements, compiled when first needed."""

from functools import cache

import sqlalchemy as sa
from sqlmodel import col

from ...statements import (
    Statement,
    build,
    compiled,
    one,
    public_columns,
)
from .attached import ATTACHED
from .models import Project, ProjectPublic
from .policy import projects

KEY = sa.bindparam("_key", type_=sa.Uuid())
PUBLIC = public_columns(Project, ProjectPublic, ATTACHED)


@cache
def read() -> Statement:
    """One of the caller's projects."""
    return one(
        build(projects.select(schema_to_select=ProjectPublic, where=col(Project.id) == KEY)),
        attached=ATTACHED,
    )


@cache
def exists() -> Statement:
    """Whether there is one with this key at all, whoever owns it."""
    return compiled(sa.select(sa.literal_column("true")).where(col(Project.id) == KEY))
