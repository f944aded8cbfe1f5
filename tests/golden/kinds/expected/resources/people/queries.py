"""People: the statements, compiled when first needed."""

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
from .models import Person, PersonCreate, PersonPublic
from .policy import people

KEY = sa.bindparam("_key", type_=sa.Uuid())
PUBLIC = public_columns(Person, PersonPublic)

listing = Listing(
    people,
    PersonPublic,
    path="/api/folks",
    key="id",
    filters={},
    choices={},
    sorts={},
)


@cache
def create() -> Statement:
    """A new row of the caller's."""
    require_create(people)
    new = {
        **parameters(("id", *PersonCreate.model_fields)),
        "user_id": CALLER,
    }
    statement = sa.insert(Person).values(new).returning(*PUBLIC)
    return written(statement)
