"""Names in JSON and paths, as docs/spec.md shows them, over served applications."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.documents import shown
from tests.generating import environment, generate, python
from tests.serving import Server, served

# Ids as issuers make them, and such as nobody should.
USERS = ("alice", "auth0|123", "team/42", "../bob", "ü ö", "100%", "%2F", "a?b#c;d=e&f", "tasks")
TASK = {"title": "Buy milk"}


@contextmanager
def started(spec: str, folder: Path) -> Iterator[tuple[Server, httpx.Client]]:
    with (
        served(generate(f"spec: 1\n{spec}", folder / "named_app")) as server,
        httpx.Client(base_url=server.address, trust_env=False) as client,
    ):
        yield server, client


class Caller:
    """Somebody who calls."""

    def __init__(self, server: Server, client: httpx.Client, user: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {server.token(user)}"}
        self.own = f"/api/{quote(user, safe='')}"

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return self._client.request(method, path, json=body, headers=self._headers)


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """A caller of the API whose JSON is in camel case."""
    spec = shown("spec.md", "yaml", "is_completed}")
    with started(spec, tmp_path_factory.mktemp("names")) as (server, client):
        yield Caller(server, client, "alice")


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Caller]]:
    """Callers of the API whose paths name them."""
    spec = shown("spec.md", "yaml", "user_path: true")
    with started(spec, tmp_path_factory.mktemp("paths")) as (server, client):
        yield {user: Caller(server, client, user) for user in USERS}


def refusal(response: httpx.Response) -> dict[str, str]:
    """The one thing that is wrong."""
    assert response.status_code == 422, response.text
    (error,) = response.json()["errors"]
    return {"field": error["field"], "message": error["message"]}


def test_the_example_is_what_is_answered(names: Caller) -> None:
    row = names.ask("POST", "/api/tasks", TASK).json()
    expected = json.loads(shown("spec.md", "json", '"is_completed"'))
    assert row == expected | {"id": row["id"], "createdAt": row["createdAt"]}
    path = f"/api/tasks/{row['id']}"
    assert names.ask("GET", path).json() == row
    changed = names.ask("PATCH", path, {"dueDate": "2030-01-31", "is_completed": True}).json()
    assert changed == row | {"dueDate": "2030-01-31", "is_completed": True}
    assert list(changed) == list(expected)
    assert changed in names.ask("GET", "/api/tasks").json()


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ({"due_date": None}, "dueDate"),
        ({"DueDate": None}, "dueDate"),
        ({"isCompleted": True}, "is_completed"),
    ],
)
def test_no_other_name_is_taken(names: Caller, sent: dict[str, Any], meant: str) -> None:
    (name,) = sent
    message = f"is not known here; did you mean {meant}?"
    expected = {"field": name, "message": message}
    assert refusal(names.ask("POST", "/api/tasks", TASK | sent)) == expected


def test_name_of_the_column_is_not_known(names: Caller) -> None:
    refused = refusal(names.ask("POST", "/api/tasks", TASK | {"completed": True}))
    assert refused["field"] == "completed"


def test_errors_name_what_was_sent(names: Caller) -> None:
    wrong = names.ask("POST", "/api/tasks", TASK | {"dueDate": "tomorrow"})
    assert refusal(wrong)["field"] == "dueDate"
    null = names.ask("POST", "/api/tasks", TASK | {"is_completed": None})
    assert refusal(null) == {"field": "is_completed", "message": "must not be null"}
    asked = names.ask("GET", "/api/tasks?dueDate__gte=tomorrow")
    assert refusal(asked)["field"] == "dueDate__gte"
    misspelt = refusal(names.ask("GET", "/api/tasks?due_date__gte=2030-01-31"))
    assert misspelt["message"] == "is not known here; did you mean dueDate__gte?"


def test_parameters_have_the_name_on_every_page(names: Caller) -> None:
    for day in (1, 2, 3):
        names.ask("POST", "/api/tasks", TASK | {"dueDate": f"2040-01-0{day}"})
    asked = "dueDate__gte=2040-01-01&status=Pending&sort=due_date"
    page = names.ask("GET", f"/api/tasks?{asked}&limit=2")
    assert [row["dueDate"] for row in page.json()] == ["2040-01-01", "2040-01-02"]
    link = page.links["next"]["url"]
    assert "dueDate__gte=2040-01-01" in link
    assert [row["dueDate"] for row in names.ask("GET", link).json()] == ["2040-01-03"]


@pytest.mark.parametrize("user", USERS)
def test_a_path_names_its_user(paths: dict[str, Caller], user: str) -> None:
    caller = paths[user]
    made = [caller.ask("POST", f"{caller.own}/tasks/", TASK) for _ in range(2)]
    assert [response.status_code for response in made] == [201, 201], made[0].text
    for response in made:
        row = response.json()
        assert row["user_id"] == user
        assert response.headers["location"] == f"{caller.own}/tasks/{row['id']}"
        assert caller.ask("GET", response.headers["location"]).json() == row
    page = caller.ask("GET", f"{caller.own}/tasks/?limit=1")
    link = page.links["next"]["url"]
    assert link.startswith(f"{caller.own}/tasks/?")
    following = caller.ask("GET", link).json()
    assert page.json() + following == [response.json() for response in made]
    # Hexadecimal digits in small letters are the same.
    lower = "".join(
        f"%{part[:2].lower()}{part[2:]}" if index else part
        for index, part in enumerate(caller.own.split("%"))
    )
    assert caller.ask("GET", f"{lower}/tasks/").json() == page.json() + following


def test_another_path_is_nobodys(paths: dict[str, Caller]) -> None:
    alice, other = paths["alice"], paths["auth0|123"]
    theirs = other.ask("POST", f"{other.own}/tasks/", TASK).headers["location"]
    rows = other.ask("GET", f"{other.own}/tasks/").json()
    answers = {
        alice.ask(method, path, TASK if method in ("POST", "PUT") else None).content
        for method, path in (
            *(("GET", f"{base}/tasks/") for base in (other.own, "/api/nobody", "/api/%61lice%00")),
            ("POST", f"{other.own}/tasks/"),
            ("GET", theirs),
            ("PUT", theirs),
            ("DELETE", theirs),
            # The alias of a list is no way around.
            ("GET", f"{other.own}/tasks"),
        )
    }
    (answer,) = (json.loads(text) for text in answers)
    assert (answer["status"], answer["detail"]) == (404, "There is no user with this id.")
    # Their row is not there under one's own path either.
    assert alice.ask("GET", theirs.replace(other.own, alice.own)).status_code == 404
    assert other.ask("GET", f"{other.own}/tasks/").json() == rows


def test_an_id_is_unescaped_once_and_is_one_segment(paths: dict[str, Caller]) -> None:
    for user, path in (
        ("auth0|123", "/api/auth0%257C123/tasks/"),
        ("team/42", "/api/team/42/tasks/"),
        ("team/42", "/api/team%252F42/tasks/"),
        ("alice", "/api/ALICE/tasks/"),
        ("alice", "/api//tasks/"),
        ("alice", "/api/tasks/"),
        ("alice", "/api/alice/alice/tasks/"),
        ("alice", "/api%2Falice/tasks/"),
    ):
        assert paths[user].ask("GET", path).status_code == 404, path
    assert paths["alice"].ask("GET", "/api/%61lice/%74asks/").status_code == 200
    assert paths["alice"].ask("GET", "/api/me").json()["id"] == "alice"


def test_a_list_at_both_paths(paths: dict[str, Caller]) -> None:
    alice = paths["alice"]
    old = alice.ask("GET", f"{alice.own}/tasks")
    assert old.json() == alice.ask("GET", f"{alice.own}/tasks/").json()
    assert "deprecation" in old.headers
    made = alice.ask("POST", f"{alice.own}/tasks", TASK)
    assert made.status_code == 201
    row = alice.ask("GET", made.headers["location"])
    assert row.json() == made.json()
    assert "deprecation" not in row.headers
    refused = alice.ask("DELETE", f"{alice.own}/tasks/")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, POST")


ASK = """
import asyncio, json, sys, time
import httpx, jwt
from paths_app.auth import Authenticator
from paths_app.main import around, create_app
from paths_app.settings import get_settings

async def ask(requests):
    settings = get_settings()
    # There is no database: whoever asks for one fails.
    app = create_app(settings)
    app.state.authenticator = Authenticator(settings)
    token = jwt.encode({"sub": "alice", "exp": time.time() + 60}, settings.secret(), "HS256")
    transport = httpx.ASGITransport(around(app), root_path="/behind", raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as c:
        answers = [await c.request(method, f"/behind{path}") for method, path in requests]
    return [answer.status_code for answer in answers]

print(json.dumps(asyncio.run(ask(json.loads(sys.argv[1])))))
"""


def test_another_path_is_refused_before_the_database_is_asked(tmp_path: Path) -> None:
    spec = shown("spec.md", "yaml", "user_path: true").replace(
        "user_path: true", 'user_path: "/of/{id}"'
    )
    spec = spec.replace("resources:", "  errors: {foreign: 403}\n\nresources:", 1)
    package = generate(f"spec: 1\n{spec}", tmp_path / "paths_app")
    key = "0197a3c4-0000-7000-8000-000000000000"
    foreign = [("GET", "/api/of/bob/tasks/"), ("DELETE", f"/api/of/bob/tasks/{key}")]
    own = [("GET", "/api/of/alice/tasks/")]
    requests = json.dumps([*foreign, *own])
    asked = json.loads(python(package, "-c", ASK, requests, env=environment(package)))
    assert asked == [403, 403, 500]


def test_only_a_computed_field_has_another_name(tmp_path: Path) -> None:
    spec = """\
api: {title: Boxes, version: "1", style: {case: camel}}
resources:
  Box:
    owner: owner
    fields:
      id:    {type: uuid, key: true}
      title: {type: string, required: true}
    computed:
      how_long: {type: int, sql: length(title)}
    filters: {how_long: [eq]}
"""
    with started(spec, tmp_path) as (server, client):
        alice = Caller(server, client, "alice")
        made = alice.ask("POST", "/api/boxes", {"title": "abc"}).json()
        assert made == {"id": made["id"], "owner": "alice", "title": "abc", "howLong": 3}
        assert alice.ask("GET", f"/api/boxes/{made['id']}").json() == made
        assert alice.ask("GET", "/api/boxes?howLong=3").json() == [made]
