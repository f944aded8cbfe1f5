"""Rows of other resources in answers, in the statement that answers: none is asked for by itself.

Which rows a caller reads is what the policy of those says: what isn't theirs is left out.
"""

from collections.abc import Collection, Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, FromClause, Select, func, literal_column, select
from sqlalchemy.orm import Mapped

from .sorting import Sort
from .statements import NOTHING, Attached, Crud, OfRows, public_columns, reach, shaped


def chosen(expansions: Attached, names: Collection[str]) -> Attached:
    """Those that a request asks for, in the order of answers."""
    return {name: value for name, value in expansions.items() if name in names}


def embedded_row(
    crud: Crud, public: type[BaseModel], key: Mapped[Any], by: str, *, attached: Attached = NOTHING
) -> OfRows:
    """The row with the key that a row has in this column; null where the caller reads none."""

    def embedded(rows: FromClause) -> ColumnElement[Any]:
        found = _found(crud, public, attached).where(key == rows.c[by]).correlate(rows)
        row = shaped(found.subquery("_embedded"), attached).subquery("_row")
        return select(func.row_to_json(row.table_valued())).scalar_subquery()

    return embedded


def embedded_rows(
    crud: Crud,
    public: type[BaseModel],
    by: Mapped[Any],
    key: str,
    *,
    order: Sequence[Sort],
    most: int,
    attached: Attached = NOTHING,
) -> OfRows:
    """The first rows that have the key of a row in this column, of those that the caller reads."""

    def embedded(rows: FromClause) -> ColumnElement[Any]:
        found = (
            _found(crud, public, attached)
            .where(by == rows.c[key])
            .order_by(*(sort.order() for sort in order))
            .limit(literal_column(str(most)))
            .correlate(rows)
        )
        row = shaped(found.subquery("_embedded"), attached).subquery("_row")
        array = func.json_agg(row.table_valued())
        return select(func.coalesce(array, literal_column("'[]'"))).scalar_subquery()

    return embedded


def _found(crud: Crud, public: type[BaseModel], attached: Attached) -> Select[Any]:
    """All rows that the caller reads."""
    return select(*public_columns(crud.model, public, attached)).where(*reach(crud, "read"))
