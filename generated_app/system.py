"""The routes that every API has: is it alive, is it ready, who am I."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from .auth import CurrentUser
from .database import NOT_MIGRATED, UNREACHABLE, DatabaseDep
from .dispatch import operation_id, resource_router
from .errors import APIError, Unavailable, documented

router = APIRouter(tags=["health"], generate_unique_id_function=operation_id)
me_router = resource_router("me", tag="me")


class Health(BaseModel):
    """That the server answers."""

    status: str = Field(examples=["healthy"])


class CallerPublic(BaseModel):
    """What the token says of the caller."""

    id: str = Field(description="The subject of the token: the owner of the caller's rows.")
    email: str | None
    name: str | None
    roles: list[str]


@router.get("/health", response_description="The process runs.")
async def read_health() -> Health:
    """Tell that the process runs."""
    return Health(status="healthy")


@router.get("/health/live", response_description="The process runs.")
async def read_liveness() -> Health:
    """Tell that the process runs: restart it when this fails."""
    return Health(status="healthy")


@router.get(
    "/health/ready",
    response_description="The database answers, and is migrated.",
    responses=documented(503),
)
async def read_readiness(request: Request, database: DatabaseDep) -> Health:
    """Tell that the database answers and is migrated: send requests elsewhere while this fails."""
    try:
        revision = await database.revision()
    except Unavailable:
        raise
    except APIError:
        raise Unavailable(UNREACHABLE) from None
    if revision in request.app.state.outdated:
        raise Unavailable(NOT_MIGRATED)
    return Health(status="healthy")


@me_router.get("", response_description="The caller.")
async def read_me(user: CurrentUser) -> CallerPublic:
    """Return the caller, as the token names them."""
    return CallerPublic(id=user.id, email=user.email, name=user.name, roles=list(user.roles))
