"""References, of the page docs/spec.md, over a served application."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.counting import counted
from tests.documents import shown
from tests.generating import execute, generate, rows
from tests.serving import Server, User, at_once, served

SPEC = f"""\
spec: 1
api: {{title: Projects, version: "1", errors: {{foreign: 403}}}}
auth: {{users: provision}}
resources:
{shown("spec.md", "yaml", "lead_id:")}\
  Note:
    owner: user_id
    fields:
      id:         {{type: int, key: true}}
      text:       {{type: string, required: true, max: 80}}
      project_id: {{type: ref, to: Project, on_delete: set_null}}
      parent_id:  {{type: ref, to: Note, on_delete: restrict}}
    hooks:
      before_create: custom.notes:file
      before_update: custom.notes:file_again
      before_delete: custom.notes:keep
      after_commit:  custom.notes:tell
"""
# What a note says is what becomes of it.
NOTES = """
import logging
from uuid import UUID

from ..errors import Conflict

logger = logging.getLogger(__name__)


async def file(hook):
    text = hook.body.text or ""
    if text.startswith("in "):
        hook.body.project_id = UUID(text.removeprefix("in "))


file_again = file


async def keep(hook):
    if hook.caller.id == "keeper":
        raise Conflict("It is kept.")


async def tell(hook):
    logger.warning("told of %s of note %s.", hook.operation, hook.row.id)
"""
NOBODYS = "0197a3c4-0000-7000-8000-000000000000"
AT_ONCE = 24
SECONDS = 20.0


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("references") / "projects_app")
    (package / "custom/notes.py").write_text(NOTES, encoding="utf-8")
    with served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


class Caller(User):
    """A user who makes rows."""

    def project(self) -> str:
        return str(self.make("projects", name="One"))

    def task(self, project: str, **fields: Any) -> str:
        return str(self.make("tasks", title="One", project_id=project, **fields))


def writes(task: str, project: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """Every request that refers to a project."""
    path, body = f"/api/tasks/{task}", {"title": "Two", "project_id": project}
    return [
        ("POST", "/api/tasks", body),
        ("PUT", path, body),
        ("PATCH", path, {"project_id": project}),
        ("POST", f"{path}/move", {"project_id": project}),
    ]


def test_a_foreign_row_is_answered_like_none(
    server: Server, client: httpx.Client, url: str
) -> None:
    alice, bob = Caller.of(server, client, "alice"), Caller.of(server, client, "bob")
    theirs, task = bob.project(), alice.task(alice.project())
    before = alice.ask("GET", f"/api/tasks/{task}").json()
    expected = json.loads(shown("spec.md", "json", "project_id is not"))
    for project in (theirs, NOBODYS):
        for method, path, body in writes(task, project):
            refused = alice.ask(method, path, body)
            assert (refused.status_code, refused.json()) == (422, expected)
            assert refused.headers["content-type"] == "application/problem+json"
    assert alice.ask("GET", f"/api/tasks/{task}").json() == before
    assert len(alice.ask("GET", "/api/tasks").json()) == 1
    # Whoever doesn't reach the row itself is told that first, whatever the rest may be.
    for project in (theirs, NOBODYS):
        for method, path, body in writes(task, project)[1:]:
            assert bob.ask(method, path, body).status_code == 403
            assert bob.ask(method, path.replace(task, NOBODYS), body).status_code == 404
    assert alice.ask("PATCH", f"/api/tasks/{task}", {"project_id": None}).status_code == 422


def test_who_is_refused_leaves_nothing(server: Server, client: httpx.Client, url: str) -> None:
    stranger = Caller.of(server, client, "stranger")
    body = {"title": "One", "project_id": NOBODYS}
    assert stranger.ask("POST", "/api/tasks", body).status_code == 422
    assert rows(url, "SELECT FROM users WHERE id = 'stranger'") == []


def test_every_wrong_reference_is_named(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "several")
    body = {"title": "One", "project_id": NOBODYS, "parent_id": NOBODYS, "helper_id": 2**31 - 1}
    refused = alice.ask("POST", "/api/tasks", body).json()
    assert {error["field"] for error in refused["errors"]} == body.keys() - {"title"}
    refused = alice.ask("POST", "/api/tasks", {**body, "project_id": alice.project()}).json()
    assert {error["field"] for error in refused["errors"]} == {"parent_id", "helper_id"}


def test_what_a_hook_sets_is_asked_for_like_what_is_sent(
    server: Server, client: httpx.Client
) -> None:
    alice, bob = Caller.of(server, client, "hooked"), Caller.of(server, client, "unhooked")
    mine, theirs, note = alice.project(), bob.project(), alice.make("notes", text="One")
    path = f"/api/notes/{note}"
    before = alice.ask("GET", path).json()
    writing = [("POST", "/api/notes"), ("PUT", path), ("PATCH", path)]
    expected = json.loads(shown("spec.md", "json", "project_id is not"))
    for project in (theirs, NOBODYS):
        for method, to in writing:
            refused = alice.ask(method, to, {"text": f"in {project}"})
            assert (refused.status_code, refused.json()) == (422, expected)
    assert alice.ask("GET", "/api/notes").json() == [before]
    for method, to in writing:
        written = alice.ask(method, to, {"text": f"in {mine}"})
        assert written.is_success
        assert written.json()["project_id"] == mine


def test_hooks_around_a_delete_that_is_refused(server: Server, client: httpx.Client) -> None:
    alice, keeper = Caller.of(server, client, "telling"), Caller.of(server, client, "keeper")
    parent = alice.make("notes", text="One")
    child = alice.make("notes", text="Two", parent_id=parent)
    refused = alice.ask("DELETE", f"/api/notes/{parent}")
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "It can't be deleted: notes refer to it.",
    )
    kept = keeper.make("notes", text="One")
    keeper.make("notes", text="Two", parent_id=kept)
    refused = keeper.ask("DELETE", f"/api/notes/{kept}")
    assert (refused.status_code, refused.json()["detail"]) == (409, "It is kept.")
    for note in (child, parent):
        assert alice.ask("DELETE", f"/api/notes/{note}").status_code == 204
    deadline = time.monotonic() + SECONDS
    while f"delete of note {parent}." not in server.log or (
        f"delete of note {child}." not in server.log
    ):
        assert time.monotonic() < deadline, server.log
        time.sleep(0.05)
    # What was refused is told to nobody.
    assert server.log.count(f"delete of note {parent}.") == 1
    assert f"delete of note {kept}." not in server.log


def test_what_becomes_of_rows(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "deleting")
    person = alice.make("people", name="Ann")
    project = str(alice.make("projects", name="One", lead_id=person))
    first, other = alice.task(project), alice.task(alice.project())
    second = alice.task(project, parent_id=first, helper_id=person)
    refused = alice.ask("DELETE", f"/api/people/{person}")
    assert refused.status_code == 409
    assert refused.json()["detail"] == "It can't be deleted: projects refer to it."
    cleared = alice.ask("PATCH", f"/api/projects/{project}", {"lead_id": None})
    assert cleared.status_code == 200
    assert alice.ask("DELETE", f"/api/people/{person}").status_code == 204
    assert alice.ask("DELETE", f"/api/tasks/{first}").status_code == 204
    left = alice.ask("GET", f"/api/tasks/{second}").json()
    assert (left["parent_id"], left["helper_id"], left["project_id"]) == (None, None, project)
    assert alice.ask("DELETE", f"/api/projects/{project}").status_code == 204
    assert [task["id"] for task in alice.ask("GET", "/api/tasks").json()] == [other]


def test_a_user_goes_with_all_rows(server: Server, client: httpx.Client, url: str) -> None:
    leaving, staying = Caller.of(server, client, "leaving"), Caller.of(server, client, "staying")
    for user in (leaving, staying):
        person = user.make("people", name="Ann")
        project = str(user.make("projects", name="One", lead_id=person))
        user.task(project, parent_id=user.task(project), helper_id=person)
    execute(url, "DELETE FROM users WHERE id = 'leaving'")
    for table, left in (("people", 1), ("projects", 1), ("tasks", 2)):
        assert rows(url, f"SELECT FROM {table} WHERE user_id = 'leaving'") == []
        assert len(rows(url, f"SELECT FROM {table} WHERE user_id = 'staying'")) == left


def test_filters(server: Server, client: httpx.Client) -> None:
    alice, bob = Caller.of(server, client, "filters"), Caller.of(server, client, "others")
    one, two = alice.project(), alice.project()
    first = alice.task(one)
    second = alice.task(two, parent_id=first)

    def found(user: Caller, query: str) -> set[str]:
        return {task["id"] for task in user.ask("GET", f"/api/tasks?{query}").json()}

    assert found(alice, f"project_id={one}") == {first}
    assert found(alice, f"project_id__in={one},{two}") == {first, second}
    assert found(alice, "parent_id__is_null=true") == {first}
    assert found(bob, f"project_id={one}") == set()


def send(server: Server, user: Caller, requests: list[tuple[str, str, Any]]) -> Counter[str]:
    """What requests are answered that are sent at the same time."""
    answers = at_once(server, [(user, *request) for request in requests])
    return Counter(
        f"{answer.status_code} {answer.json()['errors'][0]['code']}"
        if answer.status_code == 422
        else str(answer.status_code)
        for answer in answers
    )


def test_a_parent_goes_while_rows_come(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "racing")
    seen: Counter[str] = Counter()
    for _ in range(8):
        project, other = alice.project(), alice.project()
        task = alice.task(other)
        body = {"title": "One", "project_id": project}
        create, move = ("POST", "/api/tasks", body), ("PATCH", f"/api/tasks/{task}", body)
        delete = ("DELETE", f"/api/projects/{project}", None)
        half = [create, move] * (AT_ONCE // 4)
        seen += send(server, alice, [*half, delete, *half])
        # The task that moved may be gone with it.
        assert alice.ask("GET", f"/api/tasks?project_id={project}").json() == []
    assert seen["204"] == 8
    assert seen.keys() <= {"200", "201", "204", "404", "422 unknown_reference"}


REQUESTS = """
project = (await ask("POST", "/api/projects", name="One"))["id"]
task = (await ask("POST", "/api/tasks", title="One", project_id=project))["id"]
await ask("POST", "/api/tasks", title="Two", project_id=project, parent_id=task)
await ask("PUT", f"/api/tasks/{task}", title="Two", project_id=project)
await ask("PATCH", f"/api/tasks/{task}", project_id=project, parent_id=None)
await ask("POST", f"/api/tasks/{task}/move", project_id=project)
await ask("GET", f"/api/tasks?project_id={project}")
await ask("DELETE", f"/api/projects/{project}")
"""


def test_a_request_is_one_statement(server: Server) -> None:
    statuses = [201, 201, 201, 200, 200, 200, 200, 204]
    assert counted(server, REQUESTS) == [[status, 1] for status in statuses]


SESSIONS = """
import asyncio
from types import SimpleNamespace
from uuid import uuid4
import sqlalchemy as sa
from projects_app.database import get_session
from projects_app.errors import APIError
from projects_app.main import create_app
from projects_app.resources.people.models import Person
from projects_app.resources.projects.models import Project
from projects_app.resources.tasks.models import Task
from projects_app.settings import get_settings

async def refused(app, *commands):
    sessions = get_session(SimpleNamespace(app=app))
    session = await anext(sessions)
    try:
        for command in commands:
            await (await session.connection()).execute(command)
    except Exception as error:
        try:
            await sessions.athrow(error)
        except APIError as problem:
            print(problem.status, problem.detail)

async def main():
    app = create_app(get_settings())
    async with app.router.lifespan_context(app):
        await refused(
            app,
            sa.text("INSERT INTO users (id) VALUES ('own code')"),
            sa.text("INSERT INTO people (id, user_id, name) VALUES (0, 'own code', 'Ann')"),
            sa.insert(Project).values(id=uuid4(), user_id="own code", name="One", lead_id=0),
            sa.delete(Person).where(Person.id == 0),
        )
        row = {"id": uuid4(), "user_id": "strangers", "title": "One", "project_id": uuid4()}
        await refused(
            app,
            sa.text("INSERT INTO users (id) VALUES ('strangers')"),
            sa.insert(Task).values(row),
        )

asyncio.run(main())
"""


POLICIES = """
import asyncio
from fastcrud.exceptions.access import AccessDenied
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from projects_app.main import create_app
from projects_app.resources import CRUDS
from projects_app.resources.projects.models import Project
from projects_app.resources.tasks.models import Task, TaskCreate
from projects_app.settings import get_settings

async def main():
    app = create_app(get_settings())
    async with app.router.lifespan_context(app):
        made = {}
        for user in ("policy one", "policy two"):
            async with AsyncSession(app.state.database.sessions) as session:
                await session.execute(text(f"INSERT INTO users (id) VALUES ('{user}')"))
                project = Project(user_id=user, name="One")
                session.add(project)
                await session.flush()
                task = Task(user_id=user, title="One", project_id=project.id)
                session.add(task)
                await session.flush()
                made[user] = project.id, task.id
                await session.commit()
        crud, policy_for = CRUDS["tasks"]
        tasks = crud.with_policy(policy_for("policy one"))
        own, (_, row) = {"user_id": "policy one"}, made["policy one"]
        for project, parent in made.values():
            for write in (
                lambda s: tasks.create(
                    s, TaskCreate(title="Two", project_id=project), server_data=own
                ),
                lambda s: tasks.update(s, {"project_id": project}, id=row),
                lambda s: tasks.update(s, {"parent_id": parent}, id=row),
                lambda s: tasks.update(s, {"parent_id": None}, id=row),
            ):
                async with AsyncSession(app.state.database.sessions) as session:
                    try:
                        await write(session)
                        print("written")
                    except AccessDenied:
                        print("denied")

asyncio.run(main())
"""


def test_sessions_under_the_policy_refer_to_own_rows(server: Server) -> None:
    own, others = ["written"] * 4, ["denied"] * 3 + ["written"]
    assert server.python(POLICIES).split() == own + others


def test_own_code_is_told_the_same(server: Server) -> None:
    assert server.python(SESSIONS).splitlines() == [
        "409 It can't be deleted: projects refer to it.",
        "422 project_id is not the id of one of your projects.",
    ]


def test_the_contract_tells_of_references(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    field = document["components"]["schemas"]["TaskCreate"]["properties"]["project_id"]
    assert field["format"] == "uuid"
    assert field["description"] == "The id of one of your projects."
    deletes = {path: document["paths"][path]["delete"]["responses"] for path in PATHS}
    assert [path for path in PATHS if "409" in deletes[path]] == ["/api/people/{person_id}"]


PATHS = ["/api/projects/{project_id}", "/api/people/{person_id}", "/api/tasks/{task_id}"]


SOW = """
import asyncio
from projects_app.seed import add_examples
from projects_app.settings import get_settings
print(asyncio.run(add_examples(get_settings(), "gardener")))
"""


def test_seeds_come_after_what_they_refer_to(server: Server, url: str) -> None:
    assert server.python(SOW) == "12\n"
    found = rows(
        url,
        "SELECT count(*) FROM tasks JOIN projects p ON p.id = project_id "
        "WHERE tasks.user_id = 'gardener' AND p.user_id = 'gardener' AND helper_id IS NOT NULL",
    )
    assert found == [(3,)]
