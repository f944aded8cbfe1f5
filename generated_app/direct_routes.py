"""Where the short way leads: to which of FastAPI's routes, and what their handlers take.

A handler may take the caller, the database, keys in the path, a model of the query and one of the
body, and has to return a `Response`. All others are reached through FastAPI only.
"""

import inspect
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Literal, TypeAlias, get_origin

from fastapi import FastAPI, Response
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from opentelemetry import metrics, trace
from pydantic import BaseModel
from starlette.routing import BaseRoute, Mount

from . import api
from .auth import BearerToken
from .database import get_database
from .dispatch import AuthenticatedRoute, Resources
from .fields import Input

PREFIX = api.PREFIX + "/"

# FastAPI's: it has a name, and checks a value.
Field: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class DirectRoute:
    """A route, and where the arguments of its handler come from."""

    route: APIRoute
    handler: Callable[..., Awaitable[Response]]
    # By their places in the path, behind the first: what stands there as it is, and the keys.
    literals: Sequence[tuple[int, str]]
    keys: Sequence[tuple[int, Field]]
    # The names of the arguments that are the caller, and of those that are the database.
    callers: Sequence[str]
    databases: Sequence[str]
    query: Field | None
    # The parameters of the query, and whether each is a list.
    parameters: Mapping[str, bool]
    body: Field | None


# By method, first segment of the path and number of segments; several in FastAPI's order.
Table: TypeAlias = Mapping[tuple[str, str, int], Sequence[DirectRoute]]


def direct_routes(routes: Sequence[BaseRoute]) -> Table:
    """The routes of resources, unless another that comes before may take the same request."""
    table: dict[tuple[str, str, int], list[DirectRoute]] = defaultdict(list)
    first = takewhile(lambda route: not isinstance(route, Resources), routes)
    others = list(iter_route_contexts(list(first)))
    for resources in routes:
        if not isinstance(resources, Resources):
            continue
        for own in resources.routes.values():
            before = list(others)
            for route in own:
                direct = _direct(route)
                if direct is None or any(_may_meet(direct.route, other) for other in before):
                    before.append(RouteContext(route))
                    continue
                segments = _segments(direct.route)
                for method in direct.route.methods or ():
                    table[method, segments[0], len(segments)].append(direct)
    return table


def is_observed() -> bool:
    """Whether somebody has set OpenTelemetry up, which is told of requests by FastAPI.

    What is there before does nothing.
    """
    providers = trace.get_tracer_provider(), metrics.get_meter_provider()
    nothing = "opentelemetry.trace", "opentelemetry.metrics"
    return not all(type(provider).__module__.startswith(nothing) for provider in providers)


def has_something_around(app: FastAPI) -> bool:
    """Whether something stands between FastAPI and its routes, which has to see every request."""
    return bool(app.user_middleware) or "build_middleware_stack" in vars(app)


def _segments(route: APIRoute) -> list[str]:
    return route.path.removeprefix(PREFIX).split("/")


def _may_meet(route: APIRoute, other: RouteContext) -> bool:
    """Whether both may take the same request."""
    if route.methods and other.methods and route.methods.isdisjoint(other.methods):
        return False
    path = "/{any:path}" if other.path is None else other.path
    if isinstance(other.original_route, Mount):
        path += "/{below:path}"
    ours, theirs = route.path.split("/"), path.split("/")
    for one, two in zip(ours, theirs, strict=False):
        if _may_span(two):
            return True
        if one != two and "{" not in one + two:
            return False
    return len(ours) == len(theirs)


def _may_span(segment: str) -> bool:
    """Whether a parameter may take more of a path than what stands between two slashes."""
    kind = segment.partition(":")[2].rstrip("}")
    return "{" in segment and kind not in ("", "float", "int", "str", "uuid")


def _direct(route: BaseRoute) -> DirectRoute | None:
    """How the handler of a route is called; None where it takes something that isn't known."""
    if not isinstance(route, AuthenticatedRoute):
        return None
    dependant, endpoint = route.dependant, inspect.signature(route.endpoint, eval_str=True)
    needed = dependant.dependencies
    callers = [each.name for each in needed if type(each.call) is BearerToken]
    databases = [each.name for each in needed if each.call is get_database]
    keys = {"{" + field.alias + "}": field for field in dependant.path_params}
    query, body = _only(dependant.query_params), _only(dependant.body_params)
    models = [model for model in (query, body) if model is not None]
    parameters = {} if query is None else _parameters(query.field_info.annotation)
    known = [*callers, *databases, *(field.name for field in [*keys.values(), *models])]
    segments = list(enumerate(_segments(route)))
    if (
        sorted(map(str, known)) != sorted(endpoint.parameters)
        or len(callers) + len(databases) != len(needed)
        or any("{" in text and text not in keys for _, text in segments)
        or parameters is None
        or endpoint.return_annotation is not Response
        or not inspect.iscoroutinefunction(route.endpoint)
    ):
        return None
    return DirectRoute(
        route=route,
        handler=route.endpoint,
        literals=[(at, text) for at, text in segments if at and text not in keys],
        keys=[(at, keys[text]) for at, text in segments if text in keys],
        callers=[name for name in callers if name],
        databases=[name for name in databases if name],
        query=query,
        parameters=parameters,
        body=body,
    )


def _only(fields: Sequence[Field]) -> Field | None:
    """The only one of these fields, if it is one of our models."""
    if len(fields) != 1:
        return None
    kind = fields[0].field_info.annotation
    # FastAPI may want a model in an object, by its name.
    embedded = getattr(fields[0].field_info, "embed", None)
    is_model = isinstance(kind, type) and issubclass(kind, Input)
    return fields[0] if is_model and not embedded else None


def _parameters(model: type[BaseModel]) -> dict[str, bool] | None:
    """By name whether a parameter is a list; None where that is harder to say."""
    parameters: dict[str, bool] = {}
    for name, field in model.model_fields.items():
        called = field.validation_alias or name
        kind = get_origin(field.annotation)
        if not isinstance(called, str) or kind not in (None, Literal, list):
            return None
        parameters[called] = kind is list
    return parameters
