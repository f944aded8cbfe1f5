"""Cards: which rows a caller reaches.

Every statement and every session goes through this policy.
"""

from fastcrud import FastCRUD, PolicyConfig
from sqlalchemy import BindParameter
from sqlmodel import col

from ...statements import CALLER, Crud
from .models import Card


def policy_for(caller: str | BindParameter[str]) -> PolicyConfig:
    """A caller reaches the rows that are their own, and no others."""
    owned = col(Card.user_id) == caller
    return PolicyConfig(
        read=owned,
        create=True,
        create_check=owned,
        update=owned,
        delete=owned,
        read_only_columns=frozenset({"id", "user_id"}),
    )


cards: Crud = FastCRUD(Card, policy=policy_for(CALLER))
