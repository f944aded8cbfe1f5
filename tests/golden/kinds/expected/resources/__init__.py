"""The resources: importing this package registers every table and every route."""

from fastapi import APIRouter
from sqlmodel import SQLModel

from .order_lines.models import OrderLine
from .people.models import Person

# isort: split
# The routers need every table to be known: tables refer to each other.
from .order_lines.router import router as order_lines
from .people.router import router as people

TABLES: tuple[type[SQLModel], ...] = (
    OrderLine,
    Person,
)

# The segment of the path that follows the prefix finds the resource.
ROUTERS: dict[str, APIRouter] = {
    "order_lines": order_lines,
    "folks": people,
}
