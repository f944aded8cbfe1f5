"""Every error of the API, in one shape: RFC 9457 problem details."""

import difflib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import Scope

from . import api
from .fields import OWN_ERRORS
from .responses import Documented, documented_header

logger = logging.getLogger(__name__)

PROBLEM_JSON = "application/problem+json"

# How many errors one answer lists.
MOST_ERRORS = 20


class FieldError(BaseModel):
    """One thing that is wrong with what was sent."""

    field: str = Field(description="The field or parameter.", examples=["title"])
    message: str = Field(description="What is wrong with it.", examples=["must not be blank"])
    code: str = Field(description="The same for programs.", examples=["too_short"])


class Problem(BaseModel):
    """An error: problem details as RFC 9457 has them."""

    type: str = Field(description="Which kind of problem.", examples=["urn:problem:validation"])
    title: str = Field(description="The kind in words.", examples=["Validation failed"])
    status: int = Field(description="The HTTP status.", examples=[api.VALIDATION_STATUS])
    detail: str = Field(
        description="One sentence that may be shown to a person.",
        examples=["title must not be blank."],
    )
    errors: list[FieldError] = Field(description="Each wrong field; empty for other problems.")


class APIError(Exception):
    """A refusal that a handler raises and the client reads as a problem."""

    status = 500
    kind = "internal"
    title = "Internal server error"

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})


class BadRequest(APIError):
    """The request can't be read."""

    status, kind, title = 400, "bad-request", "Bad request"


class ValidationFailed(APIError):
    """What was sent breaks a rule."""

    status, kind, title = api.VALIDATION_STATUS, "validation", "Validation failed"


class Unauthorized(APIError):
    """There is no valid token: `reason` is for the log, never for the client."""

    status, kind, title = 401, "unauthorized", "Unauthorized"

    def __init__(self, detail: str, *, challenge: str, reason: str) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": challenge})
        self.reason = reason


class Forbidden(APIError):
    """The row is there, but it is somebody else's."""

    status, kind, title = 403, "forbidden", "Forbidden"

    def __init__(self, item: str) -> None:
        super().__init__(f"This {item} belongs to another user.")


class NotFound(APIError):
    """There is no such row among those the caller reaches."""

    status, kind, title = 404, "not-found", "Not found"

    def __init__(self, item: str) -> None:
        super().__init__(f"There is no {item} with this id.")


class Conflict(APIError):
    """The data as it stands doesn't allow it."""

    status, kind, title = 409, "conflict", "Conflict"


class Unavailable(APIError):
    """The database can't be reached, or all its connections are taken."""

    status, kind, title = 503, "unavailable", "Service unavailable"

    def __init__(self, detail: str, *, retry_after: int = 1) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class TooLarge(APIError):
    """The body is longer than this server takes."""

    status, kind, title = 413, "content-too-large", "Content too large"

    def __init__(self, most: int) -> None:
        super().__init__(f"The body is too large: it may have at most {most} bytes.")


class UnsupportedMediaType(APIError):
    """The body is not declared as JSON."""

    status, kind, title = 415, "unsupported-media-type", "Unsupported media type"

    def __init__(self) -> None:
        super().__init__("Send the body as JSON, with the header Content-Type: application/json.")


class TooSlow(APIError):
    """It took longer than a request may take."""

    status, kind, title = 504, "timeout", "Gateway timeout"

    def __init__(self) -> None:
        super().__init__("This took too long and was stopped.")


def problem(
    status: int,
    kind: str,
    title: str,
    detail: str,
    *,
    errors: Iterable[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response for a problem."""
    content: dict[str, Any] = {
        "type": f"urn:problem:{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": [error.model_dump() for error in errors],
    }
    return JSONResponse(content, status, headers=headers, media_type=PROBLEM_JSON)


def response_to(error: APIError) -> Response:
    """The response that tells the client of an error."""
    return problem(
        error.status,
        error.kind,
        error.title,
        error.detail,
        errors=error.errors,
        headers=error.headers,
    )


_MEANINGS = {
    400: "The request can't be read.",
    401: "There is no valid token.",
    403: "It belongs to another user.",
    404: "It isn't there.",
    409: "The data as it stands doesn't allow it.",
    413: "The body is too large.",
    415: "The body isn't declared as JSON.",
    503: "The database can't be reached just now.",
    504: "It took too long and was stopped.",
    api.VALIDATION_STATUS: "The request breaks a rule.",
}
_HEADERS = {
    401: documented_header("WWW-Authenticate", "string", "Which token is needed."),
    503: documented_header("Retry-After", "integer", "After how many seconds to try again."),
}


def documented(*statuses: int) -> Documented:
    """The OpenAPI entries of the problems that an operation may answer with."""
    return {status: _documented(status) for status in sorted(statuses)}


def _documented(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    entry: dict[str, Any] = {
        "description": _MEANINGS.get(status, HTTPStatus(status).phrase),
        "content": {PROBLEM_JSON: {"schema": schema}},
    }
    if status in _HEADERS:
        entry["headers"] = _HEADERS[status]
    return entry


# pydantic's error types, as the API calls and words them. Values never appear.
_MESSAGES = {
    "missing": ("required", "is required"),
    "extra_forbidden": ("unknown", "is not known here"),
    "string_type": ("type", "must be text"),
    "string_unicode": ("text", "must be valid Unicode text"),
    "string_too_short": ("too_short", "must have at least {min_length} characters"),
    "string_too_long": ("too_long", "must have at most {max_length} characters"),
    "string_pattern_mismatch": ("pattern", "does not have the required form"),
    "bool_type": ("type", "must be true or false"),
    "bool_parsing": ("type", "must be true or false"),
    "int_type": ("type", "must be a whole number"),
    "int_parsing": ("type", "must be a whole number"),
    "int_from_float": ("type", "must be a whole number"),
    "int_parsing_size": ("out_of_range", "is out of range"),
    "float_type": ("type", "must be a number"),
    "float_parsing": ("type", "must be a number"),
    "finite_number": ("type", "must be a finite number"),
    "decimal_parsing": ("type", "must be a number written as text"),
    "decimal_max_digits": ("out_of_range", "must have at most {max_digits} digits"),
    "decimal_max_places": ("out_of_range", "must have at most {decimal_places} decimal places"),
    "decimal_whole_digits": (
        "out_of_range",
        "must have at most {whole_digits} digits before the point",
    ),
    "greater_than_equal": ("too_small", "must be at least {ge}"),
    "less_than_equal": ("too_large", "must be at most {le}"),
    "enum": ("choice", "must be one of: {expected}"),
    "literal_error": ("choice", "must be one of: {expected}"),
    "uuid_type": ("type", "must be a UUID"),
    "uuid_parsing": ("type", "must be a UUID"),
    "date_parsing": ("form", "is not a date that exists"),
    "date_from_datetime_parsing": ("form", "is not a date that exists"),
    "datetime_parsing": ("form", "is not a date and time that exist"),
    "datetime_from_date_parsing": ("form", "is not a date and time that exist"),
    "time_parsing": ("form", "is not a time that exists"),
    "list_type": ("type", "must be a list"),
    "too_long": ("too_long", "must have at most {max_length} items"),
    "model_type": ("type", "must be an object"),
    "model_attributes_type": ("type", "must be an object"),
    "dict_type": ("type", "must be an object"),
}


def _known_names(request: Request, place: str) -> list[str]:
    """The fields that the request's body or query may have."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return []
    params = [route.body_field] if place == "body" else route.dependant.query_params
    models = [param.field_info.annotation for param in params if param is not None]
    return [name for model in models for name in _names_in(model)]


def _is_read_only(request: Request, field: str) -> bool:
    """Whether answers have a field that this body may not."""
    return field in _names_in(getattr(request.scope.get("route"), "response_model", None))


def _names_in(model: object) -> list[str]:
    """What clients call the fields of a model."""
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def printable(text: object) -> str:
    """Text from outside, on one line and bounded, as logs and messages may show it."""
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in str(text)[:200])
    return shown or '""'


def _field_error(request: Request, error: Mapping[str, Any]) -> FieldError:
    place, *path = error["loc"]
    kind, context = error["type"], error.get("ctx", {})
    field = printable(path[0] if path else place)
    code, message = _MESSAGES.get(kind, ("invalid", "is not valid"))
    if error.get("input", ...) is None and kind not in ("missing", "extra_forbidden"):
        code, message = "null", "must not be null"
    elif kind in OWN_ERRORS:
        code, message = kind, str(error["msg"])
    elif kind == "string_too_short" and context["min_length"] == 1:
        message = "must not be blank"
    else:
        message = message.format_map({name: _plain(value) for name, value in context.items()})
    if kind == "extra_forbidden" and place == "body" and _is_read_only(request, field):
        code, message = "read_only", "is read-only"
    elif kind == "extra_forbidden":
        close = difflib.get_close_matches(field, _known_names(request, str(place)), 1)
        message += f"; did you mean {close[0]}?" if close else ""
    return FieldError(field=field, message=message, code=code)


def _plain(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _sentence(first: FieldError, more: int) -> str:
    end = "" if first.message.endswith("?") else "."
    others = f" ({more} more {'errors' if more > 1 else 'error'})" if more else ""
    return f"{first.field} {first.message}{end}{others}"


async def _on_api_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, APIError)
    if isinstance(error, Unauthorized):
        logger.info("refused: %s", printable(error.reason))
    return response_to(error)


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if found[0]["type"] == "json_invalid":
        return response_to(BadRequest("The body is not valid JSON."))
    if isinstance(error.body, bytes) and error.body:
        return response_to(UnsupportedMediaType())
    errors = [_field_error(request, each) for each in found[:MOST_ERRORS]]
    return response_to(ValidationFailed(_sentence(errors[0], len(found) - 1), errors=errors))


# What FastAPI and Starlette say by themselves, in sentences.
_FRAMEWORK_DETAILS = {
    "There was an error parsing the body": "The body can't be read as JSON.",
    "Not Found": "There is nothing at this address.",
    "Method Not Allowed": "This address doesn't take this method.",
}


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


async def _on_unexpected(request: Request, error: Exception) -> Response:
    return response_to(APIError("Something went wrong on our side."))


def install(app: FastAPI, *, allowed_methods: Callable[[Scope], set[str]]) -> None:
    """Make every error of the app a problem; a 405 names all methods that would do."""

    async def on_http_exception(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if isinstance(error.__cause__, APIError):
            # FastAPI takes whatever goes wrong while it reads the body for a malformed one.
            return response_to(error.__cause__)
        phrase = _phrase(error.status_code)
        headers = dict(error.headers or {})
        if error.status_code == 405 and "Allow" in headers:
            headers["Allow"] = ", ".join(sorted(allowed_methods(request.scope)))
        return problem(
            error.status_code,
            phrase.lower().replace(" ", "-"),
            phrase.capitalize(),
            _FRAMEWORK_DETAILS.get(str(error.detail), str(error.detail)),
            headers=headers,
        )

    app.add_exception_handler(APIError, _on_api_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(Exception, _on_unexpected)
