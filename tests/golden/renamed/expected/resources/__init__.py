"""The resources: importing this package registers every table and every route."""

from collections.abc import Callable

from fastapi import APIRouter
from fastcrud import PolicyConfig
from sqlmodel import SQLModel

from ..statements import Crud
from .notes.models import Note

# isort: split
# The rest needs every table to be known: tables refer to each other.
from .notes.policy import notes as notes_crud
from .notes.policy import policy_for as notes_policy
from .notes.router import old_router as notes_at_old_path
from .notes.router import router as notes_router

TABLES: tuple[type[SQLModel], ...] = (Note,)

# The segment of the path that follows the prefix finds the resource.
ROUTERS: dict[str, APIRouter] = {
    "notes": notes_router,
    "memos": notes_at_old_path,
}

# Each resource for sessions of your own, with the policy that it is under for a caller.
CRUDS: dict[str, tuple[Crud, Callable[[str], PolicyConfig]]] = {
    "notes": (notes_crud, notes_policy),
}
