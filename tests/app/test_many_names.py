"""Rows that list others by name, of the page docs/spec.md, over a served application."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg2
import pytest

from tests.counting import counted
from tests.documents import shown
from tests.generating import generate, rows
from tests.serving import Server, User, at_once, served

SPEC = f"""\
spec: 1
api: {{title: Names, version: "1"}}
auth: {{users: provision}}
resources:
{shown("spec.md", "yaml", "names: name")}\
  Note:
    owner: user_id
    fields:
      id:    {{type: uuid, key: true}}
      text:  {{type: string, required: true, max: 80}}
      words: {{type: many, of: Word, names: word, name: terms}}
      tags:  {{type: many, of: Tag, names: name}}
    filters:
      words: [any, all]
    update: {{put: partial}}
  Memo:
    owner: user_id
    fields:
      id:   {{type: int, key: true}}
      text: {{type: string, required: true, max: 80}}
      tags: {{type: many, of: Tag}}
    filters:
      tags: [all]
  Word:
    owner: user_id
    fields:
      id:   {{type: bigint, key: true}}
      word: {{type: string, format: slug, required: true, max: 20, unique: per_owner}}
      many: {{type: int, default: 1}}
    routes: [list, delete]
"""
AT_ONCE = 24
REQUESTS = """
await ask("POST", "/api/articles", title="One", tags=["home", "work"])
article = await ask("POST", "/api/articles", title="Two", tags=["home", "new"])
path = f"/api/articles/{article['id']}"
await ask("PATCH", path, tags=["newer"])
await ask("PUT", path, title="Two", tags=["newest"])
await ask("GET", path)
await ask("GET", "/api/articles?tags__any=home,newest")
tag = (await ask("POST", "/api/tags", name="mine"))["id"]
# By key, as where there are no names.
await ask("PUT", f"{path}/tags/{tag}")
await ask("DELETE", f"{path}/tags/{tag}")
other = (await ask("POST", "/api/memos", text="One", tag_ids=[tag]))["id"]
await ask("PATCH", f"/api/memos/{other}", tag_ids=[])
await ask("PUT", f"/api/memos/{other}/tags/{tag}")
await ask("GET", f"/api/memos?tags__all={tag}")
"""


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("names") / "names_app")
    with served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


class Caller(User):
    """A user who writes articles."""

    def write(self, **fields: Any) -> str:
        made = self.ask("POST", "/api/articles", {"title": "One", **fields})
        assert made.status_code == 201, made.text
        return str(made.headers["location"])

    def tags(self, path: str) -> list[str]:
        found = self.ask("GET", path)
        assert found.status_code == 200, found.text
        names: list[str] = found.json()["tags"]
        return names


def own_tags(url: str, name: str) -> list[tuple[Any, ...]]:
    found = rows(url, f"SELECT name, color FROM tags WHERE user_id = '{name}'")
    return sorted(found)


def test_names_are_found_or_made(server: Server, client: httpx.Client, url: str) -> None:
    alice = Caller.of(server, client, "alice")
    body = json.loads(shown("spec.md", "json", '"Doors"'))
    made = alice.ask("POST", "/api/articles", body)
    path = made.headers["location"]
    assert made.json()["tags"] == alice.tags(path) == ["Home", "work"]
    assert own_tags(url, "alice") == [("Home", "blue"), ("work", "blue")]

    def written(method: str, **body: Any) -> Any:
        answer = alice.ask(method, path, body)
        assert answer.status_code == 200, answer.text
        assert answer.json()["tags"] == alice.tags(path)
        return answer.json()["tags"]

    assert written("PATCH", title="Two") == ["Home", "work"]
    assert written("PATCH") == ["Home", "work"]
    # Blanks around a text are removed, and what is the same then counts once.
    assert written("PATCH", tags=[" work ", "garden", "work"]) == ["garden", "work"]
    assert written("PUT", title="One", tags=["home", "Home"]) == ["Home", "home"]
    assert written("PUT", title="Two") == ["Home", "home"]
    assert written("PATCH", tags=["work"]) == ["work"]
    assert written("PATCH", tags=[]) == []
    names = ["Home", "garden", "home", "work"]
    assert [name for name, _ in own_tags(url, "alice")] == names
    assert alice.ask("PATCH", path, {"tags": None}).status_code == 422
    assert alice.ask("PATCH", path, {"tag_ids": []}).status_code == 422
    # Keys are those of the application's other rows.
    (versions,) = {str(key)[14] for (key,) in rows(url, "SELECT id::text FROM tags")}
    assert versions == "7"


def test_each_name_is_checked(server: Server, client: httpx.Client, url: str) -> None:
    alice = Caller.of(server, client, "checked")
    path = alice.write(tags=["home"])
    for wrong in ("", "x", "x" * 31, "a\0b", 5, None):
        for method, to in (("POST", "/api/articles"), ("PUT", path), ("PATCH", path)):
            refused = alice.ask(method, to, {"title": "Two", "tags": ["work", wrong]})
            assert refused.status_code == 422, refused.text
            assert [error["field"] for error in refused.json()["errors"]] == ["tags"]
    many = alice.ask("PATCH", path, {"tags": [f"tag {number}" for number in range(6)]})
    assert (many.status_code, many.json()["errors"][0]["field"]) == (422, "tags")
    refused = alice.ask("POST", "/api/notes", {"text": "One", "terms": ["No slug"]})
    assert refused.json()["errors"][0]["field"] == "terms"
    assert [name for name, _ in own_tags(url, "checked")] == ["home"]
    assert alice.tags(path) == ["home"]


def test_names_are_the_callers_own(server: Server, client: httpx.Client, url: str) -> None:
    alice, bob = Caller.of(server, client, "mine"), Caller.of(server, client, "theirs")
    mine, theirs = alice.write(tags=["same"]), bob.write(tags=["same", "other"])
    assert rows(url, "SELECT user_id FROM tags WHERE name = 'same' ORDER BY user_id") == [
        ("mine",),
        ("theirs",),
    ]
    # Everybody reads both, and finds both by the name.
    asked = client.get("/api/articles", params={"tags__any": "same,none", "total": "true"})
    assert [article["tags"] for article in asked.json()] == [["same"], ["other", "same"]]
    assert asked.headers["x-total-count"] == "2"
    both = client.get("/api/articles", params={"tags__all": "same,other,same"})
    assert [article["user_id"] for article in both.json()] == ["theirs"]
    # Nobody writes the articles of others, and nothing is made for who tries.
    for method in ("PUT", "PATCH"):
        refused = bob.ask(method, mine, {"title": "Two", "tags": ["new here"]})
        assert refused.status_code == 403
    assert rows(url, "SELECT FROM tags WHERE name = 'new here'") == []
    # Single links are to the caller's own tags, too.
    found = rows(url, "SELECT user_id, id::text FROM tags WHERE name = 'same'")
    keys = {str(user): key for user, key in found}
    for method in ("PUT", "DELETE"):
        refused = alice.ask(method, f"{mine}/tags/{keys['theirs']}")
        assert refused.status_code == 404, refused.text
        for _ in range(2):
            assert bob.ask(method, f"{theirs}/tags/{keys['theirs']}").status_code == 204
    assert (alice.tags(mine), bob.tags(theirs)) == (["same"], ["other"])


def test_names_of_private_rows(server: Server, client: httpx.Client, url: str) -> None:
    alice, bob = Caller.of(server, client, "private"), Caller.of(server, client, "peer")
    for user in (alice, bob):
        made = user.ask("POST", "/api/notes", {"text": "One", "terms": ["b", "a"], "tags": ["xx"]})
        assert made.status_code == 201, made.text
        assert (made.json()["terms"], made.json()["tags"]) == (["a", "b"], ["xx"])
        path = made.headers["location"]
        kept = user.ask("PUT", path, {"terms": ["c"]}).json()
        assert (kept["text"], kept["terms"], kept["tags"]) == ("One", ["c"], ["xx"])
        assert user.ask("GET", path).json() == kept
        found = user.ask("GET", "/api/notes?terms__any=a,c&total=true")
        assert found.json() == [kept]
        assert user.ask("GET", "/api/notes?terms__all=c,a").json() == []
    words = alice.ask("GET", "/api/words").json()
    assert sorted((word["word"], word["many"]) for word in words) == [("a", 1), ("b", 1), ("c", 1)]
    # A row that goes takes its links along.
    gone = next(word["id"] for word in words if word["word"] == "c")
    assert alice.ask("DELETE", f"/api/words/{gone}").status_code == 204
    assert [note["terms"] for note in alice.ask("GET", "/api/notes").json()] == [[]]
    assert [note["terms"] for note in bob.ask("GET", "/api/notes").json()] == [["c"]]


def test_a_request_is_one_statement(server: Server) -> None:
    statuses = [201, 201, 200, 200, 200, 200, 201, 204, 204, 201, 200, 204, 200]
    assert counted(server, REQUESTS) == [[status, 1] for status in statuses]


def test_who_is_refused_makes_nothing(server: Server, client: httpx.Client, url: str) -> None:
    alice = Caller.of(server, client, "nothing")
    missing = alice.ask("PATCH", "/api/articles/1000000", {"tags": ["never"]})
    assert missing.status_code == 404
    assert rows(url, "SELECT FROM tags WHERE name = 'never'") == []
    assert rows(url, "SELECT FROM users WHERE id = 'nothing'") == []


def test_the_same_new_names_at_the_same_time(
    server: Server, client: httpx.Client, url: str
) -> None:
    alice = Caller.of(server, client, "racing")
    for attempt in range(4):
        path = alice.write()
        names = [f"{attempt} {number}" for number in range(4)]
        # In either order, so that they might wait for each other.
        asked: list[tuple[str, str, Any]] = [
            ("POST", "/api/articles", {"title": "One", "tags": names[:: 1 - 2 * (number % 2)]})
            for number in range(AT_ONCE)
        ]
        asked.append(("PATCH", path, {"tags": names}))
        answers = at_once(server, [(alice, *each) for each in asked])
        assert {answer.status_code for answer in answers} == {200, 201}
        for answer in answers:
            there = answer.headers.get("location", path)
            assert answer.json()["tags"] == alice.tags(there) == names
        made = [name for name, _ in own_tags(url, "racing") if name.startswith(f"{attempt} ")]
        assert made == names


def test_a_name_that_somebody_makes_meanwhile(
    server: Server, client: httpx.Client, url: str
) -> None:
    """The statement can't see the row that it waited for, and still links to it."""
    alice = Caller.of(server, client, "meanwhile")
    path = alice.write()
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tags (id, user_id, name, color) "
            "VALUES (gen_random_uuid(), 'meanwhile', 'soon', 'red')"
        )

        async def second() -> httpx.Response:
            async with httpx.AsyncClient(
                base_url=server.address, headers=alice.headers, trust_env=False
            ) as opened:
                asked = asyncio.create_task(opened.patch(path, json={"tags": ["soon", "new"]}))
                while not await asyncio.to_thread(
                    rows, url, "SELECT FROM pg_locks WHERE NOT granted"
                ):
                    assert not asked.done()
                connection.commit()
                return await asked

        answer = asyncio.run(second())
    assert (answer.status_code, answer.json()["tags"]) == (200, ["new", "soon"])
    assert alice.tags(path) == ["new", "soon"]
    # As it was made, not as this one would have made it.
    assert own_tags(url, "meanwhile") == [("new", "blue"), ("soon", "red")]
