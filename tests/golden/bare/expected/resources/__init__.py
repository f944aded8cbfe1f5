"""The resources: importing this package registers every table and every route."""

from fastapi import APIRouter
from sqlmodel import SQLModel

from .notes.models import Note

# isort: split
# The routers need every table to be known: tables refer to each other.
from .notes.router import router as notes

TABLES: tuple[type[SQLModel], ...] = (Note,)

# The segment of the path that follows the prefix finds the resource.
ROUTERS: dict[str, APIRouter] = {
    "notes": notes,
}
