"""Lists of what belongs to a row, below its path: the same statement looks at the row first."""

from collections.abc import Collection
from copy import copy
from typing import Any
from typing import cast as cast_type

from sqlalchemy import Select, bindparam, literal_column, select
from sqlalchemy.orm import Mapped, QueryableAttribute

from .fields import Input
from .paging import Listing
from .statements import Crud, reach


class ListingBelow(Listing):
    """The list of the rows that belong to one: like the list of all, without the field between.

    It has no answer where the caller doesn't read that one.
    """

    # The key of the one.
    _above: Any = None

    def __init__(
        self,
        listing: Listing,
        by: Mapped[Any],
        crud: Crud,
        key: Mapped[Any],
        *,
        path: tuple[str, str],
        without: Collection[str] = (),
    ) -> None:
        vars(self).update(vars(listing))
        self._choices = {name: of for name, of in self._choices.items() if name not in without}
        self._between = path
        above = bindparam("_above", type_=cast_type(QueryableAttribute[Any], key).type)
        self._belongs = by == above
        one: Select[Any] = select(literal_column("1")).where(key == above, *reach(crud, "read"))
        # The row may be of the same table.
        self.needed = (one.correlate(None).exists(),)
        self.keep_statements()

    def of(self, key: Any) -> "ListingBelow":
        """The list of those that belong to the row with this key."""
        found = copy(self)
        found._above = key
        found._path = f"{self._between[0]}/{key}/{self._between[1]}"
        return found

    def asked(self, query: Input) -> tuple[frozenset[str], tuple[Any, ...], dict[str, Any]]:
        """What a request asks for, of this row."""
        filters, choices, values = super().asked(query)
        return filters, choices, values | {"_above": self._above}

    def rows(self, filters: frozenset[str], choices: tuple[Any, ...]) -> Select[Any]:
        """Those of all rows that belong to this one."""
        return super().rows(filters, choices).where(self._belongs)
