"""Finding the route: by dictionary, so that the last resource is as near as the first."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from . import api
from .auth import authenticate
from .errors import FieldError, ValidationFailed, documented, printable

# Where the scope of a request holds what its handler raised, when it was called directly.
RAISED = "direct.raised"

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


class AuthenticatedRoute(APIRoute):
    """A route that verifies the token before it reads the body: no token, no work.

    Where a route takes no query, there is to be none: a parameter that does nothing misleads.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, behind the token."""
        handle = super().get_route_handler()
        takes_query = _takes_query(self.dependant)

        async def authenticated(request: Request) -> Response:
            raised = request.scope.pop(RAISED, None)
            if raised is not None:
                raise raised
            await authenticate(request)
            if request.scope["query_string"] and not takes_query:
                _refuse_query(request)
            return await handle(request)

        return authenticated


def _takes_query(dependant: Dependant) -> bool:
    return bool(dependant.query_params) or any(map(_takes_query, dependant.dependencies))


def _refuse_query(request: Request) -> None:
    name = printable(next(iter(request.query_params), "?"))
    unknown = FieldError(field=name, message="is not known here", code="unknown")
    raise ValidationFailed(f"{name} is not known here.", errors=[unknown])


def operation_id(route: APIRoute) -> str:
    """The name that OpenAPI and generated clients know an operation by: the handler's."""
    return route.name


def resource_router(
    segment: str, tag: str, route_class: type[AuthenticatedRoute] = AuthenticatedRoute
) -> APIRouter:
    """A router for routes that need a token, at this segment below the prefix."""
    return APIRouter(
        prefix=f"{api.PREFIX}/{segment}",
        tags=[tag],
        route_class=route_class,
        generate_unique_id_function=operation_id,
        responses=documented(api.VALIDATION_STATUS, 401, 503, 504),
    )


class Resources(BaseRoute):
    """The routes of all resources, found by the first segment of the path.

    Tried one by one, as FastAPI does, the routes of 500 resources cost milliseconds.
    """

    def __init__(self, prefix: str, routers: Mapping[str, APIRouter]) -> None:
        self._prefix = prefix + "/"
        self.routes = {segment: list(router.routes) for segment, router in routers.items()}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first route of the resource that takes this path and, if there is one, method."""
        partly: tuple[Match, Scope] = (Match.NONE, {})
        for route in self.candidates(scope):
            match, child_scope = route.matches(scope)
            if match is Match.FULL:
                return match, child_scope
            if match is Match.PARTIAL and partly[0] is Match.NONE:
                partly = match, child_scope
        return partly

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand over to the route that `matches` found."""
        await scope["route"].handle(scope, receive, send)

    def candidates(self, scope: Scope) -> list[BaseRoute]:
        """The routes of the resource that the path names."""
        if scope["type"] != "http":
            return []
        prefix = scope.get("root_path", "") + self._prefix
        path: str = scope["path"]
        if not path.startswith(prefix):
            return []
        segment = path[len(prefix) :].partition("/")[0]
        return self.routes.get(segment, [])


def allowed_methods(scope: Scope) -> set[str]:
    """Every method that some route takes at this path: a single route knows only its own."""
    routes = scope["app"].router.routes
    return {
        method
        for method in METHODS
        if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in routes)
    }
