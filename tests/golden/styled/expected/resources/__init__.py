"""The resources: importing this package registers every table and every route."""

from collections.abc import Callable

from fastapi import APIRouter
from fastcrud import PolicyConfig
from sqlmodel import SQLModel

from ..statements import Crud
from .tickets.models import Ticket

# isort: split
# The rest needs every table to be known: tables refer to each other.
from .tickets.policy import policy_for as tickets_policy
from .tickets.policy import tickets as tickets_crud
from .tickets.router import router as tickets_router

TABLES: tuple[type[SQLModel], ...] = (Ticket,)

# The segment of the path that follows the prefix finds the resource.
ROUTERS: dict[str, APIRouter] = {
    "tickets": tickets_router,
}

# Each resource for sessions of your own, with the policy that it is under for a caller.
CRUDS: dict[str, tuple[Crud, Callable[[str], PolicyConfig]]] = {
    "tickets": (tickets_crud, tickets_policy),
}
