"""Cards: the table, and what goes in and out of the API."""

from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, StringConstraints
from pydantic import Field as Rule
from sqlmodel import Field, SQLModel

from ...fields import (
    ABSENT,
    Absent,
    Input,
    Int32,
    NoNul,
    StrictInt,
    uuid7,
)
from ...links import Merged
from ...paging import MAX_LISTED, CommaSeparated, PageQuery


class Card(SQLModel, table=True):
    """A row of the table ``cards``."""

    __tablename__ = "cards"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
        sa.CheckConstraint("char_length(title) <= 80", name="ck_cards_title_max"),
        sa.Index("ix_cards_user_id_id", "user_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: str = Field(max_length=255)
    title: str = Field(sa_type=sa.Text)


class CardLabel(SQLModel, table=True):
    """A row of the table ``card_labels``: that a card is linked to a label."""

    __tablename__ = "card_labels"
    __table_args__ = (
        sa.PrimaryKeyConstraint("card_id", "label_id", name="pk_card_labels"),
        sa.ForeignKeyConstraint(
            ["card_id"],
            ["cards.id"],
            name="fk_card_labels_card_id_cards",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["label_id"],
            ["labels.id"],
            name="fk_card_labels_label_id_labels",
            ondelete="CASCADE",
        ),
        sa.Index("ix_card_labels_label_id_card_id", "label_id", "card_id"),
    )

    card_id: UUID = Field(primary_key=True)
    label_id: int = Field(primary_key=True)


CardTitle = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=80), NoNul, Rule(examples=["Milk"])
]
CardLabelIds = Annotated[
    list[Annotated[StrictInt, Rule(ge=-2147483648, le=2147483647)]],
    Rule(
        max_length=20, description="The id of each of your labels that it is linked to, in order."
    ),
    Merged,
]


class CardCreate(Input):
    """What a client sends to create a card."""

    title: CardTitle
    label_ids: CardLabelIds = Rule([])


class CardReplace(Input):
    """What a client sends to replace a card.

    Without `label_ids`, that stays as it is.
    """

    title: CardTitle
    label_ids: CardLabelIds = ABSENT


class CardUpdate(Input):
    """What a client sends to change a card.

    What is absent stays as it is, and null clears.
    """

    title: CardTitle = ABSENT
    label_ids: CardLabelIds = ABSENT


class CardPublic(BaseModel):
    """A card as the API returns it."""

    id: UUID
    user_id: str = Rule(description="The user whose row this is.")
    title: str = Rule(examples=["Milk"])
    label_ids: list[int] = Rule(
        description="The id of each of your labels that it is linked to, in order."
    )


class CardQuery(PageQuery):
    """Which cards, in which order."""

    labels__any: Annotated[list[Int32], CommaSeparated] = Absent(
        max_length=MAX_LISTED,
        description="Only cards whose `labels` has at least one of these, separated by "
        "commas or repeated.",
    )
    labels__all: Annotated[list[Int32], CommaSeparated] = Absent(
        max_length=MAX_LISTED,
        description="Only cards whose `labels` has all of these, separated by commas or repeated.",
    )
    limit: int = Rule(20, ge=1, le=100, description="How many rows at most.")
    total: bool = Rule(False, description="Whether to count all rows, in `X-Total-Count`.")
