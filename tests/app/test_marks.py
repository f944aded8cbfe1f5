"""Marks, of the page docs/spec.md, over a served application."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.app.test_actions import User
from tests.documents import shown
from tests.generating import database, generate, rows
from tests.serving import Server, served

SPEC = f"""\
spec: 1
api: {{title: Blog, version: "1"}}
auth: {{users: provision}}
resources:
{shown("spec.md", "yaml", "mine: favorited")}\
"""
NOBODYS = "0197a3c4-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with database() as made:
        yield made


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("marks") / "blog_app")
    with served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, trust_env=False) as opened:
        yield opened


class Reader(User):
    """A user with articles."""

    def article(self, title: str = "One") -> str:
        made = self.ask("POST", "/api/articles", {"title": title})
        assert made.status_code == 201, made.text
        return f"/api/articles/{made.json()['id']}"

    def favorite(self, path: str) -> httpx.Response:
        return self.ask("POST", f"{path}/favorite")


def reader(server: Server, client: httpx.Client, name: str) -> Reader:
    return Reader(client, {"Authorization": f"Bearer {server.token(name)}"})


def told(answer: httpx.Response) -> tuple[int, Any, Any]:
    article = answer.json()
    return answer.status_code, article.get("favorited"), article.get("favorites_count")


def test_a_mark_is_made_once_and_taken_away(server: Server, client: httpx.Client, url: str) -> None:
    alice = reader(server, client, "alice")
    path = alice.article()
    assert told(alice.ask("GET", path)) == (200, False, 0)
    for _ in range(2):
        assert told(alice.favorite(path)) == (200, True, 1)
    assert told(alice.ask("GET", path)) == (200, True, 1)
    assert [key for key, *_ in rows(url, "SELECT user_id FROM favorites")] == ["alice"]
    for _ in range(2):
        assert told(alice.ask("DELETE", f"{path}/favorite")) == (200, False, 0)
    assert rows(url, "SELECT 1 FROM favorites") == []


def test_the_filter_finds_what_is_marked(server: Server, client: httpx.Client) -> None:
    carol = reader(server, client, "carol")
    paths = [carol.article(title) for title in ("One", "Two", "Three")]
    carol.favorite(paths[1])

    def titles(asked: str) -> list[str]:
        found = carol.ask("GET", f"/api/articles?favorited={asked}").json()
        return sorted(article["title"] for article in found)

    assert titles("true") == ["Two"]
    assert titles("false") == ["One", "Three"]


def test_what_the_caller_does_not_read_cannot_be_marked(
    server: Server, client: httpx.Client, url: str
) -> None:
    bob, dave = reader(server, client, "bob"), reader(server, client, "dave")
    theirs = bob.article()
    answers = [
        dave.ask(method, f"{path}/favorite")
        for path in (theirs, f"/api/articles/{NOBODYS}")
        for method in ("POST", "DELETE")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert rows(url, "SELECT 1 FROM favorites WHERE user_id = 'dave'") == []
    # Who has done nothing has no row of their own.
    assert rows(url, "SELECT 1 FROM users WHERE id = 'dave'") == []


def test_many_at_once_make_one_mark(server: Server, client: httpx.Client, url: str) -> None:
    erin = reader(server, client, "erin")
    path = erin.article()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: told(erin.favorite(path)), range(32)))
    assert Counter(answers) == {(200, True, 1): 32}
    assert len(rows(url, "SELECT 1 FROM favorites WHERE user_id = 'erin'")) == 1


def test_a_row_that_goes_in_the_same_moment_is_missing(
    server: Server, client: httpx.Client, url: str
) -> None:
    frank = reader(server, client, "frank")
    for _ in range(10):
        path = frank.article()
        with ThreadPoolExecutor(9) as pool:
            marks = [pool.submit(frank.favorite, path) for _ in range(8)]
            gone = pool.submit(frank.ask, "DELETE", path)
        assert gone.result().status_code == 204
        assert {mark.result().status_code for mark in marks} <= {200, 404}
    assert rows(url, "SELECT 1 FROM favorites WHERE user_id = 'frank'") == []


COUNT = """
import asyncio, json
import httpx
from blog_app.auth import Caller
from blog_app.database import Database
from blog_app.main import create_app
from blog_app.settings import get_settings

statements = []
run = Database._run

async def counted(self, use):
    statements.append(use)
    return await run(self, use)

Database._run = counted

async def main():
    app = create_app(get_settings())

    async def as_user(scope, receive, send):
        await app({**scope, "caller": Caller("counted")}, receive, send)

    found = []
    async with app.router.lifespan_context(app), httpx.AsyncClient(
        transport=httpx.ASGITransport(as_user), base_url="http://counted"
    ) as client:

        async def ask(method, path, body=None):
            statements.clear()
            answer = await client.request(method, path, json=body)
            found.append([answer.status_code, len(statements)])
            return answer

        made = await ask("POST", "/api/articles", {"title": "One"})
        path = f"/api/articles/{made.json()['id']}"
        await ask("POST", path + "/favorite")
        await ask("GET", path)
        await ask("GET", "/api/articles?favorited=true")
        await ask("DELETE", path + "/favorite")
    print(json.dumps(found))

asyncio.run(main())
"""


def test_statements(server: Server) -> None:
    # What a statement makes is seen by the next one.
    found = json.loads(server.python(COUNT))
    assert found == [[201, 1], [200, 2], [200, 1], [200, 1], [200, 2]]
