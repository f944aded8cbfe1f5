"""The families of docs/styles.md: each style is generated, and answers what the page shows."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.documents import blocks, matches
from tests.generating import ROOT, database, environment, generate, python

PAGE = ROOT / "docs/styles.md"
# Sends each request of a list in turn, and prints the statuses and the bodies.
ASK = """
import asyncio, json, os, sys
import httpx
from styled_app import migrations
from styled_app.auth import Caller
from styled_app.main import create_app
from styled_app.settings import get_settings

async def ask(requests):
    app = create_app(get_settings())

    async def as_alice(scope, receive, send):
        await app({**scope, "caller": Caller("alice")}, receive, send)

    row, answers = "", []
    transport = httpx.ASGITransport(as_alice)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        for method, path, body in requests:
            headers = {"Content-Type": "application/json"} if body else {}
            path = path.replace("{id}", row)
            answer = await client.request(method, path, content=body, headers=headers)
            row = answer.headers.get("Location", row).rpartition("/")[2]
            answers.append([answer.status_code, dict(answer.headers), answer.text])
    return answers

if "--migrate" in sys.argv:
    migrations.upgrade(os.environ["DATABASE_URL"])
print(json.dumps(asyncio.run(ask(json.loads(sys.argv[1])))))
"""


@dataclass
class Family:
    """A style, and what an application of that style is asked and answers."""

    heading: str
    api: str = ""
    resources: str = ""
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    @property
    def spec(self) -> str:
        """The whole spec: what the page adds to the resource comes behind its owner."""
        added = self.resources.removeprefix("  Task:\n")
        resource = RESOURCE.replace("    owner: user_id\n", f"    owner: user_id\n{added}")
        return f"spec: 1\napi:\n  title: Tasks\n  version: 1.0.0\n{self.api}{resource}"


(RESOURCE,) = (text for _, text in blocks(PAGE) if text.startswith("resources:"))


def families() -> Iterator[Family]:
    parts = re.split(r"^## (.*)\n", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        family = Family(heading)
        for kind, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            if kind == "http":
                for exchange in block.strip().split("\n\n"):
                    asked, _, answer = exchange.partition("\n")
                    method, path, *body = asked.split(" ", 2)
                    family.requests.append((method, path, "".join(body)))
                    family.answers.append(re.sub(r"\n +", "", answer))
            elif block.startswith("  Task:"):
                family.resources = block
            else:
                family.api = block
        if family.requests:
            yield family


FAMILIES = list(families())


def answered(spec: str, folder: Path, requests: list[Any], url: str, *options: str) -> Any:
    """Status, headers and body of each answer."""
    package = generate(spec, folder / "styled_app")
    env = environment(package, url)
    return json.loads(python(package, "-c", ASK, json.dumps(requests), *options, env=env))


def test_the_page_shows_seven_families() -> None:
    assert len(FAMILIES) == 7
    assert all(len(family.requests) >= 4 for family in FAMILIES)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.heading)
def test_family(family: Family, tmp_path: Path) -> None:
    with database() as url:
        answers = answered(family.spec, tmp_path, family.requests, url, "--migrate")
    shown = [f"{status} {text}".rstrip() for status, _, text in answers]
    for expected, found in zip(family.answers, shown, strict=True):
        assert matches(expected, found), f"{found}\n\n{expected}"
    lists = [headers for headers in (each[1] for each in answers) if "x-total-count" in headers]
    counted = [path for _, path, _ in family.requests if "total=true" in path]
    assert len(lists) >= len(counted)
    for (method, _, _), (status, headers, text) in zip(family.requests, answers, strict=True):
        if status >= 400:
            problem = "    error:" not in family.api
            kind = "application/problem+json" if problem else "application/json"
            assert headers["content-type"] == kind
        assert bool(text) is (method != "DELETE" or status != 204)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("{detail: $message}", {"detail": "The database can't be reached just now."}),
        ("{error: {code: $code}}", {"error": {"code": "unavailable"}}),
        (
            "{success: false, data: null, status: $status, kind: $title, fields: $errors}",
            {
                "success": False,
                "data": None,
                "status": 503,
                "kind": "Service unavailable",
                "fields": [],
            },
        ),
    ],
)
def test_outage_has_the_form_of_errors(form: str, expected: object, tmp_path: Path) -> None:
    family = Family("", api=f"  style: {{error: {form}}}\n")
    nobody = "postgresql://nobody@127.0.0.1:9/nothing"
    requests = [("GET", "/api/tasks", ""), ("GET", "/health/ready", ""), ("GET", "/api/me", "")]
    unavailable, unready, me = answered(family.spec, tmp_path, requests, nobody)
    for status, headers, text in (unavailable, unready):
        assert status == 503
        assert headers["content-type"] == "application/json"
        assert headers["retry-after"] == "1"
        assert json.loads(text) == expected
    assert (me[0], json.loads(me[2])["id"]) == (200, "alice")


def test_examples_of_the_language(tmp_path: Path) -> None:
    own, style = (
        next(text for _, text in blocks(ROOT / "docs/spec.md") if found in text)
        for found in ("    style: {row:", "  style:\n    list:")
    )
    requests = [
        ("POST", "/api/tasks", '{"title": "Buy milk"}'),
        ("GET", "/api/tasks?limit=5", ""),
        ("DELETE", "/api/tasks/{id}", ""),
        ("DELETE", "/api/tasks/{id}", ""),
    ]
    for number, resources in enumerate(("", own)):
        spec = Family("", api=style, resources=resources).spec
        folder = tmp_path / str(number)
        folder.mkdir()
        with database() as url:
            answers = answered(spec, folder, requests, url, "--migrate")
        made, listed, gone, missing = (json.loads(text) for _, _, text in answers)
        assert [status for status, _, _ in answers] == [201, 200, 200, 404]
        row = made["data"] if number == 0 else made["task"]
        page = {"tasks": [row], "total": None, "limit": 5, "offset": 0}
        deleted = {"deleted": True, "task_id": row["id"]}
        assert made == ({"success": True, "data": row, "error": None}, {"task": row})[number]
        assert listed == ({"data": page}, {"tasks": [row], "total": 1})[number]
        assert gone == (deleted, {"message": "Task deleted"})[number]
        message = "There is no task with this id."
        error = {"code": "not-found", "message": message}
        assert missing == {"success": False, "data": None, "error": error}
