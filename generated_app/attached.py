"""What answers tell of other rows than their own.

Each is worked out of the rows that are answered: of a page when it was cut, of a row when it was
found or written. So nothing is counted for rows that nobody sees.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, select
from sqlalchemy.orm import Mapped

from .statements import Crud, OfRows, reach


def count(crud: Crud, by: Mapped[Any], key: str) -> OfRows:
    """How many rows that the caller reads have the key of a row in this column."""

    def counted(rows: FromClause) -> ColumnElement[Any]:
        query = select(func.count()).where(by == rows.c[key], *reach(crud, "read"))
        return query.correlate(rows).scalar_subquery()

    return counted
