"""What belongs to rows, of the page docs/spec.md, over a served application."""

import json
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from tests.app.test_plans import nodes
from tests.app.test_refs import AT_ONCE, NOBODYS, Caller, send
from tests.documents import shown
from tests.generating import execute, generate, rows
from tests.serving import Server, served

SPEC = f"""\
spec: 1
api: {{title: Projects, version: "1"}}
auth: {{users: provision}}
resources:
{shown("spec.md", "yaml", "nested: [list, create]")}\
      helps_id:   {{type: ref, to: Project, on_delete: set_null}}
    sort: {{keys: {{title: title}}, default: title}}
    filters:
      project_id: [eq]
      title: [eq]
    has_many:
      steps: {{of: Step, by: task_id, nested: [list, create]}}
    hooks:
      before_create: custom.tasks:file
  Step:
    owner: user_id
    fields:
      id:      {{type: int, key: true}}
      text:    {{type: string, required: true, max: 80}}
      task_id: {{type: ref, to: Task, on_delete: cascade, required: true, access: create_only}}
    routes: []
"""
# What a task is called is where a hook would put it.
FILE = """
from uuid import UUID


async def file(hook):
    title = hook.body.title
    if title.startswith("in "):
        hook.body.title = "Moved"
        hook.body.project_id = UUID(title.removeprefix("in "))
"""


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("has_many") / "projects_app")
    (package / "custom/tasks.py").write_text(FILE, encoding="utf-8")
    with served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


def titles(user: Caller, path: str) -> list[str]:
    return [task["title"] for task in user.ask("GET", path).json()]


def test_the_project_is_looked_at_first(server: Server, client: httpx.Client, url: str) -> None:
    alice, bob = Caller.of(server, client, "alice"), Caller.of(server, client, "bob")
    theirs = bob.project()
    told = json.loads(shown("spec.md", "json", "There is no project"))
    for project in (theirs, NOBODYS):
        path = f"/api/projects/{project}"
        for answer in (
            alice.ask("GET", path),
            alice.ask("GET", f"{path}/tasks"),
            alice.ask("POST", f"{path}/tasks", {"title": "One"}),
            alice.ask("POST", f"{path}/tasks", {"title": "One", "helps_id": NOBODYS}),
            alice.ask("POST", f"{path}/tasks", {"title": f"in {alice.project()}"}),
        ):
            assert (answer.status_code, answer.json()) == (404, told)
    assert titles(bob, f"/api/projects/{theirs}/tasks") == []
    assert rows(url, "SELECT FROM tasks WHERE user_id = 'alice'") == []
    stranger = Caller.of(server, client, "stranger")
    refused = stranger.ask("POST", f"/api/projects/{theirs}/tasks", {"title": "One"})
    assert refused.status_code == 404
    assert rows(url, "SELECT FROM users WHERE id = 'stranger'") == []


def test_other_references_come_after_it(server: Server, client: httpx.Client) -> None:
    alice, bob = Caller.of(server, client, "careful"), Caller.of(server, client, "other")
    path = f"/api/projects/{alice.project()}/tasks"
    for project in (bob.project(), NOBODYS):
        refused = alice.ask("POST", path, {"title": "One", "helps_id": project})
        assert refused.status_code == 422
        [error] = refused.json()["errors"]
        assert (error["field"], error["code"]) == ("helps_id", "unknown_reference")
    assert titles(alice, path) == []


def test_what_is_created_below_a_project(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "creating")
    project, other = alice.project(), alice.project()
    path = f"/api/projects/{project}"
    made = alice.ask("POST", f"{path}/tasks", {"title": "One", "helps_id": other})
    assert (made.status_code, made.json()["project_id"]) == (201, project)
    assert made.json()["helps_id"] == other
    assert made.headers["location"] == f"/api/tasks/{made.json()['id']}"
    assert alice.ask("GET", made.headers["location"]).json() == made.json()
    # A hook can't put it elsewhere.
    moved = alice.ask("POST", f"{path}/tasks", {"title": f"in {other}"}).json()
    assert (moved["title"], moved["project_id"]) == ("Moved", project)
    assert alice.ask("GET", path).json()["tasks_count"] == 2
    assert alice.ask("DELETE", f"/api/tasks/{moved['id']}").status_code == 204
    assert alice.ask("GET", path).json()["tasks_count"] == 1
    assert alice.ask("PATCH", path, {"name": "Two"}).json()["tasks_count"] == 1
    counts = {each["id"]: each["tasks_count"] for each in alice.ask("GET", "/api/projects").json()}
    assert counts == {project: 1, other: 0}
    refused = alice.ask("POST", f"{path}/tasks", {"title": "One", "project_id": project})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "project_id")


def test_the_list_below_a_project(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "listing")
    project, other = alice.project(), alice.project()
    path = f"/api/projects/{project}/tasks"
    for title in ("c", "a", "b"):
        assert alice.ask("POST", path, {"title": title}).status_code == 201
    alice.ask("POST", f"/api/projects/{other}/tasks", {"title": "d"})
    assert titles(alice, path) == ["a", "b", "c"]
    assert titles(alice, f"{path}?sort=-title&limit=2") == ["c", "b"]
    assert titles(alice, f"{path}?title=d") == []
    first = alice.ask("GET", f"{path}?limit=2&total=true&cursor=")
    assert first.headers["x-total-count"] == "3"
    following = first.links["next"]["url"]
    assert following.startswith(f"{path}?")
    assert titles(alice, following) == ["c"]
    elsewhere = alice.ask("GET", following.replace(project, other))
    assert elsewhere.json()["errors"][0]["field"] == "cursor"
    refused = alice.ask("GET", f"{path}?project_id={project}")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown")


def test_rows_without_routes_of_their_own(server: Server, client: httpx.Client) -> None:
    alice, bob = Caller.of(server, client, "stepping"), Caller.of(server, client, "standing")
    path = f"/api/tasks/{alice.task(alice.project())}/steps"
    made = alice.ask("POST", path, {"text": "First"})
    assert made.status_code == 201
    assert "location" not in made.headers
    assert alice.ask("GET", path).json() == [made.json()]
    assert bob.ask("GET", path).status_code == 404
    assert bob.ask("POST", path, {"text": "Second"}).status_code == 404
    for method in ("GET", "POST"):
        assert alice.ask(method, "/api/steps", {}).status_code == 404
    assert alice.ask("GET", f"/api/steps/{made.json()['id']}").status_code == 404


def test_a_project_goes_while_tasks_come(server: Server, client: httpx.Client, url: str) -> None:
    alice = Caller.of(server, client, "racing")
    seen: Counter[str] = Counter()
    for _ in range(8):
        path = f"/api/projects/{alice.project()}"
        create, look = ("POST", f"{path}/tasks", {"title": "One"}), ("GET", f"{path}/tasks", None)
        half = [create, look] * (AT_ONCE // 4)
        seen += send(server, alice, [*half, ("DELETE", path, None), *half])
    assert seen["204"] == 8
    assert seen.keys() <= {"200", "201", "204", "404"}
    assert rows(url, "SELECT FROM tasks WHERE user_id = 'racing'") == []


# How many statements each request is, and how PostgreSQL goes about the list below a project.
ASK = """
import asyncio, json
import httpx
from projects_app.auth import Caller
from projects_app.database import Database
from projects_app.main import create_app
from projects_app.settings import get_settings

statements = []
run, fetch_row = Database._run, Database.fetch_row
plans = []

async def counted(self, use):
    statements.append(use)
    return await run(self, use)

async def explained(self, statement, values):
    arguments = statement.arguments(values)
    explain = "EXPLAIN (FORMAT JSON) " + statement.sql
    plans[:] = [await run(self, lambda c: c.fetchval(explain, *arguments))]
    return await fetch_row(self, statement, values)

Database._run, Database.fetch_row = counted, explained

async def main():
    app = create_app(get_settings())

    async def as_user(scope, receive, send):
        await app({**scope, "caller": Caller("counted")}, receive, send)

    found = []
    async with app.router.lifespan_context(app), httpx.AsyncClient(
        transport=httpx.ASGITransport(as_user), base_url="http://counted"
    ) as client:

        async def ask(method, path, **body):
            statements.clear()
            answer = await client.request(method, path, json=body or None)
            found.append([answer.status_code, len(statements)])
            return answer.json()

        project = (await ask("GET", "/api/projects?limit=100"))[0]
        assert project["tasks_count"] == 300, project
        path = "/api/projects/" + project["id"]
        await ask("POST", path + "/tasks", title="One")
        assert len(await ask("GET", path + "/tasks?limit=20")) == 20
    print(json.dumps([found, json.loads(plans[0])]))

asyncio.run(main())
"""


def test_a_request_is_one_statement(server: Server, url: str) -> None:
    execute(
        url,
        """
        INSERT INTO users (id) VALUES ('counted');
        INSERT INTO projects (id, user_id, name)
        SELECT gen_random_uuid(), 'counted', 'Project ' || n FROM generate_series(1, 100) n;
        INSERT INTO tasks (id, user_id, title, project_id)
        SELECT gen_random_uuid(), 'counted', 'Task ' || n, id
        FROM projects, generate_series(1, 300) n WHERE user_id = 'counted';
        ANALYZE;
        """,
    )
    found, plan = json.loads(server.python(ASK))
    assert found == [[200, 1], [201, 1], [200, 1]]
    # The page is read off the index in order.
    scans = [node for node in nodes(plan) if node.get("Relation Name") == "tasks"]
    assert [scan["Index Name"] for scan in scans] == ["ix_tasks_project_id"]
    assert "Sort" not in {node["Node Type"] for node in nodes(plan)}
