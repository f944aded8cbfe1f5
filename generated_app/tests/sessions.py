"""Sessions as your own code has them: what they may write under a policy. All of it is undone."""

from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa
from anyio.from_thread import BlockingPortal
from fastcrud.exceptions.access import AccessDenied
from pydantic import BaseModel
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from ..statements import Crud


class Nothing(BaseModel):
    """What the user sends: all that is written comes from the code."""


class Sessions:
    """Tries what a session may write."""

    def __init__(self, portal: BlockingPortal, engine: AsyncEngine) -> None:
        self._portal = portal
        self._engine = engine

    def may_create(self, crud: Crud, key: Any, **changes: Any) -> bool:
        """Whether a row like this one may be created, but for some columns."""
        table: sa.Table = crud.model.__table__
        written = [column for column in table.c if column.computed is None]

        async def write(session: AsyncSession) -> None:
            # It goes first, since some of what it has may be unique.
            gone = sa.delete(table).where(_is_row(table, key)).returning(*written)
            row = (await session.execute(gone)).mappings().one()
            values = {**row, **_stored(table, changes)}
            await crud.create(session, Nothing(), commit=False, server_data=values)

        return self._may(write)

    def may_update(self, crud: Crud, key: Any, **changes: Any) -> bool:
        """Whether some columns of a row may be changed."""
        table: sa.Table = crud.model.__table__
        row, values = _is_row(table, key), _stored(table, changes)

        async def write(session: AsyncSession) -> None:
            await crud.update(session, {}, where=[row], commit=False, server_data=values)

        return self._may(write)

    def _may(self, write: Callable[[AsyncSession], Awaitable[None]]) -> bool:
        async def run() -> bool:
            async with AsyncSession(self._engine) as session:
                try:
                    await write(session)
                except NoResultFound:
                    # Out of reach is as if it weren't there.
                    return False
                except AccessDenied as denied:
                    if denied.reason != "check":
                        raise
                    return False
                return True

        return self._portal.call(run)


def _is_row(table: sa.Table, key: Any) -> sa.ColumnElement[bool]:
    (column,) = table.primary_key
    return column == _as_stored(column, key)


def _stored(table: sa.Table, values: dict[str, Any]) -> dict[str, Any]:
    return {name: _as_stored(table.c[name], value) for name, value in values.items()}


def _as_stored(column: sa.Column[Any], value: Any) -> sa.Cast[Any]:
    """A value as its column has it, of the value as it travels."""
    return sa.cast(sa.literal(str(value)), column.type)
