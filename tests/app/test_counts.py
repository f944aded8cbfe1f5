"""What a request costs, in counts: they are the same on every machine, whatever it does besides."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.generating import ROOT, database, environment, python
from tests.generating import rows as stored
from tests.serving import Server, User, at_once, served
from tests.wire import Wire, tapped

MISSING = "0197a3c4-0000-7000-8000-000000000000"
# What DATABASE_CONNECTIONS leaves to requests, where nothing is said.
CONNECTIONS = 8


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with database() as made:
        yield made


@pytest.fixture(scope="module")
def wire(url: str) -> Iterator[Wire]:
    with tapped(url) as wire:
        yield wire


@pytest.fixture(scope="module")
def server(wire: Wire) -> Iterator[Server]:
    with served(ROOT / "generated_app", {"DATABASE_URL": wire.url}, migrate=True) as running:
        yield running


@pytest.fixture(scope="module")
def alice(server: Server, client: httpx.Client) -> User:
    return User.of(server, client, "alice")


@pytest.fixture(scope="module")
def rows(alice: User) -> dict[str, str]:
    """The keys of a project, and of tasks that stay and go."""
    project = alice.make("projects", name="Home")
    return {
        "project": project,
        "task": alice.make("tasks", title="One", project_id=project),
        **{f"gone{n}": alice.make("tasks", title="Gone") for n in range(2)},
    }


ONE_ROUND_TRIP: list[tuple[str, str, Any]] = [
    ("GET", "/api/tasks", None),
    ("GET", "/api/tasks?status=completed&sort=-due_date&total=true", None),
    ("GET", "/api/tasks?cursor=&limit=1&expand=project", None),
    ("GET", "/api/projects?expand=tasks", None),
    ("GET", "/api/projects/{project}/tasks", None),
    ("GET", "/api/tasks/{task}", None),
    ("GET", "/api/tasks/{task}?expand=project", None),
    ("POST", "/api/tasks", {"title": "New"}),
    ("POST", "/api/tasks", {"title": "New", "project_id": "{project}"}),
    ("POST", "/api/projects/{project}/tasks", {"title": "New"}),
    ("PUT", "/api/tasks/{task}", {"title": "Put"}),
    ("PATCH", "/api/tasks/{task}", {"title": "Changed", "project_id": "{project}"}),
    ("PATCH", "/api/tasks/{task}/complete", None),
    ("DELETE", "/api/tasks/{gone}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ONE_ROUND_TRIP)
def test_a_request_is_one_round_trip(
    wire: Wire, alice: User, rows: dict[str, str], method: str, path: str, body: Any
) -> None:
    def send(number: int) -> int:
        keys = {**rows, "gone": rows[f"gone{number}"]}
        given = json.loads(json.dumps(body).replace("{project}", rows["project"]))
        answer = alice.ask(method, path.format(**keys), given)
        assert answer.is_success, answer.text
        return answer.status_code

    # The first of its kind on a connection is parsed there.
    first = send(0)
    wire.clear()
    assert send(1) == first
    assert (wire.round_trips, wire.parsed, wire.connections) == (1, 0, 0)


def test_a_new_user_costs_no_more(wire: Wire, server: Server, client: httpx.Client) -> None:
    newcomers = [User.of(server, client, f"new-{number}") for number in range(2)]
    for newcomer in newcomers:
        wire.clear()
        assert newcomer.ask("POST", "/api/tasks", {"title": "First"}).status_code == 201
    assert (wire.round_trips, wire.connections) == (1, 0)


def test_who_is_refused_costs_one_more(wire: Wire, server: Server, client: httpx.Client) -> None:
    """What doesn't concern the database isn't asked of it; whether a row is there is."""
    bob = User.of(server, client, "bob")
    stranger = User(client, {"Authorization": "Bearer no.such.token"})
    for user, method, path, body, status, most in (
        (stranger, "GET", "/api/tasks", None, 401, 0),
        (bob, "GET", "/api/tasks?limit=0", None, 400, 0),
        (bob, "POST", "/api/tasks", {"title": " "}, 400, 0),
        (bob, "GET", "/api/tasks/none", None, 400, 0),
        (bob, "GET", "/api/nothing", None, 404, 0),
        (bob, "DELETE", "/api/tasks", None, 405, 0),
        (bob, "GET", f"/api/tasks/{MISSING}", None, 404, 2),
        (bob, "PATCH", f"/api/tasks/{MISSING}/complete", None, 404, 2),
        (bob, "POST", "/api/tasks", {"title": "New", "project_id": MISSING}, 400, 2),
    ):
        for _ in range(2):
            wire.clear()
            answer = user.ask(method, path, body)
            assert answer.status_code == status, answer.text
        assert wire.round_trips == most, (method, path)


def test_requests_share_connections(wire: Wire, server: Server, alice: User) -> None:
    """One after the other on one of them, and at once on no more than there may be."""
    asked = (alice, "GET", "/api/tasks", None)
    alice.ask("GET", "/api/tasks")
    wire.clear()
    for _ in range(20):
        alice.ask("GET", "/api/tasks")
    assert wire.connections == 0
    answers = at_once(server, [asked] * 60)
    assert [answer.status_code for answer in answers] == [200] * 60
    assert wire.connections < CONNECTIONS


def test_connections_that_ended_are_replaced(
    wire: Wire, server: Server, alice: User, url: str
) -> None:
    """PostgreSQL ends those that wait for the next request: when it starts anew, say."""
    asked = (alice, "GET", "/api/tasks", None)
    assert {answer.status_code for answer in at_once(server, [asked] * 30)} == {200}
    ended = stored(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    assert len(ended) > 1
    # The application hears of it when it next looks at its connections.
    alice.ask("GET", "/health")
    wire.clear()
    for _ in range(3):
        assert {answer.status_code for answer in at_once(server, [asked] * 30)} == {200}
    assert 0 < wire.connections <= CONNECTIONS


SCRIPT = """\
import asyncio, json
import httpx
from sqlalchemy.sql.compiler import SQLCompiler
from {package}.main import around, create_app
from {package}.resources.tasks import queries
from {package}.settings import get_settings

compiled = tasks = 0
begin = SQLCompiler.__init__

def counted(self, *arguments, **options):
    global compiled
    compiled += 1
    begin(self, *arguments, **options)

SQLCompiler.__init__ = counted

def factory(loop, coroutine, **options):
    global tasks
    tasks += 1
    return asyncio.Task(coroutine, loop=loop, **options)

async def send(app, method, path, body):
    content = json.dumps(body).encode() if body else b""
    headers = [(b"content-type", b"application/json")] if body else []
    headers.append((b"authorization", b"Bearer {token}"))
    path, _, query = path.partition("?")
    scope = {{
        "type": "http", "asgi": {{"version": "3.0"}}, "http_version": "1.1", "method": method,
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "scheme": "http", "headers": headers, "client": ("127.0.0.1", 1), "server": ("test", 80),
    }}
    answered = []
    parts = []

    async def receive():
        return {{"type": "http.request", "body": content, "more_body": False}}

    async def say(message):
        answered.append(message.get("status"))
        parts.append(message.get("body", b""))

    await app(scope, receive, say)
    return answered[0], b"".join(parts)

async def main():
    global compiled, tasks
    inner = create_app(get_settings())
    # As it is served: the short way is one of the things around it.
    app = around(inner)
    async with inner.router.lifespan_context(inner):
        asyncio.get_running_loop().set_task_factory(factory)
        _, made = await send(app, "POST", "/api/tasks", {{"title": "One"}})
        key = json.loads(made)["id"]
        found = []
        for method, path, body in json.loads({requests!r}):
            for _ in range(2):
                compiled = tasks = 0
                status, _ = await send(app, method, path.format(task=key), body)
            found.append([status, compiled, tasks])
        # Every selection of these parameters is a question of its own.
        parameters = [
            ("status", "completed"), ("priority", "high"), ("due_date__is_null", "true"),
            ("q", "a"), ("total", "true"), ("expand", "project"),
        ]
        sorts = ["title", "-title", "due_date", "-due_date", "created", "-created"]
        for number in range(2 ** len(parameters)):
            given = [
                f"&{{name}}={{value}}"
                for place, (name, value) in enumerate(parameters)
                if number & 1 << place
            ]
            for sort in sorts:
                await send(app, "GET", "/api/tasks?sort=" + sort + "".join(given), None)
        print(json.dumps([found, queries.listing.statement.cache_info()]))

asyncio.run(main())
"""


def test_statements_are_compiled_once(server: Server) -> None:
    """And a request makes no task of its own: each costs some microseconds."""
    requests = [each for each in ONE_ROUND_TRIP if "{project}" not in json.dumps(each)]
    requests = [each for each in requests if "{gone}" not in each[1]]
    token = server.token("counted")
    script = SCRIPT.format(package=server.package, token=token, requests=json.dumps(requests))
    found, (_, misses, most, kept) = json.loads(server.python(script))
    assert [status for status, _, _ in found] == [
        201 if method == "POST" else 200 for method, _, _ in requests
    ]
    assert {(compiled, tasks) for _, compiled, tasks in found} == {(0, 0)}
    # However many questions clients think of, only so many are kept.
    assert misses > most == kept == 256


LOADED = """
import gc
collected = sum(each["collections"] for each in gc.get_stats())
from generated_app.loaded import app
print(sum(each["collections"] for each in gc.get_stats()) - collected, gc.isenabled())
print(gc.get_freeze_count() > 100_000, len(gc.get_objects()) < 1_000)
"""


def test_what_is_loaded_is_never_collected(url: str) -> None:
    package = ROOT / "generated_app"
    env = environment(package, url)
    # Right after the start, no object is looked at but those that come.
    assert python(package, "-c", LOADED, env=env) == "0 True\nTrue True\n"
