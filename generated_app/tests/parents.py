"""Rows that others refer to, or that belong to others: each user has some of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4


@dataclass(frozen=True)
class Own:
    """One of the user's own rows of a table; in what is sent it stands for its key."""

    table: str
    number: int = 1


@dataclass(frozen=True)
class Kind:
    """The rows of a table that others refer to, or that belong to others."""

    # The columns of the key and of the owner.
    key: str
    owner: str
    # How the key travels.
    sent: Callable[[Any], Any]
    # What makes a key, where PostgreSQL doesn't.
    new_key: Callable[[], Any] | None
    # What the other columns have, in rows of different numbers.
    rows: list[dict[str, Any]]

    def columns(self, owner: str, number: int) -> dict[str, Any]:
        """What a row of this user's has."""
        key = {self.key: str(self.new_key())} if self.new_key else {}
        return {**key, self.owner: owner, **self.rows[number]}


KINDS = {
    "tasks": Kind(
        "id",
        "user_id",
        sent=str,
        new_key=uuid4,
        rows=[
            {
                "title": "Buy milk",
                "description": "Description",
                "completed": False,
                "priority": "low",
                "due_date": "2030-01-31T09:00:00Z",
            },
            {
                "title": "Buy milk 2",
                "description": "Description 2",
                "completed": True,
                "priority": "medium",
                "due_date": "2030-01-31T09:00:00Z",
            },
            {
                "title": "Buy milk 3",
                "description": "Description 3",
                "completed": False,
                "priority": "high",
                "due_date": "2030-01-31T09:00:00Z",
            },
        ],
    ),
    "projects": Kind(
        "id",
        "user_id",
        sent=str,
        new_key=uuid4,
        rows=[
            {"name": "Home", "archived": False},
            {"name": "Home 2", "archived": True},
            {"name": "Home 3", "archived": False},
        ],
    ),
}

# The keys of rows that were made, by user.
KEYS: dict[tuple[str, Own], Any] = {}


def known(user_id: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Values in which the keys of this user's rows stand for them."""
    return {
        name: KEYS[user_id, value] if isinstance(value, Own) else value
        for name, value in fields.items()
    }
