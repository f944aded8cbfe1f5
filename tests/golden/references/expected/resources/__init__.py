"""The resources: importing this package registers every table and every route."""

from collections.abc import Callable

from fastapi import APIRouter
from fastcrud import PolicyConfig
from sqlmodel import SQLModel

from ..statements import Crud
from .boards.models import Board
from .cards.models import Card

# isort: split
# The rest needs every table to be known: tables refer to each other.
from .boards.policy import boards as boards_crud
from .boards.policy import policy_for as boards_policy
from .boards.router import router as boards_router
from .cards.policy import cards as cards_crud
from .cards.policy import policy_for as cards_policy
from .cards.router import router as cards_router

TABLES: tuple[type[SQLModel], ...] = (
    Board,
    Card,
)

# The segment of the path that follows the prefix finds the resource.
ROUTERS: dict[str, APIRouter] = {
    "boards": boards_router,
    "cards": cards_router,
}

# Each resource for sessions of your own, with the policy that it is under for a caller.
CRUDS: dict[str, tuple[Crud, Callable[[str], PolicyConfig]]] = {
    "boards": (boards_crud, boards_policy),
    "cards": (cards_crud, cards_policy),
}
