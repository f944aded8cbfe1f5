"""Cards: the statements, compiled when first needed."""

from functools import cache, lru_cache

import sqlalchemy as sa
from sqlmodel import col

from ...circles import not_above
from ...paging import Listing
from ...references import insert_if, may_refer
from ...statements import (
    CALLER,
    Statement,
    build,
    compiled,
    one,
    parameter,
    parameters,
    public_columns,
    reach,
    require_create,
    written,
)
from ..boards.models import Board
from ..boards.policy import boards as boards_crud
from .models import Card, CardCreate, CardPublic
from .policy import cards

KEY = sa.bindparam("_key", type_=sa.Uuid())
PUBLIC = public_columns(Card, CardPublic)

listing = Listing(
    cards,
    CardPublic,
    path="/api/cards",
    key="id",
    filters={
        "board_id": col(Card.board_id) == parameter("board_id"),
    },
    choices={
        "parent_id__is_null": {
            True: [col(Card.parent_id).is_(None)],
            False: [col(Card.parent_id).is_not(None)],
        },
    },
    sorts={},
)


@cache
def read() -> Statement:
    """One of the caller's cards."""
    return one(build(cards.select(schema_to_select=CardPublic, where=col(Card.id) == KEY)))


@cache
def referring() -> dict[str, sa.ColumnElement[bool]]:
    """By field that it refers to nothing, or to a row that the caller reads."""
    return {
        "board_id": may_refer("board_id", boards_crud, col(Board.id)),
        "parent_id": may_refer("parent_id", cards, col(Card.id)),
    }


@cache
def apart() -> dict[str, sa.ColumnElement[bool]]:
    """By field that the row doesn't come to stand above itself through it."""
    return {
        "parent_id": not_above("parent_id", col(Card.id), col(Card.parent_id), KEY),
    }


@lru_cache(maxsize=256)
def referred(fields: frozenset[str]) -> Statement:
    """By field whether what it would refer to is a row that the caller reads.

    Null where that leads back to the row itself.
    """
    back = {
        name: referring()[name] & (condition | sa.null()) for name, condition in apart().items()
    }
    found = {**referring(), **back}
    return compiled(sa.select(*(found[name].label(name) for name in sorted(fields))))


@cache
def create() -> Statement:
    """A new row of the caller's."""
    require_create(cards)
    new = {
        **parameters(("id", *CardCreate.model_fields)),
        "user_id": CALLER,
    }
    known = referring().values()
    statement = insert_if(Card, new, known).returning(*PUBLIC)
    return written(statement)


@lru_cache(maxsize=256)
def update(fields: frozenset[str]) -> Statement:
    """Set these fields of one of the caller's cards."""
    new = parameters(sorted(fields))
    known = [condition for name, condition in referring().items() if name in fields]
    known += [condition for name, condition in apart().items() if name in fields]
    return written(
        sa.update(Card)
        .where(col(Card.id) == KEY, *reach(cards, "update"), *known)
        .values(new)
        .returning(*PUBLIC)
    )


@cache
def move() -> Statement:
    """The action `move` on one of the caller's cards, if it applies."""
    new = {"board_id": parameter("board_id")}
    return written(
        sa.update(Card)
        .where(
            col(Card.id) == KEY,
            *reach(cards, "update"),
            col(Card.done).is_(False),
            referring()["board_id"],
        )
        .values(new)
        .returning(*PUBLIC)
    )


@cache
def reachable() -> Statement:
    """Whether the caller reaches one of their cards, to change it."""
    return compiled(
        sa.select(sa.literal_column("true")).where(col(Card.id) == KEY, *reach(cards, "update"))
    )


@cache
def state_now() -> Statement:
    """What decides which actions apply to one of the caller's cards."""
    return one(
        sa.select(*(getattr(Card, name) for name in ("done",))).where(
            col(Card.id) == KEY, *reach(cards, "update")
        )
    )


@cache
def delete() -> Statement:
    """Delete one of the caller's cards."""
    return compiled(
        sa.delete(Card).where(col(Card.id) == KEY, *reach(cards, "delete")).returning(col(Card.id))
    )
