"""The resources: importing this package registers every table and every route."""

from collections.abc import Callable

from fastapi import APIRouter
from fastcrud import PolicyConfig
from sqlmodel import SQLModel

from ..statements import Crud
from .articles.models import Article
from .authors.models import Author
from .comments.models import Comment

# isort: split
# The rest needs every table to be known: tables refer to each other.
from .articles.policy import articles as articles_crud
from .articles.policy import policy_for as articles_policy
from .articles.router import router as articles_router
from .authors.policy import authors as authors_crud
from .authors.policy import policy_for as authors_policy
from .authors.router import router as authors_router
from .comments.policy import comments as comments_crud
from .comments.policy import policy_for as comments_policy
from .comments.router import router as comments_router

TABLES: tuple[type[SQLModel], ...] = (
    Article,
    Author,
    Comment,
)

# The segment of the path that follows the prefix finds the resource.
ROUTERS: dict[str, APIRouter] = {
    "articles": articles_router,
    "authors": authors_router,
    "comments": comments_router,
}

# Each resource for sessions of your own, with the policy that it is under for a caller.
CRUDS: dict[str, tuple[Crud, Callable[[str], PolicyConfig]]] = {
    "articles": (articles_crud, articles_policy),
    "authors": (authors_crud, authors_policy),
    "comments": (comments_crud, comments_policy),
}
