"""The resources: importing this package registers every table and every route."""

from collections.abc import Callable

from fastapi import APIRouter
from fastcrud import PolicyConfig
from sqlmodel import SQLModel

from ..statements import Crud
from .order_lines.models import OrderLine
from .people.models import Person

# isort: split
# The rest needs every table to be known: tables refer to each other.
from .order_lines.policy import order_lines as order_lines_crud
from .order_lines.policy import policy_for as order_lines_policy
from .order_lines.router import router as order_lines_router
from .people.policy import people as people_crud
from .people.policy import policy_for as people_policy
from .people.router import router as people_router

TABLES: tuple[type[SQLModel], ...] = (
    OrderLine,
    Person,
)

# The segment of the path that follows the prefix finds the resource.
ROUTERS: dict[str, APIRouter] = {
    "order_lines": order_lines_router,
    "folks": people_router,
}

# Each resource for sessions of your own, with the policy that it is under for a caller.
CRUDS: dict[str, tuple[Crud, Callable[[str], PolicyConfig]]] = {
    "order_lines": (order_lines_crud, order_lines_policy),
    "folks": (people_crud, people_policy),
}
