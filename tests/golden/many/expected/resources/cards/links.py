"""Cards: the rows that they are linked to."""

from sqlmodel import col

from ...links import Links
from ..labels.models import Label
from ..labels.policy import labels
from .models import Card, CardLabel
from .policy import cards

LINKS = {
    "label_ids": Links(
        "label_ids",
        crud=cards,
        key=col(Card.id),
        others=labels,
        other_key=col(Label.id),
        other="label",
        between=CardLabel,
        here=col(CardLabel.card_id),
        there=col(CardLabel.label_id),
        most=20,
    ),
}
