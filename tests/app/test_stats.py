"""Stats of the page docs/spec.md, over a served application: whose rows, which groups, how many."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.documents import shown
from tests.generating import database, execute, generate
from tests.serving import Server, served

MOST = 1000
NOTHING = [
    {"priority": "low", "count": 0, "price__sum": None},
    {"priority": "high", "count": 0, "price__sum": None},
]


SPEC = f"""\
spec: 1
api: {{title: Tasks, version: "1"}}
resources:
  Task:
    owner: user_id
    fields:
      id:        {{type: uuid, key: true}}
      title:     {{type: string, max: 40, default: Milk}}
      completed: {{type: bool, default: false}}
      priority:  {{type: enum, values: [low, high]}}
      due_date:  {{type: datetime}}
      price:     {{type: "decimal(8,2)"}}
    filters:
      priority: [eq]
      status: {{default: open, choices: {{all: {{}}, open: {{completed: false}}}}}}
    search: [title]
{shown("spec.md", "yaml", "by_priority:")}\
      by_title:    {{group: title, count: true}}
"""


class User:
    """Somebody who calls."""

    def __init__(self, server: Server, client: httpx.Client, name: str) -> None:
        self.name = name
        self._client = client
        self._headers = {"Authorization": f"Bearer {server.token(name)}"}

    def task(self, **fields: Any) -> None:
        made = self._client.post("/api/tasks", json=fields, headers=self._headers)
        assert made.status_code == 201, made.text

    def ask(self, path: str, **parameters: str) -> httpx.Response:
        return self._client.get(f"/api/tasks/{path}", params=parameters, headers=self._headers)

    def stat(self, name: str, **parameters: str) -> Any:
        answer = self.ask(f"stats/{name}", **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("stats") / "told_app")
    with database() as url, served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, timeout=30) as asking:
        yield asking


def test_groups_of_the_page(server: Server, client: httpx.Client) -> None:
    alice, bob = User(server, client, "alice"), User(server, client, "bob")
    for priority, price in (("high", "9.40"), ("high", "3.00"), (None, "3.00"), ("low", "1.00")):
        alice.task(priority=priority, price=price, completed=priority == "low")
    bob.task(priority="low", price="5.00")
    example = json.loads(shown("spec.md", "json", "price__sum"))
    # Without asking for another, the choice leaves out what is done.
    assert alice.stat("by_priority") == example
    assert alice.stat("by_priority", priority="low", q="milk") == NOTHING
    assert alice.stat("by_priority", status="all", priority="low")[0]["count"] == 1
    theirs = {"priority": "low", "count": 1, "price__sum": "5.00"}
    assert bob.stat("by_priority") == [theirs, NOTHING[1]]
    told = {"count": 3, "price__sum": "15.40", "price__avg": "5.1333333333333333"}
    assert alice.stat("totals") == told


def test_nothing_to_tell(server: Server, client: httpx.Client) -> None:
    nobody = User(server, client, "nobody")
    assert nobody.stat("totals") == {"count": 0, "price__sum": None, "price__avg": None}
    assert nobody.stat("by_month") == []
    assert nobody.stat("by_priority") == NOTHING


def test_months_are_those_of_utc(server: Server, client: httpx.Client) -> None:
    carol = User(server, client, "carol")
    # The last moment of January, wherever it is written.
    carol.task(due_date="2030-02-01T00:59:59.999999+01:00", price="1.00")
    carol.task(due_date="2030-01-31T19:00:00-05:00", price="2.00")
    carol.task(price="3.00")
    same = {"completed": False, "count": 1}
    assert carol.stat("by_month") == [
        {"completed": False, "due_date": "2030-01-01", "count": 1, "price__max": "1.00"},
        {"completed": False, "due_date": "2030-02-01", "count": 1, "price__max": "2.00"},
        {**same, "due_date": None, "price__max": "3.00"},
    ]


def test_groups_are_bounded(server: Server, client: httpx.Client) -> None:
    dave = User(server, client, "dave")

    def add(first: int, last: int) -> None:
        execute(
            server.env["DATABASE_URL"],
            "INSERT INTO tasks (id, user_id, title) SELECT gen_random_uuid(), 'dave', 'Milk ' || n "
            f"FROM generate_series({first}, {last}) n",
        )

    add(1, MOST)
    assert len(dave.stat("by_title")) == MOST
    add(MOST + 1, MOST + 1)
    answer = dave.ask("stats/by_title")
    assert answer.status_code == 422
    assert answer.json()["detail"] == "There are more than 1000 groups: filters leave fewer."
    assert len(dave.stat("by_title", q=f'"milk {MOST}"')) == 1
    assert dave.stat("totals")["count"] == MOST + 1


def test_what_is_not_declared(server: Server, client: httpx.Client) -> None:
    alice = User(server, client, "alice")
    assert alice.ask("stats/by_colour").status_code == 404
    # Not a stat, but a row whose key is no key.
    assert alice.ask("stats").status_code == 422
    refused = alice.ask("stats/totals", limit="3")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "limit")
    answer = client.post("/api/tasks/stats/totals", json={})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
