"""The documentation that the app serves: the OpenAPI document, Swagger UI and ReDoc.

The document was written when the app was generated. Only what `custom/` adds is worked out
here. The pages take their scripts from this server, so they work without the internet.
"""

import json
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import fastapi_offline
from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.routing import BaseRoute

from . import api
from .errors import Problem

DOCUMENT = Path(__file__).with_name("openapi.json")
STATIC = Path(fastapi_offline.__file__).with_name("static")
STATIC_URL = "/docs/static"
REDOC_URL = f"{STATIC_URL}/redoc.standalone.js"
SWAGGER_PARAMETERS = {
    "displayRequestDuration": True,
    "persistAuthorization": True,
    "validatorUrl": None,  # else a public page is asked for the document's badge
}
# The picture beside "API docs by Redocly", the one thing that ReDoc takes from elsewhere.
REDOC_LOGO = b"https://cdn.redoc.ly/redoc/logo-mini.svg"


def install(app: FastAPI, custom_routes: list[BaseRoute]) -> None:
    """Serve the document and the two pages; their links hold behind a prefix too."""

    @lru_cache(maxsize=1)
    def document(root_path: str) -> bytes:
        if not custom_routes and not root_path:
            return DOCUMENT.read_bytes()
        whole = merged(json.loads(DOCUMENT.read_bytes()), custom_routes)
        if root_path:
            whole["servers"] = [{"url": root_path}]
        return json.dumps(whole).encode()

    async def openapi(request: Request) -> Response:
        return Response(document(request.scope.get("root_path", "")), media_type="application/json")

    async def swagger() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="openapi.json",
            title=escape(api.TITLE),
            swagger_js_url=f"{STATIC_URL}/swagger-ui-bundle.js".removeprefix("/"),
            swagger_css_url=f"{STATIC_URL}/swagger-ui.css".removeprefix("/"),
            swagger_favicon_url=f"{STATIC_URL}/favicon.png".removeprefix("/"),
            swagger_ui_parameters=SWAGGER_PARAMETERS,
        )

    async def redoc() -> HTMLResponse:
        return get_redoc_html(
            openapi_url="openapi.json",
            title=escape(api.TITLE),
            redoc_js_url=REDOC_URL.removeprefix("/"),
            redoc_favicon_url=f"{STATIC_URL}/favicon.png".removeprefix("/"),
            with_google_fonts=False,
        )

    async def redoc_script() -> Response:
        headers = {"Cache-Control": "max-age=3600"}
        return Response(redoc_without_logo(), media_type="text/javascript", headers=headers)

    app.add_api_route(REDOC_URL, redoc_script, include_in_schema=False)
    app.mount(STATIC_URL, StaticFiles(directory=STATIC), name="docs-static")
    app.add_api_route("/openapi.json", openapi, include_in_schema=False)
    app.add_api_route("/docs", swagger, include_in_schema=False)
    app.add_api_route("/redoc", redoc, include_in_schema=False)


@lru_cache(maxsize=1)
def redoc_without_logo() -> bytes:
    """ReDoc's script, which has no option to leave the logo out."""
    return (STATIC / "redoc.standalone.js").read_bytes().replace(REDOC_LOGO, b"")


def described(routes: list[BaseRoute]) -> dict[str, Any]:
    """What FastAPI says of these routes, with the errors as this API answers them."""
    document = get_openapi(
        title=api.TITLE,
        version=api.VERSION,
        description=api.DESCRIPTION,
        tags=[{"name": name, "description": text} for name, text in api.TAGS.items()],
        routes=routes,
    )
    for path in document["paths"].values():
        for operation in path.values():
            _tidy_operation(operation)
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
    for schema in schemas.values():
        for property_schema in schema.get("properties", {}).values():
            # It only repeats the name.
            property_schema.pop("title", None)
    components["schemas"] = dict(sorted(schemas.items()))
    return document


def _tidy_operation(operation: dict[str, Any]) -> None:
    name = operation["operationId"].replace("_", " ")
    if operation["summary"] == name.title():
        operation["summary"] = name.capitalize()
    for parameter in operation.get("parameters", ()):
        # The parameter itself has all of them.
        for word in ("title", "description", "deprecated"):
            parameter["schema"].pop(word, None)
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    for response in responses.values():
        for content in response.get("content", {}).values():
            content.get("schema", {}).pop("title", None)
    operation["responses"] = dict(sorted(responses.items()))


def merged(document: dict[str, Any], routes: list[BaseRoute]) -> dict[str, Any]:
    """The document with these routes added; they replace generated ones of the same address."""
    added = described(routes)
    for path, operations in added["paths"].items():
        document["paths"].setdefault(path, {}).update(operations)
    for kind, parts in added["components"].items():
        document["components"].setdefault(kind, {}).update(parts)
    return document
