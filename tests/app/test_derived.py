"""Fields that follow from others, as docs/spec.md shows them, over a served application."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.documents import blocks
from tests.generating import ROOT, database, environment, execute, generate, python, rows
from tests.serving import Server, served

PAGE = ROOT / "docs/spec.md"
AT_ONCE, ROUNDS = 24, 10

# Rows whose time doesn't agree with their state.
WRONG = """
    SELECT status, completed_at, urgent, urgent_since FROM tasks
    WHERE (status IN ('done', 'archived')) <> (completed_at IS NOT NULL)
    OR urgent <> (urgent_since IS NOT NULL)
"""


def shown(kind: str, word: str) -> str:
    """The example of the page in which this word stands."""
    (block,) = (text for found, text in blocks(PAGE) if found == kind and word in text)
    return block


SPEC = f"""\
spec: 1
api: {{title: Tasks, version: "1"}}
resources:
{shown("yaml", "is: {status: [done")}\
      finish: {{run: custom.work:finish}}
      reopen: {{run: custom.work:reopen}}
      date_back: {{run: custom.work:date_back}}
"""
OWN = """
from datetime import UTC, datetime

from .. import runs
from ..resources.tasks.models import Task


async def finish(run: runs.Run[Task, None]) -> None:
    run.row.status = "done"
    run.session.add(Task(user_id=run.caller.id, title="Another", status="archived", urgent=True))


async def reopen(run: runs.Run[Task, None]) -> None:
    run.row.status = "doing"


async def date_back(run: runs.Run[Task, None]) -> None:
    run.row.status = "done"
    run.row.completed_at = datetime(2026, 1, 31, tzinfo=UTC)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("derived") / "tasks_app")
    (package / "custom/work.py").write_text(OWN, encoding="utf-8")
    with database() as url, served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {server.token('alice')}"}
    with httpx.Client(base_url=server.address, headers=headers, trust_env=False) as asking:
        yield asking


def ask(client: httpx.Client, method: str, path: str, **body: Any) -> Any:
    answer = client.request(method, f"/api/tasks{path}", json=body or None)
    assert answer.is_success, answer.text
    return answer.json()


def made(client: httpx.Client, **fields: Any) -> tuple[str, Any]:
    """The path of a new task behind that of the list, and the task."""
    row = ask(client, "POST", "", title="Buy milk", **fields)
    return f"/{row['id']}", row


def table() -> list[list[str]]:
    """The rows of the page's table of what becomes of a status."""
    text = PAGE.read_text(encoding="utf-8")
    _, _, body = text.partition("| `complete` |\n| --- | --- | --- | --- |\n")
    lines = body.partition("\n\n")[0].splitlines()
    return [re.findall(r"`(\w+)`", line) for line in lines]


@pytest.mark.parametrize(("status", "true", "false", "turned"), table())
def test_what_becomes_of_a_status(
    client: httpx.Client, status: str, true: str, false: str, turned: str
) -> None:
    for body, expected in (({"completed": True}, true), ({"completed": False}, false)):
        path, row = made(client, status=status)
        assert row["completed"] is (status in ("done", "archived"))
        now = ask(client, "PATCH", path, **body)
        assert (now["status"], now["completed"]) == (expected, body["completed"])
    path, _ = made(client, status=status)
    assert ask(client, "PATCH", f"{path}/complete")["status"] == turned


def test_table_has_every_status() -> None:
    assert [line[0] for line in table()] == ["todo", "doing", "done", "archived"]


def test_create_and_replace_begin_with_the_default(client: httpx.Client) -> None:
    for completed, status in ((True, "done"), (False, "todo")):
        path, row = made(client, completed=completed)
        assert row["status"] == status
        ask(client, "PATCH", path, status="doing")
        assert ask(client, "PUT", path, title="Tea", completed=completed)["status"] == status
    assert ask(client, "PUT", path, title="Tea")["status"] == "todo"


def test_contradiction_is_refused_as_the_page_shows(client: httpx.Client) -> None:
    refusal = json.loads(shown("json", "contradiction"))
    body = {"title": "Buy milk", "status": "doing", "completed": True}
    path, row = made(client)
    for method, at in (("POST", ""), ("PUT", path), ("PATCH", path)):
        answer = client.request(method, f"/api/tasks{at}", json=body)
        assert answer.status_code == refusal["status"]
        assert {name: answer.json()[name] for name in refusal} == refusal
    assert ask(client, "GET", path) == row
    agreed = ask(client, "PATCH", path, status="archived", completed=True)
    assert (agreed["status"], agreed["completed"]) == ("archived", True)


def test_time_lasts_as_long_as_the_state(client: httpx.Client) -> None:
    path, row = made(client)
    assert (row["completed_at"], row["urgent_since"]) == (None, None)
    since = ask(client, "PATCH", path, completed=True, urgent=True)
    assert None not in (since["completed_at"], since["urgent_since"])
    kept = ask(client, "POST", f"{path}/archive")
    assert kept["status"] == "archived"
    for change in ({"title": "Tea"}, {"status": "done"}, {"completed": True, "urgent": True}):
        kept = ask(client, "PATCH", path, **change)
    assert [kept[name] for name in ("completed_at", "urgent_since")] == [
        since[name] for name in ("completed_at", "urgent_since")
    ]
    assert ask(client, "PATCH", path, urgent=False)["urgent_since"] is None
    assert ask(client, "PATCH", f"{path}/complete")["completed_at"] is None
    again = ask(client, "PATCH", f"{path}/complete")["completed_at"]
    assert again > since["completed_at"]


def test_lists_and_stats_know_it(server: Server) -> None:
    headers = {"Authorization": f"Bearer {server.token('lists')}"}
    with httpx.Client(base_url=server.address, headers=headers, trust_env=False) as client:
        for status in ("archived", "todo", "done", "doing"):
            ask(client, "POST", "", title=status, status=status)
        titles = [row["title"] for row in ask(client, "GET", "")]
        assert titles == ["doing", "todo", "archived", "done"]
        found = {row["title"] for row in ask(client, "GET", "?completed=true")}
        assert found == {"archived", "done"}
        assert {row["title"] for row in ask(client, "GET", "?show=open")} == {"doing", "todo"}
        assert ask(client, "GET", "/stats/by_completed") == [
            {"completed": False, "count": 2},
            {"completed": True, "count": 2},
        ]


def test_functions_of_ones_own_set_the_time(server: Server, client: httpx.Client) -> None:
    path, _ = made(client)
    done = ask(client, "POST", f"{path}/finish")
    assert (done["completed"], done["completed_at"] is not None) == (True, True)
    assert ask(client, "POST", f"{path}/finish")["completed_at"] == done["completed_at"]
    assert ask(client, "POST", f"{path}/reopen")["completed_at"] is None
    dated = ask(client, "POST", f"{path}/date_back")
    assert dated["completed_at"] == "2026-01-31T00:00:00.000000Z"
    assert rows(server.env["DATABASE_URL"], WRONG) == []


def test_time_agrees_with_the_state_however_many_write(
    server: Server, client: httpx.Client
) -> None:
    path, _ = made(client)
    changes: list[tuple[str, str, Any]] = [
        ("PATCH", path, {"status": "done"}),
        ("PATCH", path, {"completed": False, "urgent": True}),
        ("PATCH", path, {"status": "doing", "urgent": False}),
        ("PATCH", path, {"completed": True}),
        ("PATCH", f"{path}/complete", None),
        ("PATCH", f"{path}/complete", None),
        ("POST", f"{path}/archive", None),
        ("PUT", path, {"title": "Tea", "completed": True}),
    ]

    async def send() -> list[httpx.Response]:
        async with httpx.AsyncClient(
            base_url=server.address, headers=client.headers, trust_env=False
        ) as asking:
            some = (changes[number % len(changes)] for number in range(AT_ONCE))
            requests = (asking.request(how, f"/api/tasks{at}", json=body) for how, at, body in some)
            return await asyncio.gather(*requests)

    for _ in range(ROUNDS):
        answers = asyncio.run(send())
        # What isn't completed can't be archived.
        assert {answer.status_code for answer in answers} <= {200, 409}
        for answer in answers:
            if answer.status_code == 200:
                row = answer.json()
                assert row["completed"] is (row["completed_at"] is not None)
                assert row["urgent"] is (row["urgent_since"] is not None)
        assert rows(server.env["DATABASE_URL"], WRONG) == []


# From a stored bool to a state, and back.

STORED = """\
spec: 1
api: {title: Tasks, version: "1"}
resources:
  Task:
    owner: user_id
    fields:
      id: {type: int, key: true}
      completed: {type: bool, default: false}
    filters: {completed: [eq]}
"""
FIELD = "completed: {type: bool, default: false}"
STATE = STORED.replace(
    FIELD,
    "status: {type: enum, values: [todo, doing, done], default: todo}\n"
    "      completed: {type: bool, is: {status: done}, else: todo}",
)
GONE = STORED.replace("owner: user_id", "owner: user_id\n    consent: [remove_field status]")


def insert(url: str, **values: str) -> None:
    names, given = ", ".join(["user_id", *values]), ", ".join(["'alice'", *values.values()])
    execute(url, f"INSERT INTO tasks ({names}) VALUES ({given})")


def test_rows_keep_what_they_are_there_and_back(tmp_path: Path) -> None:
    package = generate(STORED, tmp_path / "tasks_app")
    with database() as url:
        env = environment(package, url)

        def migrate(*options: str) -> None:
            python(package, "-m", package.name, "migrate", *options, env=env)

        def both() -> list[tuple[object, ...]]:
            return rows(url, "SELECT id, status, completed FROM tasks ORDER BY id")

        migrate()
        insert(url, completed="true")
        insert(url, completed="false")
        generate(STATE, package)
        migrate("--expand")
        assert both() == [(1, "done", True), (2, "todo", False)]
        # The version before knows the bool only, and the new one the enum.
        insert(url, completed="true")
        insert(url, status="'doing'")
        insert(url, status="'done'")
        insert(url)
        execute(url, "UPDATE tasks SET completed = false WHERE id = 1")
        execute(url, "UPDATE tasks SET status = 'done' WHERE id = 2")
        execute(url, "UPDATE tasks SET completed = false WHERE id = 4")
        assert both() == [
            (1, "todo", False),
            (2, "done", True),
            (3, "done", True),
            (4, "doing", False),
            (5, "done", True),
            (6, "todo", False),
        ]
        migrate()
        status = [(1, "todo"), (2, "done"), (3, "done"), (4, "doing"), (5, "done"), (6, "todo")]
        assert rows(url, "SELECT id, status FROM tasks ORDER BY id") == status
        verify(package, tmp_path)
        # Undone, everything is there still.
        python(package, "-m", package.name, "downgrade", "0001", env=env)
        completed = [(number, name == "done") for number, name in status]
        assert rows(url, "SELECT id, completed FROM tasks ORDER BY id") == completed
        migrate()
        generate(GONE, package)
        migrate("--expand")
        insert(url, status="'done'")
        insert(url, completed="true")
        execute(url, "UPDATE tasks SET status = 'todo' WHERE id = 2")
        migrate()
        completed = [(1, False), (2, False), (3, True), (4, False), (5, True), (6, False)]
        found = rows(url, "SELECT id, completed FROM tasks ORDER BY id")
        assert found == [*completed, (7, True), (8, True)]
        verify(package, tmp_path)
        assert rows(url, "SELECT 1 FROM pg_trigger WHERE tgname LIKE 'sync%'") == []
        python(package, "-m", package.name, "downgrade", "0001", env=env)
        assert rows(url, "SELECT id, completed FROM tasks ORDER BY id") == found


def verify(package: Path, folder: Path) -> None:
    env = environment(package) | {"APP_ENV": "development", "EMBEDDED_DATA": str(folder / "data")}
    assert "lead to the models" in python(package, "-m", package.name, "verify", env=env)


def test_backfill_is_for_the_others(tmp_path: Path) -> None:
    package = generate(STORED, tmp_path / "tasks_app")
    with database() as url:
        env = environment(package, url)
        python(package, "-m", package.name, "migrate", env=env)
        insert(url, completed="true")
        insert(url, completed="false")
        since = "completed_at: {type: datetime, set: {when: {status: done}}, backfill: "
        since += '"2026-01-31T00:00:00Z"}'
        spec = STATE.replace("default: todo}", "default: todo, backfill: doing}")
        generate(spec.replace("    filters:", f"      {since}\n    filters:"), package)
        python(package, "-m", package.name, "migrate", env=env)
        insert(url, status="'doing'")
        query = (
            "SELECT status, completed_at AT TIME ZONE 'UTC' = '2026-01-31' FROM tasks ORDER BY id"
        )
        assert rows(url, query) == [("done", True), ("doing", None), ("doing", None)]
