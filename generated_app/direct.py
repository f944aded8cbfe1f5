"""The short way to a handler, past what FastAPI does at every request.

The handlers are FastAPI's path operations, and FastAPI stays the reference. It is asked whenever
a request isn't plainly right, with all that was read of it, and whenever a handler raises, so the
short way answers successes only. `DIRECT=0` closes it.
"""

import json
from collections import deque
from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from fastapi import FastAPI
from opentelemetry import metrics, trace
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .auth import Authenticator, Caller
from .direct_routes import PREFIX, DirectRoute, Field, Table, direct_routes
from .dispatch import RAISED

# How clients declare JSON; FastAPI takes more.
JSON_TYPES = (
    b"application/json",
    b"application/json; charset=utf-8",
    b"application/json;charset=utf-8",
)


class Unsure(Exception):
    """FastAPI is to be asked."""


def is_observed() -> bool:
    """Whether somebody has set OpenTelemetry up; what is there before does nothing."""
    providers = trace.get_tracer_provider(), metrics.get_meter_provider()
    nothing = "opentelemetry.trace", "opentelemetry.metrics"
    return not all(type(provider).__module__.startswith(nothing) for provider in providers)


def short_way(app: FastAPI) -> ASGIApp:
    """The application with the short way before it, or inside of what `custom/` puts around it."""
    if not app.user_middleware:
        return Direct(app, app)
    app.user_middleware.append(Middleware(Direct, app))
    return app


class Direct:
    """Calls the handlers of requests that are plainly right, and FastAPI for all others."""

    def __init__(self, app: ASGIApp, fastapi: FastAPI) -> None:
        self._app = app
        self._state = fastapi.state
        self._found = direct_routes(fastapi.router.routes)

    @cached_property
    def _routes(self) -> Table:
        """None where OpenTelemetry is set up: it is told of requests by FastAPI."""
        return {} if is_observed() else self._found

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

    async def _answer(self, scope: Scope, body: "Body") -> ASGIApp:
        """What the handler answers."""
        route, segments = self._find(scope)
        caller = self._caller(route, scope)
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
        scope["route"], scope["endpoint"] = route.route, route.handler
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

    def _caller(self, route: DirectRoute, scope: Scope) -> Caller | None:
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


class Body:
    """What a client sends: read here, and by FastAPI once more from its beginning."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._parts: deque[Message] = deque()

    async def read(self) -> bytes:
        """All of it."""
        more = True
        while more:
            part = await self._receive()
            self._parts.append(part)
            if part["type"] != "http.request":
                raise Unsure
            more = part.get("more_body", False)
        return b"".join(part.get("body", b"") for part in self._parts)

    async def read_again(self) -> Message:
        """The next part of it."""
        return self._parts.popleft() if self._parts else await self._receive()


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
