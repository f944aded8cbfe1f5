"""The short way to a handler, past what FastAPI does at every request.

The handlers are FastAPI's path operations, and FastAPI stays the reference. It is asked whenever
a request isn't plainly right, with all that was read of it, and whenever a handler raises, so the
short way answers successes only. `DIRECT=0` closes it.
"""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from .auth import Authenticator, Caller
from .bodies import Body
from .direct_routes import (
    PREFIX,
    DirectRoute,
    Field,
    Table,
    direct_routes,
    has_something_around,
    is_observed,
)
from .dispatch import RAISED

# How clients declare JSON; FastAPI takes more.
JSON_TYPES = (
    b"application/json",
    b"application/json; charset=utf-8",
    b"application/json;charset=utf-8",
)


class Unsure(Exception):
    """FastAPI is to be asked."""


def short_way(app: FastAPI) -> ASGIApp:
    """The application with the short way before it, or inside of what `custom/` puts around it."""
    if not has_something_around(app):
        return Direct(app, app)
    app.user_middleware.append(Middleware(Direct, app))
    return app


class Direct:
    """Calls the handlers of requests that are plainly right, and FastAPI for all others."""

    def __init__(self, app: ASGIApp, fastapi: FastAPI) -> None:
        self._app = app
        self._fastapi = fastapi
        self._state = fastapi.state

    @cached_property
    def _routes(self) -> Table:
        """As they are when the first request comes: FastAPI can't be changed any later."""
        if is_observed() or (self._app is self._fastapi and has_something_around(self._fastapi)):
            return {}
        return direct_routes(self._fastapi.router.routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or RAISED in scope:
            await self._app(scope, receive, send)
            return
        body = Body(receive)
        try:
            answer = await self._answer(scope, body)
        except Exception:
            # Whatever is wrong, FastAPI says so.
            answer = self._app
        await answer(scope, body.read_again, send)

    async def _answer(self, scope: Scope, body: Body) -> ASGIApp:
        """What the handler answers."""
        route, segments = self._find(scope)
        caller = self._caller(scope)
        arguments: dict[str, Any] = {}
        for at, field in route.keys:
            arguments[field.name] = _checked(field, segments[at])
        if route.query is not None:
            arguments[route.query.name] = _checked(route.query, _given(route, scope))
        elif scope["query_string"]:
            raise Unsure
        if route.body is not None:
            arguments[route.body.name] = _checked(route.body, await _sent(scope, body))
        for name in route.callers:
            arguments[name] = caller
        for name in route.databases:
            arguments[name] = self._state.database
        # As FastAPI leaves it for what stands around.
        scope["router"] = self._fastapi.router
        scope["route"], scope["endpoint"] = route.route, route.handler
        scope["path_params"] = {field.alias: segments[at] for at, field in route.keys}
        try:
            answer = await route.handler(**arguments)
        except Exception as error:
            # FastAPI raises it in place of the handler, which must not run twice.
            scope[RAISED] = error
            raise
        return answer

    def _find(self, scope: Scope) -> tuple[DirectRoute, Sequence[str]]:
        """The route, and the segments of the path."""
        path: str = scope["path"]
        prefix = scope.get("root_path", "") + PREFIX
        if not path.startswith(prefix):
            raise Unsure
        segments = path[len(prefix) :].split("/")
        for route in self._routes.get((scope["method"], segments[0], len(segments)), ()):
            for at, literal in route.literals:
                if segments[at] != literal:
                    break
            else:
                return route, segments
        raise Unsure

    def _caller(self, scope: Scope) -> Caller:
        """The caller, if their token was verified before."""
        sent = _header(scope, b"authorization")
        if sent is None:
            raise Unsure
        authenticator: Authenticator = self._state.authenticator
        caller = authenticator.verified(sent.decode("latin-1"))
        if caller is None or "caller" in scope:
            raise Unsure
        # FastAPI needn't look again.
        scope["caller"] = caller
        return caller


def _checked(field: Field, sent: object) -> Any:
    value, errors = field.validate(sent)
    if errors:
        raise Unsure
    return value


def _header(scope: Scope, name: bytes) -> bytes | None:
    values = [value for each, value in scope["headers"] if each == name]
    if len(values) > 1:
        raise Unsure
    return values[0] if values else None


def _given(route: DirectRoute, scope: Scope) -> dict[str, Any]:
    """The parameters of the query as its model takes them."""
    given: dict[str, Any] = {}
    query = scope["query_string"]
    if query:
        for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
            if route.parameters[name]:
                given.setdefault(name, []).append(value)
            else:
                given[name] = value
    return given


async def _sent(scope: Scope, body: Body) -> object:
    """The body as its model takes it."""
    if _header(scope, b"content-type") not in JSON_TYPES:
        raise Unsure
    return json.loads(await body.read())
