"""Labels: the statements, compiled when first needed."""

from functools import cache, lru_cache

import sqlalchemy as sa
from sqlmodel import col

from ...paging import Listing
from ...statements import (
    CALLER,
    Statement,
    build,
    compiled,
    one,
    parameters,
    public_columns,
    reach,
    require_create,
    written,
)
from .models import Label, LabelCreate, LabelPublic
from .policy import labels

KEY = sa.bindparam("_key", type_=sa.Integer())
PUBLIC = public_columns(Label, LabelPublic)

listing = Listing(
    labels,
    LabelPublic,
    path="/api/labels",
    key="id",
    filters={},
    choices={},
    sorts={},
)


@cache
def read() -> Statement:
    """One of the caller's labels."""
    return one(build(labels.select(schema_to_select=LabelPublic, where=col(Label.id) == KEY)))


@cache
def create() -> Statement:
    """A new row of the caller's."""
    require_create(labels)
    new = {
        **parameters(LabelCreate.model_fields),
        "user_id": CALLER,
    }
    statement = sa.insert(Label).values(new).returning(*PUBLIC)
    return written(statement)


@lru_cache(maxsize=256)
def update(fields: frozenset[str]) -> Statement:
    """Set these fields of one of the caller's labels."""
    new = parameters(sorted(fields))
    return written(
        sa.update(Label)
        .where(col(Label.id) == KEY, *reach(labels, "update"))
        .values(new)
        .returning(*PUBLIC)
    )


@cache
def delete() -> Statement:
    """Delete one of the caller's labels."""
    return compiled(
        sa.delete(Label)
        .where(col(Label.id) == KEY, *reach(labels, "delete"))
        .returning(col(Label.id))
    )
