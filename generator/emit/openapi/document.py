"""The document as a whole: what stands around the resources, and the routes every API has."""

from typing import Any

from generator.emit.descriptions import tag_description
from generator.emit.openapi.answers import answer_classes, error_classes
from generator.emit.openapi.expansions import expanded_schemas, without_unused
from generator.emit.openapi.operations import BEARER, answer, operation, problems, resource_paths
from generator.emit.openapi.schemas import array_of, of_object, reference, resource_schemas
from generator.emit.openapi.stats import stat_schemas
from generator.model.app import App

_SECURITY = {
    "type": "http",
    "description": "The token that names the caller.",
    "scheme": "bearer",
    "bearerFormat": "JWT",
}
_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"anyOf": [_TEXT, {"type": "null"}]}


def document(app: App) -> dict[str, Any]:
    """The contract of the application, without what `custom/` adds."""
    schemas = _system_schemas(app)
    paths = _system_paths(app)
    for resource in app.resources:
        schemas |= resource_schemas(resource, app) | stat_schemas(resource)
        schemas |= expanded_schemas(resource, app)
        schemas |= {made.name: made.schema for made in answer_classes(resource)}
        paths |= resource_paths(app, resource)
    schemas = without_unused(schemas, app, paths)
    return {
        "openapi": "3.1.0",
        "info": _info(app),
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"bearer": _SECURITY},
        },
        "tags": _tags(app),
    }


def _info(app: App) -> dict[str, str]:
    info = {"title": app.title, "version": app.version}
    if app.description is not None:
        info["description"] = app.description
    return info


def _tags(app: App) -> list[dict[str, str]]:
    texts = {"health": "Whether the server works.", "me": "The caller."}
    texts |= {
        resource.labels: tag_description(resource) for resource in app.resources if resource.served
    }
    return [{"name": name, "description": text} for name, text in texts.items()]


def _system_paths(app: App) -> dict[str, Any]:
    live = {"200": answer("The process runs.", reference("Health"))}
    migrated = answer("The database answers, and is migrated.", reference("Health"))
    ready = {"200": migrated, **problems(app, 503)}
    me = {
        "200": answer("The caller.", reference("CallerPublic")),
        **problems(app, app.validation_status, 401, 503, 504),
    }
    return {
        "/health": {"get": operation("health", "read_health", "Tell that the process runs.", live)},
        "/health/live": {
            "get": operation(
                "health",
                "read_liveness",
                "Tell that the process runs: restart it when this fails.",
                live,
            )
        },
        "/health/ready": {
            "get": operation(
                "health",
                "read_readiness",
                "Tell that the database answers and is migrated: "
                "send requests elsewhere while this fails.",
                ready,
            )
        },
        f"{app.prefix}/me": {
            "get": operation(
                "me",
                "read_me",
                "Return the caller, as the token names them.",
                me,
                security=BEARER,
            )
        },
    }


def _system_schemas(app: App) -> dict[str, Any]:
    return {
        "CallerPublic": of_object(
            "CallerPublic",
            "What the token says of the caller.",
            {
                "id": _TEXT
                | {"description": "The subject of the token: the owner of the caller's rows."},
                "email": _TEXT_OR_NULL,
                "name": _TEXT_OR_NULL,
                "roles": array_of(_TEXT),
            },
        ),
        "Health": of_object(
            "Health", "That the server answers.", {"status": _TEXT | {"examples": ["healthy"]}}
        ),
        **_error_schemas(app),
    }


def _error_schemas(app: App) -> dict[str, Any]:
    field_error = of_object(
        "FieldError",
        "One thing that is wrong with what was sent.",
        {
            "field": _text("The field or parameter.", "title"),
            "message": _text("What is wrong with it.", "must not be blank"),
            "code": _text("The same for programs.", "too_short"),
        },
    )
    if app.error_form is None:
        return {"FieldError": field_error, "Problem": _problem(app)}
    schemas: dict[str, Any] = {made.name: made.schema for made in error_classes(app)}
    return schemas | ({"FieldError": field_error} if "$errors" in app.error_form.words else {})


def _problem(app: App) -> dict[str, Any]:
    return of_object(
        "Problem",
        "An error: problem details as RFC 9457 has them.",
        {
            "type": _text("Which kind of problem.", "urn:problem:validation"),
            "title": _text("The kind in words.", "Validation failed"),
            "status": {
                "type": "integer",
                "description": "The HTTP status.",
                "examples": [app.validation_status],
            },
            "detail": _text(
                "One sentence that may be shown to a person.", "title must not be blank."
            ),
            "errors": array_of(reference("FieldError"))
            | {"description": "Each wrong field; empty for other problems."},
        },
    )


def _text(description: str, example: str) -> dict[str, Any]:
    return _TEXT | {"description": description, "examples": [example]}
