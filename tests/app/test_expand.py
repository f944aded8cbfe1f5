"""Rows in answers, of the page docs/spec.md, over a served application."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.counting import counted
from tests.documents import shown
from tests.generating import execute, generate
from tests.serving import Server, User, served

SPEC = f"""\
spec: 1
api: {{title: Projects, version: "1"}}
resources:
{shown("spec.md", "yaml", "as: helper, always: true")}"""


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("expansions") / "projects_app")
    with served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


class Caller(User):
    """A user who makes rows."""

    def make(self, path: str, **fields: Any) -> Any:
        made = self.ask("POST", f"/api/{path}", fields)
        assert made.status_code == 201, made.text
        return made.json()

    def get(self, path: str) -> Any:
        found = self.ask("GET", f"/api/{path}")
        assert found.status_code == 200, found.text
        return found.json()


def test_the_documented_answer(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "alice")
    expected = json.loads(shown("spec.md", "json", '"helper": null'))
    project = alice.make("projects", name=expected["project"]["name"])
    task = alice.make("tasks", title=expected["title"], project_id=project["id"])
    answer = alice.get(f"tasks/{task['id']}?expand=project")
    numbers = {"id": task["id"], "project_id": project["id"], "project": project}
    assert answer == expected | numbers
    assert list(answer) == list(expected)
    assert list(answer["project"]) == list(expected["project"])
    refused = alice.ask("GET", f"/api/tasks/{task['id']}?expand=project.tasks")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "expand")


def test_what_is_always_held(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "always")
    ann, bert = (alice.make("people", name=name) for name in ("Ann", "Bert"))
    task = alice.make("tasks", title="One", helper_id=ann["id"])
    assert task["helper"] == ann
    path = f"/api/tasks/{task['id']}"
    for method, fields, helper in (
        ("PATCH", {"title": "Two"}, ann),
        ("PATCH", {"helper_id": bert["id"]}, bert),
        ("PATCH", {}, bert),
        ("PUT", {"title": "Three", "helper_id": ann["id"]}, ann),
        ("GET", None, ann),
    ):
        assert alice.ask(method, path, fields).json()["helper"] == helper
    assert [row["helper"] for row in alice.get("tasks")] == [ann]
    project = alice.make("projects", name="House")
    alice.ask("PATCH", path, {"project_id": project["id"]})
    # A row in an answer holds none of its own.
    held = alice.get(f"projects/{project['id']}?expand=tasks")["tasks"]
    assert [list(row) for row in held] == [["id", "user_id", "title", "project_id", "helper_id"]]
    assert alice.ask("POST", f"{path}/drop").json()["helper"] is None
    # What every answer holds can't be asked for.
    assert alice.ask("GET", f"{path}?expand=helper").status_code == 422


def test_an_array_is_sorted_and_cut(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "sorted")
    project, other = (alice.make("projects", name=name)["id"] for name in ("One", "Two"))
    same = [alice.make("tasks", title="m", project_id=project)["id"] for _ in range(3)]
    titles = ["b", "a", *"zyxwvutsrqponlkj"]
    for title in titles:
        alice.make("tasks", title=title, project_id=project)
    held = {row["id"]: row for row in alice.get("projects?expand=tasks,plans")}
    rows = held[project]["tasks"]
    expected = sorted([*titles, "m", "m", "m"], reverse=True)[:20]
    assert [row["title"] for row in rows] == expected
    assert [row["id"] for row in rows if row["title"] == "m"] == same[::-1]
    assert (held[other]["tasks"], held[project]["plans"]) == ([], [])


def test_rows_of_others_are_not_there(server: Server, client: httpx.Client, url: str) -> None:
    alice, bob = Caller.of(server, client, "first"), Caller.of(server, client, "second")
    theirs = bob.make("projects", name="Theirs")["id"]
    helper = bob.make("people", name="Theirs")["id"]
    task = alice.make("tasks", title="Mine")["id"]
    # Past the API, which would refuse it.
    execute(url, f"UPDATE tasks SET project_id = {theirs}, helper_id = {helper} WHERE id = {task}")
    row = alice.get(f"tasks/{task}?expand=project")
    assert (row["project_id"], row["project"], row["helper"]) == (theirs, None, None)
    [row] = alice.get("tasks?expand=project")
    assert (row["project"], row["helper"]) == (None, None)
    assert alice.ask("PATCH", f"/api/tasks/{task}", {"title": "Two"}).json()["helper"] is None
    [held] = bob.get("projects?expand=tasks")
    assert held["tasks"] == []


def test_pages_keep_what_is_asked_for(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "pages")
    project = alice.make("projects", name="House")
    for number in range(5):
        alice.make("tasks", title=f"Task {number}", project_id=project["id"])
    for first in ("limit=2&total=true", "limit=2&cursor="):
        answer = alice.ask("GET", f"/api/tasks?{first}&expand=project")
        seen = answer.json()
        while "next" in answer.links:
            assert "expand=project" in answer.links["next"]["url"]
            answer = alice.ask("GET", answer.links["next"]["url"])
            seen += answer.json()
        assert [row["title"] for row in seen] == [f"Task {number}" for number in range(5)]
        assert all(row["project"] == project for row in seen)
        assert answer.headers.get("x-total-count") == ("5" if "total" in first else None)
    # A place in the list is the same, whatever its rows hold.
    plain = alice.ask("GET", "/api/tasks?limit=2&cursor=").links["next"]["url"]
    assert len(alice.ask("GET", f"{plain}&expand=project").json()) == 2


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", []),
        ("?expand=tasks", ["tasks"]),
        ("?expand=plans,tasks", ["tasks", "plans"]),
        ("?expand=plans&expand=tasks", ["tasks", "plans"]),
        ("?expand=tasks,tasks", ["tasks"]),
    ],
)
def test_how_it_is_asked_for(
    server: Server, client: httpx.Client, asked: str, names: list[str]
) -> None:
    alice = Caller.of(server, client, "asking")
    project = alice.make("projects", name="House")["id"]
    assert [*alice.get(f"projects/{project}{asked}")][3:] == names


@pytest.mark.parametrize("asked", ["", "Tasks", "tasks,", "tasks,owner", "tasks,plans,tasks", "*"])
def test_what_is_refused(server: Server, client: httpx.Client, asked: str) -> None:
    alice = Caller.of(server, client, "refused")
    project = alice.make("projects", name="House")["id"]
    for path in ("projects", f"projects/{project}"):
        refused = alice.ask("GET", f"/api/{path}?expand={asked}")
        assert refused.status_code == 422, refused.text
        assert refused.json()["errors"][0]["field"] == "expand"
    for method, path in (("POST", "projects"), ("PATCH", f"projects/{project}")):
        answer = alice.ask(method, f"/api/{path}?expand=tasks", {"name": "One"})
        assert answer.status_code == 422


REQUESTS = """
for number in range(100):
    project = await client.post("/api/projects", json={"name": f"Project {number}"})
    for title in ("One", "Two"):
        task = {"title": title, "project_id": project.json()["id"]}
        await client.post("/api/tasks", json=task)
    await client.post("/api/plans", json={"project_id": project.json()["id"]})
for path in ("projects?limit=100&expand=tasks,plans", "tasks?limit=100&expand=project"):
    statements.clear()
    rows = (await client.get(f"/api/{path}")).json()
    held = [row[name] for row in rows for name in path.rpartition("=")[2].split(",")]
    known = sum(len(each) if isinstance(each, list) else bool(each) for each in held)
    found.append([len(rows), known, len(statements)])
"""


def test_a_hundred_rows_are_one_statement(server: Server) -> None:
    assert counted(server, REQUESTS) == [[100, 300, 1], [100, 100, 1]]
