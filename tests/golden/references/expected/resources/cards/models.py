"""Cards: the table, and what goes in and out of the API."""

from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from pydantic import Field as Rule
from sqlmodel import Field, SQLModel

from ...fields import (
    ABSENT,
    Absent,
    Input,
    Int32,
    StrictBool,
    StrictInt,
    uuid7,
)
from ...paging import PageQuery


class Card(SQLModel, table=True):
    """A row of the table ``cards``."""

    __tablename__ = "cards"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
        sa.ForeignKeyConstraint(
            ["board_id"],
            ["boards.id"],
            name="fk_cards_board_id_boards",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["cards.id"],
            name="fk_cards_parent_id_cards",
            ondelete="CASCADE",
        ),
        sa.Index("ix_cards_user_id_id", "user_id", "id"),
        sa.Index("ix_cards_board_id", "board_id"),
        sa.Index("ix_cards_parent_id", "parent_id", "user_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: str = Field(max_length=255)
    board_id: int
    parent_id: UUID | None = None
    done: bool = Field(default=False, sa_column_kwargs={"server_default": sa.text("false")})


CardBoardId = Annotated[
    StrictInt, Rule(ge=-2147483648, le=2147483647, description="The id of one of your boards.")
]
CardParentId = Annotated[UUID | None, Rule(description="The id of one of your cards.")]


class CardCreate(Input):
    """What a client sends to create a card."""

    board_id: CardBoardId
    parent_id: CardParentId = None
    done: StrictBool = False


class CardUpdate(Input):
    """What a client sends to change a card.

    What is absent stays as it is, and null clears.
    """

    board_id: CardBoardId = ABSENT
    parent_id: CardParentId = ABSENT
    done: StrictBool = ABSENT


class CardMoveBody(Input):
    """What a client sends to the action `move`."""

    OF_ACTION = True

    board_id: CardBoardId


class CardPublic(BaseModel):
    """A card as the API returns it."""

    id: UUID
    user_id: str = Rule(description="The user whose row this is.")
    board_id: int = Rule(description="The id of one of your boards.")
    parent_id: UUID | None = Rule(description="The id of one of your cards.")
    done: bool


class CardQuery(PageQuery):
    """Which cards, in which order."""

    board_id: Int32 = Absent(description="Only cards whose `board_id` is this.")
    parent_id__is_null: bool = Absent(
        description="Only cards that have no `parent_id` (true), or that have one (false)."
    )
    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")
