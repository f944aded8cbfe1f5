"""Boards: the statements, compiled when first needed."""

from functools import cache

import sqlalchemy as sa
from sqlmodel import col

from ...paging import Listing
from ...statements import (
    CALLER,
    Statement,
    compiled,
    parameters,
    public_columns,
    reach,
    require_create,
    written,
)
from .models import Board, BoardCreate, BoardPublic
from .policy import boards

KEY = sa.bindparam("_key", type_=sa.Integer())
PUBLIC = public_columns(Board, BoardPublic)

listing = Listing(
    boards,
    BoardPublic,
    path="/api/boards",
    key="id",
    filters={},
    choices={},
    sorts={},
)


@cache
def create() -> Statement:
    """A new row of the caller's."""
    require_create(boards)
    new = {
        **parameters(BoardCreate.model_fields),
        "user_id": CALLER,
    }
    statement = sa.insert(Board).values(new).returning(*PUBLIC)
    return written(statement)


@cache
def delete() -> Statement:
    """Delete one of the caller's boards."""
    return compiled(
        sa.delete(Board)
        .where(col(Board.id) == KEY, *reach(boards, "delete"))
        .returning(col(Board.id))
    )
