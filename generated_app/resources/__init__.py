"""The resources: importing this package registers every table and every route."""

from collections.abc import Callable

from fastapi import APIRouter
from fastcrud import PolicyConfig
from sqlmodel import SQLModel

from ..statements import Crud
from .projects.models import Project
from .tasks.models import Task

# isort: split
# The rest needs every table to be known: tables refer to each other.
from .projects.nested import router as projects_router
from .projects.policy import policy_for as projects_policy
from .projects.policy import projects as projects_crud
from .tasks.policy import policy_for as tasks_policy
from .tasks.policy import tasks as tasks_crud
from .tasks.router import router as tasks_router

TABLES: tuple[type[SQLModel], ...] = (
    Task,
    Project,
)

# The segment of the path that follows the prefix finds the resource.
ROUTERS: dict[str, APIRouter] = {
    "tasks": tasks_router,
    "projects": projects_router,
}

# Each resource for sessions of your own, with the policy that it is under for a caller.
CRUDS: dict[str, tuple[Crud, Callable[[str], PolicyConfig]]] = {
    "tasks": (tasks_crud, tasks_policy),
    "projects": (projects_crud, projects_policy),
}
