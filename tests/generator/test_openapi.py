"""The OpenAPI document: the same that FastAPI makes of the emitted routes, and a good one."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.schemas import schema_v31
from referencing import Registry, Resource

from generator.emit.openapi import document
from generator.emit.render import render
from generator.language import read
from generator.language.loader import parse
from generator.model import App, resolve
from tests.starting import starter

ROOT = Path(__file__).parents[2]
SPECS = sorted((ROOT / "tests/specs").glob("*.yaml"))
PACKAGE = "emitted_app"
# Run beside the emitted package: what FastAPI says of its routes, and what a client is served.
LOOK = f"""
import asyncio, json, warnings
import httpx
from {PACKAGE} import docs, main, resources, system

routes = [*system.router.routes, *system.me_router.routes]
for router in resources.ROUTERS.values():
    routes += router.routes

async def serve():
    transport = httpx.ASGITransport(main.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return (await client.get("/openapi.json")).raise_for_status().json()

print(json.dumps({{"described": docs.described(routes), "served": asyncio.run(serve())}}))
"""


# The library's schema, with its anchors found once: the library finds them anew at each reference.
_SCHEMA = Resource.from_contents(dict(schema_v31))


class OpenAPIValidator(OpenAPIV31SpecValidator):
    """What the library does, in a quarter of its time."""

    schema_validator = Draft202012Validator(
        {"$ref": _SCHEMA.id()}, registry=(_SCHEMA @ Registry()).crawl()
    )


def model(text: str, name: str = "resources.yaml") -> App:
    source = parse(text, name)
    return resolve(read(source), source)


@pytest.fixture(scope="module", params=SPECS, ids=lambda path: path.stem)
def app(request: pytest.FixtureRequest) -> App:
    return model(request.param.read_text(encoding="utf-8"), request.param.name)


@pytest.fixture(scope="module")
def contract(app: App) -> dict[str, Any]:
    """The document as it is written and read again."""
    contract: dict[str, Any] = json.loads(render(app, PACKAGE)["openapi.json"].text)
    return contract


@pytest.fixture(scope="module")
def seen(app: App, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the emitted application says of itself; no database is needed for that."""
    folder = tmp_path_factory.mktemp("openapi")
    for path, emitted in render(app, PACKAGE).items():
        file = folder / PACKAGE / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(emitted.text, encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "APP_ENV": "development", "AUTH_SECRET": "s" * 40}
    look = starter().run("-c", LOOK, folder=folder, env=environment)
    assert look.code == 0, look.err
    seen: dict[str, Any] = json.loads(look.out)
    return seen


def operations(contract: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in contract["paths"].values():
        yield from path.values()


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_is_what_fastapi_makes_of_the_routes(
    contract: dict[str, Any], seen: dict[str, Any]
) -> None:
    described = seen["described"]
    for kind in ("schemas", "securitySchemes"):
        ours, theirs = contract["components"][kind], described["components"][kind]
        assert ours.keys() == theirs.keys()
        for name, schema in theirs.items():
            assert ours[name] == schema, name
    for path, operation in described["paths"].items():
        assert contract["paths"][path] == operation, path
    assert contract == described


def test_is_served_with_the_routes_of_custom_and_valid(
    contract: dict[str, Any], seen: dict[str, Any], app: App
) -> None:
    served = seen["served"]
    summary = served["paths"][f"{app.prefix}/summary"]["get"]
    assert summary["operationId"] == "read_summary"
    assert summary["security"] == [{"bearer": []}]
    assert served["components"]["schemas"]["Summary"]["properties"]
    for path, operation in contract["paths"].items():
        assert served["paths"][path] == operation
    for kind, parts in contract["components"].items():
        for name, part in parts.items():
            assert served["components"][kind][name] == part
    assert {tag["name"] for tag in contract["tags"]} <= {tag["name"] for tag in served["tags"]}
    for key in contract.keys() - {"paths", "components", "tags"}:
        assert served[key] == contract[key]
    OpenAPIValidator(served).validate()


def test_operation_ids_are_unique(contract: dict[str, Any]) -> None:
    ids = [operation["operationId"] for operation in operations(contract)]
    assert len(ids) == len(set(ids))


def test_tags_are_described_once(contract: dict[str, Any]) -> None:
    described = [tag["name"] for tag in contract["tags"]]
    assert len(described) == len(set(described))
    assert {tag for operation in operations(contract) for tag in operation["tags"]} == set(
        described
    )


def test_references_lead_to_components_and_every_component_is_used(
    contract: dict[str, Any],
) -> None:
    schemas = {f"#/components/schemas/{name}" for name in contract["components"]["schemas"]}
    assert set(references(contract)) == schemas


def test_schemas_are_sorted_and_inputs_are_closed(contract: dict[str, Any]) -> None:
    schemas = contract["components"]["schemas"]
    assert list(schemas) == sorted(schemas)
    for name, schema in schemas.items():
        if name.endswith(("Create", "Update")):
            assert schema["additionalProperties"] is False


def test_only_protected_routes_need_a_token(contract: dict[str, Any], app: App) -> None:
    public = {resource.labels for resource in app.resources if resource.public}
    for path in contract["paths"].values():
        for method, operation in path.items():
            [tag] = operation["tags"]
            needed = [] if tag == "health" else [{"bearer": []}]
            # Where everybody reads, a token may be sent.
            optional = [{}] if tag in public and method == "get" else []
            assert operation.get("security", []) == needed + optional
            assert ("401" in operation["responses"]) == bool(needed)


def test_every_error_is_a_problem_or_has_the_form_of_the_api(
    contract: dict[str, Any], app: App
) -> None:
    media_type = "application/json" if app.error_form else "application/problem+json"
    for operation in operations(contract):
        for status, response in operation["responses"].items():
            if status >= "400":
                assert list(response["content"]) == [media_type]
                assert response["content"][media_type]["schema"]["$ref"].endswith("/Problem")


def test_headers_are_documented() -> None:
    contract = document(model((ROOT / "tests/specs/task.yaml").read_text(encoding="utf-8")))
    tasks = contract["paths"]["/api/tasks"]
    headers = {
        "Link": tasks["get"]["responses"]["200"],
        "X-Total-Count": tasks["get"]["responses"]["200"],
        "Location": tasks["post"]["responses"]["201"],
        "WWW-Authenticate": tasks["get"]["responses"]["401"],
        "Retry-After": tasks["get"]["responses"]["503"],
    }
    for name, response in headers.items():
        assert name in response["headers"]


def test_what_will_go_away_is_marked() -> None:
    spec = (ROOT / "tests/golden/renamed/resources.yaml").read_text(encoding="utf-8")
    contract = document(model(spec))
    for schema in contract["components"]["schemas"].values():
        marked = [name for name, each in schema["properties"].items() if each.get("deprecated")]
        renamed = schema["title"] in ("NoteCreate", "NoteUpdate", "NotePublic")
        assert sorted(marked) == (["headline", "note"] if renamed else [])
    for path, methods in contract["paths"].items():
        for operation in methods.values():
            goes = path.endswith("/close") or path.startswith("/api/memos")
            assert operation.get("deprecated", False) is goes
            for response in operation["responses"].values():
                told = {"Deprecation", "Link"} <= response.get("headers", {}).keys()
                assert told is goes
            marked = [
                parameter["name"]
                for parameter in operation.get("parameters", ())
                if parameter.get("deprecated")
            ]
            lists = operation["operationId"].startswith("list_notes")
            assert marked == (["done", "headline"] if lists else [])
    assert contract["paths"]["/api/memos"]["get"]["operationId"] == "list_notes_at_memos"
    parameters = contract["paths"]["/api/notes"]["get"]["parameters"]
    said = {parameter["name"]: parameter["description"] for parameter in parameters}
    old_name = "Old name of `title`; deprecated since 2026-11-21, until 2027-06-30."
    assert said["headline"].startswith(f"{old_name} ")
    assert said["done"].endswith("\n\nDeprecated since 2026-11-21: use `which`.")
    properties = contract["components"]["schemas"]["NotePublic"]["properties"]
    assert properties["headline"]["description"] == old_name
    note = "Deprecated since 2026-11-21, until 2027-06-30: use `body`."
    assert properties["note"]["description"] == note
    close = contract["paths"]["/api/notes/{note_id}/close"]["post"]
    note = "Deprecated since 2026-11-21: use PATCH with `done`."
    assert close["description"].endswith(f"\n\n{note}")
    assert "Sunset" not in close["responses"]["200"]["headers"]


@pytest.mark.parametrize("part", ["NoteCreate", "NoteUpdate"])
def test_one_name_of_a_renamed_field_may_be_sent(part: str) -> None:
    spec = (ROOT / "tests/golden/renamed/resources.yaml").read_text(encoding="utf-8")
    schema = Draft202012Validator(document(model(spec))["components"]["schemas"][part])
    assert schema.is_valid({"title": "x"})
    assert schema.is_valid({"headline": "x"})
    assert not schema.is_valid({"title": "x", "headline": "x"})
    assert schema.is_valid({}) is (part == "NoteUpdate")


def test_query_parameters_are_described_and_never_null(contract: dict[str, Any]) -> None:
    for operation in operations(contract):
        for parameter in operation.get("parameters", ()):
            assert "anyOf" not in parameter["schema"]
            if parameter["in"] == "query":
                assert parameter["required"] is False
                assert parameter["description"]
            if parameter["schema"].get("type") == "array":
                assert "commas" in parameter["description"]


def test_texts_of_the_spec_arrive_as_they_are() -> None:
    path = ROOT / "tests/specs/hostile.yaml"
    app = model(path.read_text(encoding="utf-8"))
    contract = document(app)
    assert contract["info"]["title"] == app.title
    assert contract["info"]["description"] == app.description
    assert contract["tags"][-1]["description"] == app.resources[0].description
    properties = contract["components"]["schemas"]["ThingCreate"]["properties"]
    for field in app.resources[0].writable:
        assert properties[field.name]["description"] == field.description


def test_five_hundred_resources_take_seconds_and_not_minutes() -> None:
    head, task = (ROOT / "tests/specs/task.yaml").read_text(encoding="utf-8").split("resources:\n")
    tasks = "".join(task.replace("Task:", f"Task{number}x:") for number in range(500))
    app = model(f"{head}resources:\n{tasks}")
    begin = time.process_time()
    contract = document(app)
    assert time.process_time() - begin < 20
    assert len(contract["paths"]) == 4 + 500 * 3


def test_the_generator_needs_no_fastapi() -> None:
    look = "import sys, generator.commands; sys.exit('fastapi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], cwd=ROOT, check=False).returncode == 0
