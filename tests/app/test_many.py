"""Rows that are linked to many others, of the page docs/spec.md, over a served application."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg2
import pytest

from tests.documents import shown
from tests.generating import generate, rows
from tests.serving import Server, User, at_once, served

SPEC = f"""\
spec: 1
api: {{title: Links, version: "1"}}
auth: {{users: provision}}
resources:
{shown("spec.md", "yaml", "of: Tag, max: 5")}\
  Plain:
    owner: user_id
    fields:
      id:    {{type: int, key: true}}
      name:  {{type: string, required: true, max: 80}}
      tags:  {{type: many, of: Tag}}
      peers: {{type: many, of: Plain}}
    update: {{put: partial}}
  Fixed:
    owner: user_id
    fields:
      id:   {{type: int, key: true}}
      name: {{type: string, required: true, max: 80}}
      tags: {{type: many, of: Tag}}
    routes: [list, create, read]
"""
NOBODYS = "0197a3c4-0000-7000-8000-000000000000"
AT_ONCE = 24


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("many") / "links_app")
    with served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


class Caller(User):
    """A user who makes rows."""

    def tags(self, count: int) -> list[str]:
        """The keys of new tags, in order."""
        return sorted(str(self.make("tags", name=f"Tag {number}")) for number in range(count))

    def tag_ids(self, path: str) -> list[str]:
        found = self.ask("GET", path)
        assert found.status_code == 200, found.text
        ids: list[str] = found.json()["tag_ids"]
        return ids


def test_a_list_is_kept_replaced_and_cleared(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "alice")
    one, two, three = alice.tags(3)
    body = json.loads(shown("spec.md", "json", '"tag_ids": ["')) | {"tag_ids": [two, one, two]}
    made = alice.ask("POST", "/api/tasks", body)
    path = made.headers["location"]
    assert made.json()["tag_ids"] == alice.tag_ids(path) == [one, two]

    def written(method: str, **body: Any) -> Any:
        answer = alice.ask(method, path, body)
        assert answer.status_code == 200, answer.text
        assert answer.json()["tag_ids"] == alice.tag_ids(path)
        return answer.json()["tag_ids"]

    assert written("PATCH", title="Two") == [one, two]
    assert written("PATCH") == [one, two]
    assert written("PATCH", tag_ids=[three, two]) == [two, three]
    assert written("PUT", title="One", tag_ids=[one]) == [one]
    assert written("PUT", title="Two") == [one]
    assert written("PATCH", tag_ids=[three]) == [three]
    assert written("PATCH", tag_ids=[]) == []
    assert alice.ask("PATCH", path, {"tag_ids": None}).status_code == 422
    assert alice.ask("PATCH", path, {"tags": [one]}).status_code == 422


def test_a_partial_put_keeps_links(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "partial")
    tag = alice.tags(1)[0]
    first = alice.make("plains", name="One")
    path = f"/api/plains/{alice.make('plains', name='Two', tag_ids=[tag], peer_ids=[first])}"
    kept = alice.ask("PUT", path, {"name": "Three"}).json()
    assert (kept["tag_ids"], kept["peer_ids"], kept["name"]) == ([tag], [first], "Three")
    # Nothing but links is sent, and the table has no time that is set.
    changed = alice.ask("PUT", path, {"peer_ids": []}).json()
    assert (changed["tag_ids"], changed["peer_ids"]) == ([tag], [])
    assert alice.ask("GET", path).json() == changed


def test_a_foreign_row_is_answered_like_none(server: Server, client: httpx.Client) -> None:
    alice, bob = Caller.of(server, client, "mine"), Caller.of(server, client, "theirs")
    own, theirs = alice.tags(1)[0], bob.tags(1)[0]
    path = f"/api/tasks/{alice.make('tasks', title='One', tag_ids=[own])}"
    expected = shown("spec.md", "json", "tag_ids has 0197a3c4")
    for key in (theirs, NOBODYS):
        for method, to in (("POST", "/api/tasks"), ("PUT", path), ("PATCH", path)):
            refused = alice.ask(method, to, {"title": "Two", "tag_ids": [own, key]})
            assert refused.status_code == 422
            assert refused.json() == json.loads(expected.replace(NOBODYS, key))
        for method in ("PUT", "DELETE"):
            refused = alice.ask(method, f"{path}/tags/{key}")
            assert (refused.status_code, refused.json()["detail"]) == (
                404,
                "There is no tag with this id.",
            )
    [task] = alice.ask("GET", "/api/tasks").json()
    assert (task["title"], task["tag_ids"]) == ("One", [own])
    # Several are all named.
    wrong = [theirs, NOBODYS]
    named = alice.ask("PATCH", path, {"tag_ids": wrong}).json()["errors"]
    assert all(any(key in error["message"] for error in named) for key in wrong)
    # Nor does anybody link rows of others, to whatever it be.
    for key in (own, theirs, NOBODYS):
        assert bob.ask("PUT", f"{path}/tags/{key}").status_code == 404
        assert bob.ask("DELETE", f"{path}/tags/{key}").status_code == 404
        assert bob.ask("PATCH", path, {"tag_ids": [key]}).status_code == 404
    assert alice.tag_ids(path) == [own]


def test_who_is_refused_leaves_nothing(server: Server, client: httpx.Client, url: str) -> None:
    stranger = Caller.of(server, client, "stranger")
    refused = stranger.ask("POST", "/api/tasks", {"title": "One", "tag_ids": [NOBODYS]})
    assert refused.status_code == 422
    assert rows(url, "SELECT FROM users WHERE id = 'stranger'") == []


def test_single_links(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "single")
    tags = alice.tags(6)
    path = f"/api/tasks/{alice.make('tasks', title='One', tag_ids=tags[1:5])}"
    before = alice.ask("GET", path).json()
    for _ in range(2):
        assert alice.ask("PUT", f"{path}/tags/{tags[0]}").status_code == 204
    assert alice.tag_ids(path) == tags[:5]
    # No more than `max`, but what is there already may be said again.
    full = alice.ask("PUT", f"{path}/tags/{tags[5]}")
    assert (full.status_code, full.json()["detail"]) == (
        409,
        "It can't be linked to more than 5 at a time.",
    )
    assert alice.ask("PUT", f"{path}/tags/{tags[4]}").status_code == 204
    assert alice.ask("PATCH", path, {"tag_ids": tags}).status_code == 422
    for _ in range(2):
        assert alice.ask("DELETE", f"{path}/tags/{tags[0]}").status_code == 204
    assert alice.ask("GET", path).json() == before
    assert alice.ask("PUT", f"{path}/tags/x").status_code == 422
    assert alice.ask("GET", f"{path}/tags/{tags[1]}").status_code == 405


def test_links_follow_the_routes(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "fixed")
    tag = alice.tags(1)[0]
    path = f"/api/fixeds/{alice.make('fixeds', name='One', tag_ids=[tag])}"
    assert alice.tag_ids(path) == [tag]
    for method in ("PUT", "DELETE"):
        assert alice.ask(method, f"{path}/tags/{tag}").status_code == 404


def test_links_go_with_either_row(server: Server, client: httpx.Client, url: str) -> None:
    alice = Caller.of(server, client, "going")
    one, two = alice.tags(2)
    task, other = (alice.make("tasks", title="One", tag_ids=[one, two]) for _ in range(2))
    assert alice.ask("DELETE", f"/api/tags/{one}").status_code == 204
    assert alice.tag_ids(f"/api/tasks/{task}") == [two]
    assert alice.ask("DELETE", f"/api/tasks/{task}").status_code == 204
    left = rows(url, f"SELECT task_id::text FROM task_tags WHERE tag_id = '{two}'")
    assert left == [(other,)]


def test_filters(server: Server, client: httpx.Client) -> None:
    alice, bob = Caller.of(server, client, "filters"), Caller.of(server, client, "others")
    one, two = alice.tags(2)
    theirs = bob.tags(1)[0]
    bob.make("tasks", title="One", tag_ids=[theirs])
    first = alice.make("tasks", title="One", tag_ids=[one])
    both = alice.make("tasks", title="Two", tag_ids=[one, two])
    alice.make("tasks", title="Three")

    def found(user: Caller, query: str) -> set[str]:
        answer = user.ask("GET", f"/api/tasks?{query}&total=true")
        ids = {task["id"] for task in answer.json()}
        assert answer.headers["x-total-count"] == str(len(ids))
        return ids

    assert found(alice, f"tags__any={two}") == {both}
    assert found(alice, f"tags__any={one},{two}") == {first, both}
    assert found(alice, f"tags__all={one}&tags__all={two}") == {both}
    assert found(alice, f"tags__all={one},{one}") == {first, both}
    assert found(alice, f"tags__any={theirs}") == found(bob, f"tags__any={one}") == set()
    assert alice.ask("GET", "/api/tasks?tags__any=x").status_code == 422
    assert alice.ask("GET", f"/api/tasks?tags={one}").status_code == 422


def test_lists_at_the_same_time(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "racing")
    tags = alice.tags(8)
    seen: Counter[int] = Counter()
    for _ in range(6):
        path = f"/api/tasks/{alice.make('tasks', title='One', tag_ids=tags[:1])}"
        lists = [tags[number % 8 : number % 8 + 3] for number in range(AT_ONCE)]
        asked = [("PATCH", path, {"tag_ids": each}) for each in lists]
        answers = at_once(server, [(alice, *each) for each in asked])
        for answer, each in zip(answers, lists, strict=True):
            if answer.status_code == 200:
                assert answer.json()["tag_ids"] == each
            seen[answer.status_code] += 1
        assert alice.tag_ids(path) in lists
    assert seen[200] >= 6
    assert seen.keys() <= {200, 409}


def test_a_list_that_waits_for_another(server: Server, client: httpx.Client, url: str) -> None:
    """The one that comes second sees what the first one wrote, once it has waited for it."""
    alice = Caller.of(server, client, "waiting")
    one, two, three = alice.tags(3)
    task = alice.make("tasks", title="One", tag_ids=[one])
    path = f"/api/tasks/{task}"
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"UPDATE tasks SET title = 'Two' WHERE id = '{task}'")
        cursor.execute(f"INSERT INTO task_tags VALUES ('{task}', '{two}')")

        async def second() -> httpx.Response:
            async with httpx.AsyncClient(
                base_url=server.address, headers=alice.headers, trust_env=False
            ) as opened:
                asked = asyncio.create_task(opened.patch(path, json={"tag_ids": [three]}))
                while not await asyncio.to_thread(
                    rows, url, "SELECT FROM pg_locks WHERE NOT granted"
                ):
                    assert not asked.done()
                connection.commit()
                return await asked

        answer = asyncio.run(second())
    assert (answer.status_code, answer.json()["tag_ids"]) == (200, [three])
    assert answer.json()["title"] == "Two"
    assert alice.tag_ids(path) == [three]


def test_a_tag_goes_while_rows_are_linked_to_it(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "losing")
    seen: Counter[int] = Counter()
    for _ in range(8):
        kept, lost = alice.tags(2)
        path = f"/api/tasks/{alice.make('tasks', title='One')}"
        requests = [
            ("POST", "/api/tasks", {"title": "Two", "tag_ids": [kept, lost]}),
            ("PATCH", path, {"tag_ids": [lost]}),
            ("PUT", f"{path}/tags/{lost}", None),
            ("DELETE", f"{path}/tags/{lost}", None),
        ] * (AT_ONCE // 8)
        delete = ("DELETE", f"/api/tags/{lost}", None)
        seen.update(
            answer.status_code
            for answer in at_once(
                server, [(alice, *each) for each in (*requests, delete, *requests)]
            )
        )
        assert alice.ask("GET", f"/api/tasks?tags__any={lost}").json() == []
    assert seen.keys() <= {200, 201, 204, 404, 409, 422}
