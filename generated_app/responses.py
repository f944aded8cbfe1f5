"""Responses whose body is ready, and what OpenAPI says of responses."""

from typing import Any, TypeAlias

from starlette.responses import Response

# What routes take as `responses`: entries of OpenAPI by status.
Documented: TypeAlias = dict[int | str, dict[str, Any]]


class JSONText(Response):
    """JSON that PostgreSQL has written."""

    media_type = "application/json"


def documented_header(name: str, kind: str, description: str) -> dict[str, Any]:
    """The OpenAPI entry of a header."""
    return {name: {"description": description, "schema": {"type": kind}}}


CREATED: Documented = {
    201: {"headers": documented_header("Location", "string", "The path of what was created.")}
}

# A page of a list, without and with the number of all rows.
_LINK = documented_header("Link", "string", "The first, previous and next page: RFC 8288.")
_TOTAL = documented_header("X-Total-Count", "integer", "How many rows match on all pages.")
PAGE: Documented = {200: {"headers": _LINK}}
COUNTED_PAGE: Documented = {200: {"headers": _LINK | _TOTAL}}
