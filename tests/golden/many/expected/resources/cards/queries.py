"""Cards: the statements, compiled when first needed."""

from functools import cache, lru_cache

import sqlalchemy as sa
from sqlmodel import col

from ...links import linked, not_overtaken, relinked, told
from ...paging import Listing
from ...references import insert_if
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
from .attached import ATTACHED
from .links import LINKS
from .models import Card, CardCreate, CardPublic
from .policy import cards

KEY = sa.bindparam("_key", type_=sa.Uuid())
PUBLIC = public_columns(Card, CardPublic, ATTACHED)

listing = Listing(
    cards,
    CardPublic,
    path="/api/cards",
    key="id",
    filters={
        "labels__any": LINKS["label_ids"].has_any("labels__any"),
        "labels__all": LINKS["label_ids"].has_all("labels__all"),
    },
    choices={},
    sorts={},
    attached=ATTACHED,
)


@cache
def read() -> Statement:
    """One of the caller's cards."""
    return one(
        build(cards.select(schema_to_select=CardPublic, where=col(Card.id) == KEY)),
        attached=ATTACHED,
    )


@cache
def referring() -> dict[str, sa.ColumnElement[bool]]:
    """By field that it refers to nothing, or only to what the caller reads."""
    return {name: links.known() for name, links in LINKS.items()}


@lru_cache(maxsize=256)
def referred(fields: frozenset[str]) -> Statement:
    """By list which of its keys are not those of rows that the caller reads."""
    return compiled(sa.select(*(LINKS[name].unknown().label(name) for name in sorted(fields))))


@cache
def create() -> Statement:
    """A new row of the caller's."""
    require_create(cards)
    new = {
        **parameters(("id", *(name for name in CardCreate.model_fields if name not in LINKS))),
        "user_id": CALLER,
    }
    known = referring().values()
    statement = insert_if(Card, new, known).returning(*PUBLIC)
    links = LINKS.values()
    return written(statement, attached={**ATTACHED, **told(links)}, then=linked(links))


@lru_cache(maxsize=256)
def update(fields: frozenset[str]) -> Statement:
    """Set these fields of one of the caller's cards."""
    # Something is written in any case: links are only changed behind the lock of their row.
    new = {"user_id": col(Card.user_id), **parameters(sorted(fields.difference(LINKS)))}
    known = [condition for name, condition in referring().items() if name in fields]
    links = [links for name, links in LINKS.items() if name in fields]
    if links:
        known.append(not_overtaken(Card, col(Card.id)))
    return written(
        sa.update(Card)
        .where(col(Card.id) == KEY, *reach(cards, "update"), *known)
        .values(new)
        .returning(*PUBLIC),
        attached={**ATTACHED, **told(links)},
        then=relinked(links),
    )


@cache
def reachable() -> Statement:
    """Whether the caller reaches one of their cards, to change it."""
    return compiled(
        sa.select(sa.literal_column("true")).where(col(Card.id) == KEY, *reach(cards, "update"))
    )


@cache
def delete() -> Statement:
    """Delete one of the caller's cards."""
    return compiled(
        sa.delete(Card).where(col(Card.id) == KEY, *reach(cards, "delete")).returning(col(Card.id))
    )
