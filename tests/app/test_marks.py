"""Marks, of the page docs/spec.md, over a served application."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.counting import counted
from tests.documents import shown
from tests.generating import generate, rows
from tests.serving import Server, User, served

# On the page everybody reads articles: here only their owners do.
PUBLIC = "    access: {read: [public, owner]}\n"
SPEC = f"""\
spec: 1
api: {{title: Blog, version: "1"}}
auth: {{users: provision}}
resources:
{shown("spec.md", "yaml", "mine: favorited").replace(PUBLIC, "")}\
"""
NOBODYS = "0197a3c4-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("marks") / "blog_app")
    with served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


class Reader(User):
    """A user with articles."""

    def article(self, title: str = "One") -> str:
        made = self.ask("POST", "/api/articles", {"title": title})
        assert made.status_code == 201, made.text
        return f"/api/articles/{made.json()['id']}"

    def favorite(self, path: str) -> httpx.Response:
        return self.ask("POST", f"{path}/favorite")


def told(answer: httpx.Response) -> tuple[int, Any, Any]:
    article = answer.json()
    return answer.status_code, article.get("favorited"), article.get("favorites_count")


def test_a_mark_is_made_once_and_taken_away(server: Server, client: httpx.Client, url: str) -> None:
    alice = Reader.of(server, client, "alice")
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
    carol = Reader.of(server, client, "carol")
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
    bob, dave = Reader.of(server, client, "bob"), Reader.of(server, client, "dave")
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
    erin = Reader.of(server, client, "erin")
    path = erin.article()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: told(erin.favorite(path)), range(32)))
    assert Counter(answers) == {(200, True, 1): 32}
    assert len(rows(url, "SELECT 1 FROM favorites WHERE user_id = 'erin'")) == 1


def test_a_row_that_goes_in_the_same_moment_is_missing(
    server: Server, client: httpx.Client, url: str
) -> None:
    frank = Reader.of(server, client, "frank")
    for _ in range(10):
        path = frank.article()
        with ThreadPoolExecutor(9) as pool:
            marks = [pool.submit(frank.favorite, path) for _ in range(8)]
            gone = pool.submit(frank.ask, "DELETE", path)
        assert gone.result().status_code == 204
        assert {mark.result().status_code for mark in marks} <= {200, 404}
    assert rows(url, "SELECT 1 FROM favorites WHERE user_id = 'frank'") == []


REQUESTS = """
made = await ask("POST", "/api/articles", title="One")
path = f"/api/articles/{made['id']}"
await ask("POST", path + "/favorite")
await ask("GET", path)
await ask("GET", "/api/articles?favorited=true")
await ask("DELETE", path + "/favorite")
"""


def test_statements(server: Server) -> None:
    # What a statement makes is seen by the next one.
    found = counted(server, REQUESTS)
    assert found == [[201, 1], [200, 2], [200, 1], [200, 1], [200, 2]]
