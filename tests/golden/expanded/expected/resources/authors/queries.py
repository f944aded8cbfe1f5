"""Authors: the statements, compiled when first needed."""

from functools import cache

import sqlalchemy as sa

from ...paging import Listing
from ...statements import (
    CALLER,
    Statement,
    parameters,
    public_columns,
    require_create,
    written,
)
from .expanded import EXPANSIONS
from .models import Author, AuthorCreate, AuthorPublic
from .policy import authors

KEY = sa.bindparam("_key", type_=sa.Integer())
PUBLIC = public_columns(Author, AuthorPublic)

listing = Listing(
    authors,
    AuthorPublic,
    path="/api/authors",
    key="id",
    filters={},
    choices={},
    sorts={},
    expansions=EXPANSIONS,
)


@cache
def create() -> Statement:
    """A new row of the caller's."""
    require_create(authors)
    new = {
        **parameters(AuthorCreate.model_fields),
        "user_id": CALLER,
    }
    statement = sa.insert(Author).values(new).returning(*PUBLIC)
    return written(statement)
