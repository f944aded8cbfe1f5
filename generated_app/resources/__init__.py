"""The resources: importing this package registers every table and every route."""

from fastapi import APIRouter
from sqlmodel import SQLModel

from .tasks.models import Task

# isort: split
# The routers need every table to be known: tables refer to each other.
from .tasks.router import router as tasks

TABLES: tuple[type[SQLModel], ...] = (Task,)

# The segment of the path that follows the prefix finds the resource.
ROUTERS: dict[str, APIRouter] = {
    "tasks": tasks,
}
