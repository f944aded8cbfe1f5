"""The resources: importing this package registers every table and every route."""

from collections.abc import Callable

from fastapi import APIRouter
from fastcrud import PolicyConfig
from sqlmodel import SQLModel

from ..statements import Crud
from .cards.models import Card
from .labels.models import Label

# isort: split
# The rest needs every table to be known: tables refer to each other.
from .cards.policy import cards as cards_crud
from .cards.policy import policy_for as cards_policy
from .cards.router import router as cards_router
from .labels.policy import labels as labels_crud
from .labels.policy import policy_for as labels_policy
from .labels.router import router as labels_router

TABLES: tuple[type[SQLModel], ...] = (
    Card,
    Label,
)

# The segment of the path that follows the prefix finds the resource.
ROUTERS: dict[str, APIRouter] = {
    "cards": cards_router,
    "labels": labels_router,
}

# Each resource for sessions of your own, with the policy that it is under for a caller.
CRUDS: dict[str, tuple[Crud, Callable[[str], PolicyConfig]]] = {
    "cards": (cards_crud, cards_policy),
    "labels": (labels_crud, labels_policy),
}
