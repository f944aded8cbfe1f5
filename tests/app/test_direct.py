"""Requests that go to their handlers directly are answered as FastAPI answers them."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests import differing
from tests.app.test_specs import SPECS
from tests.generating import ROOT, database, environment, execute, generate, python, rows, server

# Specs, and how many requests of each are asked both ways.
SOME = {
    "projects": 800,
    "kinds": 500,
    "public": 500,
    "own_paths": 500,
    "deprecated": 500,
    "json": 300,
    "lookup": 400,
    "many": 400,
}


def template(url: str) -> None:
    """Give a new database the clock that goes on when it is asked."""
    execute(url, differing.CLOCK)
    name = urlsplit(url).path[1:]
    execute(url, f"ALTER DATABASE {name} SET search_path = public, pg_catalog")


def ask_both_ways(name: str, folder: Path) -> dict[str, Any]:
    package = generate(SPECS[name], folder / f"{name}_app")
    postgres = server().url("postgres")
    with database() as first:
        template(first)
        execute(first, 'CREATE TABLE "user" (id text PRIMARY KEY)')
        execute(first, """INSERT INTO "user" VALUES ('alice'), ('bob')""")
        env = environment(package, first) | {"PYTHONPATH": f"{package.parent}:{ROOT}"}
        python(package, "-m", package.name, "migrate", env=env)
        second = f"test_{uuid4().hex}"
        execute(postgres, f"CREATE DATABASE {second} TEMPLATE {urlsplit(first).path[1:]}")
        try:
            execute(postgres, f"ALTER DATABASE {second} SET search_path = public, pg_catalog")
            urls = first, server().url(second)
            asked = python(
                package, "-m", "tests.differing", package.name, *urls, str(SOME[name]), env=env
            )
            found: dict[str, Any] = json.loads(asked)
            found["rows"] = [contents(url) for url in urls]
            return found
        finally:
            execute(postgres, f"DROP DATABASE {second} WITH (FORCE)")


def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    tables = rows(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return {
        str(name): rows(url, f'SELECT t::text FROM "{name}" t ORDER BY 1') for (name,) in tables
    }


@pytest.mark.parametrize("name", SOME)
def test_both_ways_answer_alike(name: str, tmp_path: Path) -> None:
    found = ask_both_ways(name, tmp_path)
    assert not found["differences"], "\n".join(found["differences"][:5])
    first, second = found["rows"]
    assert first == second
    # All this would be so of an application that answers nothing, or nothing directly.
    assert sum(found["direct"].values()) > found["requests"] / 6
    if name == "projects":
        assert found["never"] == []


# What `custom/` may do about generated routes: stand in for them, at all of their addresses or at
# some, ask for more, and stand around them.
INSTEAD = """
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ..auth import CurrentUser
from ..database import DatabaseDep
from ..dispatch import resource_router
from ..errors import Forbidden
from ..resources.stories.models import StoryCreate
from ..resources.stories.router import create_story

stories = resource_router("stories", tag="stories")


async def require_alice(user: CurrentUser) -> None:
    if user.id != "alice":
        raise Forbidden("room")


@stories.post("", dependencies=[Depends(require_alice)])
async def create(user: CurrentUser, database: DatabaseDep, body: StoryCreate) -> Response:
    response = await create_story(user, database, body)
    response.headers["X-Custom"] = "created"
    return response


@stories.get("/newest")
@stories.delete("/{slug}")
async def other(request: Request) -> Any:
    return {"custom": request.url.path}


async def below(request: Request) -> Response:
    return PlainTextResponse(f"custom {request.url.path}")


def install(app: FastAPI) -> None:
    app.include_router(stories)
    app.mount("/api/notes", Starlette(routes=[Route("/{rest:path}", below)]))
"""
AROUND = """
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.responses import PlainTextResponse

from ..errors import NotFound


def install(app: FastAPI) -> None:
    @app.middleware("http")
    async def around(request: Request, call_next: Any) -> Response:
        if "refuse" in request.query_params:
            return PlainTextResponse("custom", 418)
        response = await call_next(request)
        keys = ",".join(request.path_params.values())
        response.headers["X-Custom"] = f"{request.scope['route'].name} {keys}"
        return response

    @app.exception_handler(NotFound)
    async def gone(request: Request, error: Exception) -> Response:
        return PlainTextResponse("custom", 404)
"""
ASK = """
import asyncio, json, os, sys
import httpx
from {package}.direct import Direct
from {package}.main import around, create_app
from {package}.settings import get_settings
from {package}.tokens import make_token

directly = []
answer_directly = Direct._answer

async def noted(self, scope, body):
    answer = await answer_directly(self, scope, body)
    directly.append(scope["method"] + " " + scope["path"])
    return answer

Direct._answer = noted

async def main():
    app = create_app(get_settings())
    transport = httpx.ASGITransport(around(app))
    answers = []
    secret = os.environ["AUTH_SECRET"]
    tokens = {{user: make_token(secret, user) for user, *_ in json.loads(sys.argv[1])}}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        for user, method, path, body in json.loads(sys.argv[1]):
            headers = {{"Authorization": "Bearer " + tokens[user]}}
            answer = await client.request(method, path, json=body, headers=headers)
            answers.append([answer.status_code, answer.text, answer.headers.get("x-custom")])
    print(json.dumps([answers, directly]))

asyncio.run(main())
"""
OBSERVED = """
from fastapi import FastAPI
from opentelemetry import trace


class Provider(trace.TracerProvider):
    def get_tracer(self, *arguments: object, **options: object) -> trace.Tracer:
        return trace.NoOpTracer()


def install(app: FastAPI) -> None:
    trace.set_tracer_provider(Provider())
"""
LIMITED = """
from fastapi import FastAPI, HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Limited:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def limited() -> Message:
            message = await receive()
            if len(message.get("body", b"")) > 100:
                raise HTTPException(413)
            return message

        await self.app(scope, limited, send)


def install(app: FastAPI) -> None:
    app.add_middleware(Limited)
"""
STORY = {"title": "One", "slug": "one"}


def ask_with(
    custom: str, folder: Path, *requests: tuple[Any, ...], spec: str = "lookup"
) -> list[list[Any]]:
    """What an application with this in `custom/` answers, and what of it directly."""
    package = generate(SPECS[spec], folder / f"{spec}_app")
    if custom:
        (package / "custom" / "__init__.py").write_text(custom)
    ask = ASK.format(package=package.name)
    found = []
    for way in ("0", "1"):
        with database() as url:
            env = environment(package, url) | {"DIRECT": way}
            execute(url, 'CREATE TABLE "user" (id text PRIMARY KEY)')
            python(package, "-m", package.name, "migrate", env=env)
            found.append(json.loads(python(package, "-c", ask, json.dumps(requests), env=env)))
    (answers, directly), (answers_too, directly_too) = found
    assert directly == []
    assert [answer[::2] for answer in answers] == [answer[::2] for answer in answers_too]
    return [answers_too, directly_too]


def test_routes_of_your_own_come_first(tmp_path: Path) -> None:
    answers, directly = ask_with(
        INSTEAD,
        tmp_path,
        ("alice", "POST", "/api/stories", STORY),
        ("bob", "POST", "/api/stories", STORY),
        ("alice", "GET", "/api/stories", None),
        ("alice", "GET", "/api/stories/one", None),
        ("alice", "GET", "/api/stories/newest", None),
        ("alice", "PATCH", "/api/stories/one", {"title": "Two"}),
        ("alice", "DELETE", "/api/stories/one", None),
        ("alice", "GET", "/api/notes/some", None),
        ("alice", "GET", "/api/notes", None),
    )
    assert [(status, header) for status, _, header in answers] == [
        (201, "created"),
        (403, None),
        *[(200, None)] * 7,
    ]
    assert json.loads(answers[3][1])["title"] == "One"
    assert [json.loads(answers[at][1]) for at in (4, 6)] == [
        {"custom": "/api/stories/newest"},
        {"custom": "/api/stories/one"},
    ]
    assert answers[7][1] == "custom /api/notes/some"
    # A story may be called `newest`, and what is mounted takes only what is below its path.
    assert directly == ["GET /api/stories", "PATCH /api/stories/one", "GET /api/notes"]


def test_what_is_around_the_routes_stays_there(tmp_path: Path) -> None:
    answers, directly = ask_with(
        AROUND,
        tmp_path,
        ("alice", "POST", "/api/stories", STORY),
        ("alice", "GET", "/api/stories/one", None),
        ("alice", "GET", "/api/stories/one?refuse=1", None),
        ("alice", "GET", "/api/stories/two", None),
    )
    assert [(status, header) for status, _, header in answers] == [
        (201, "create_story "),
        (200, "read_story one"),
        (418, None),
        (404, "read_story two"),
    ]
    assert answers[3][1] == "custom"
    assert directly == ["GET /api/stories/one"]


def test_a_body_that_is_refused_while_it_is_read(tmp_path: Path) -> None:
    answers, directly = ask_with(
        LIMITED,
        tmp_path,
        ("alice", "GET", "/api/stories", None),
        ("alice", "POST", "/api/stories", {"title": "long " * 30}),
        ("alice", "POST", "/api/stories", STORY),
    )
    assert [status for status, _, _ in answers] == [200, 413, 201]
    assert directly == ["POST /api/stories"]


def test_nobody_is_named_by_the_path_of_another_user(tmp_path: Path) -> None:
    answers, directly = ask_with(
        "",
        tmp_path,
        ("a", "GET", "/api/a/tasks/", None),
        ("a", "GET", "/api/a/tasks/", None),
        ("a/tasks", "GET", "/api/a%2Ftasks/tasks/", None),
        ("a/tasks", "GET", "/api/a/tasks/", None),
        ("a/tasks", "POST", "/api/a/tasks/", {"title": "One"}),
        ("a", "GET", "/%61pi/a/tasks/", None),
        spec="own_paths",
    )
    assert [status for status, _, _ in answers] == [200, 200, 200, 404, 404, 404]
    assert directly == ["GET /api/a/tasks/"]


def test_telemetry_hears_of_every_request(tmp_path: Path) -> None:
    asked = ("alice", "GET", "/api/stories", None)
    answers, directly = ask_with(OBSERVED, tmp_path, asked, asked)
    assert [status for status, _, _ in answers] == [200, 200]
    assert directly == []
