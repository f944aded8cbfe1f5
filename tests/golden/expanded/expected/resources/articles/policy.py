"""Articles: which rows a caller reaches.

Every statement and every session goes through this policy.
"""

from fastcrud import FastCRUD, PolicyConfig
from sqlalchemy import BindParameter, ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import col

from ...references import refers
from ...statements import CALLER, Crud
from ..authors.models import Author
from .models import Article


def is_own(caller: str | BindParameter[str], row: type[Article] = Article) -> ColumnElement[bool]:
    """That a row is the caller's."""
    return col(row.user_id) == caller


def policy_for(caller: str | BindParameter[str]) -> PolicyConfig:
    """A caller reaches the rows that are their own, and no others; so do their rows."""
    # Here, since rows may refer to each other in a circle.
    from ..authors import policy as authors_policy

    owned = is_own(caller)
    other = aliased(Article)
    known = [
        refers(col(Article.author_id), col(Author.id), authors_policy.is_own(caller)),
        refers(col(Article.sequel_id), col(other.id), is_own(caller, other)),
    ]
    return PolicyConfig(
        read=owned,
        create=True,
        create_check=[owned, *known],
        update=owned,
        update_check=[owned, *known],
        delete=owned,
        read_only_columns=frozenset({"id", "user_id"}),
    )


articles: Crud = FastCRUD(Article, policy=policy_for(CALLER))
