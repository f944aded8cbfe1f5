"""Projects: the statements, compiled when first needed."""

from functools import cache, lru_cache

import sqlalchemy as sa
from sqlmodel import col

from ...expanded import chosen
from ...paging import Listing
from ...sorting import Sort
from ...statements import (
    CALLER,
    Statement,
    build,
    compiled,
    lowered,
    one,
    parameter,
    parameters,
    public_columns,
    reach,
    require_create,
    written,
)
from ...users import provision
from .attached import ATTACHED
from .expanded import EXPANSIONS
from .models import Project, ProjectCreate, ProjectPublic
from .policy import projects

KEY = sa.bindparam("_key", type_=sa.Uuid())
PUBLIC = public_columns(Project, ProjectPublic, ATTACHED)

listing = Listing(
    projects,
    ProjectPublic,
    path="/api/projects",
    key="id",
    filters={
        "archived": col(Project.archived) == parameter("archived"),
    },
    choices={},
    sorts={
        "name": Sort(lowered(col(Project.name))),
        "created": Sort(col(Project.created_at), descending=True),
    },
    attached=ATTACHED,
    expansions=EXPANSIONS,
)


@lru_cache(maxsize=256)
def read(expand: frozenset[str] = frozenset()) -> Statement:
    """One of the caller's projects, with what is to be in the answer besides."""
    return one(
        build(projects.select(schema_to_select=ProjectPublic, where=col(Project.id) == KEY)),
        attached={**ATTACHED, **chosen(EXPANSIONS, expand)},
    )


@cache
def create() -> Statement:
    """A new row of the caller's, and the caller's own row if it is their first."""
    require_create(projects)
    new = {
        **parameters(("id", *ProjectCreate.model_fields)),
        "user_id": CALLER,
        "created_at": sa.func.now(),
    }
    statement = sa.insert(Project).values(new).returning(*PUBLIC)
    return written(statement, attached=ATTACHED, first=provision())


@lru_cache(maxsize=256)
def update(fields: frozenset[str]) -> Statement:
    """Set these fields of one of the caller's projects."""
    new = parameters(sorted(fields))
    return written(
        sa.update(Project)
        .where(col(Project.id) == KEY, *reach(projects, "update"))
        .values(new)
        .returning(*PUBLIC),
        attached=ATTACHED,
    )


@cache
def delete() -> Statement:
    """Delete one of the caller's projects."""
    return compiled(
        sa.delete(Project)
        .where(col(Project.id) == KEY, *reach(projects, "delete"))
        .returning(col(Project.id))
    )


@cache
def exists() -> Statement:
    """Whether there is one with this key at all, whoever owns it."""
    return compiled(sa.select(sa.literal_column("true")).where(col(Project.id) == KEY))
