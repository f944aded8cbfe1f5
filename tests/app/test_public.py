"""Rows that everybody reads, as docs/spec.md shows them, over a served application."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.documents import shown
from tests.generating import generate
from tests.serving import Server, User, served

ORIGIN = "http://localhost:3000"
SPEC = f"""\
spec: 1
api: {{title: Articles, version: "1", cors: [{ORIGIN}]}}
resources:
{shown("spec.md", "yaml", "author: [eq, in]")}\
  Note:
    owner: author
    fields:
      id:         {{type: uuid, key: true}}
      article_id: {{type: ref, to: Article, on_delete: set_null}}
"""
ROUTE = '''\
"""Who is asking."""

from ..auth import MaybeUser
from ..dispatch import resource_router

router = resource_router("asking", tag="asking")


@router.get("")
async def read_asking(user: MaybeUser) -> str:
    return user.id if user else "nobody"
'''


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("public") / "articles_app")
    (package / "custom" / "asking.py").write_text(ROUTE, encoding="utf-8")
    install = package / "custom" / "__init__.py"
    text = install.read_text(encoding="utf-8").replace("summary", "asking")
    install.write_text(text, encoding="utf-8")
    with served(package) as running:
        yield running


@pytest.fixture(scope="module")
def alice(server: Server, client: httpx.Client) -> User:
    return User.of(server, client, "alice")


@pytest.fixture(scope="module")
def bob(server: Server, client: httpx.Client) -> User:
    return User.of(server, client, "bob")


def key_of(path: str) -> str:
    return path.rpartition("/")[2]


def test_nobody_needs_a_token_to_read(client: httpx.Client, alice: User, bob: User) -> None:
    path = alice.create("/api/articles", title="First", body="Words", notes="Not for others")
    row = client.get(path)
    assert row.status_code == 200
    assert row.json() == alice.ask("GET", path).json() == bob.ask("GET", path).json()
    assert list(row.json()) == ["id", "author", "title", "body", "created"]
    assert row.json()["author"] == "alice"
    theirs = bob.create("/api/articles", title="Second")
    listed = [each["id"] for each in client.get("/api/articles").json()]
    assert {key_of(path), key_of(theirs)} <= {*listed}


def test_lists_of_one_owner(client: httpx.Client, alice: User, bob: User) -> None:
    alice.create("/api/articles", title="Mine")
    bob.create("/api/articles", title="Theirs")
    found = client.get("/api/articles", params={"author": "bob"}).json()
    assert {each["author"] for each in found} == {"bob"}
    found = client.get("/api/articles", params={"author__in": "alice,carol"}).json()
    assert {each["author"] for each in found} == {"alice"}
    assert client.get("/api/articles", params={"author": "carol"}).json() == []


@pytest.mark.parametrize("header", ["Bearer x.y.z", "Bearer", "", "Basic YTpi"])
def test_a_token_that_is_sent_must_be_valid(client: httpx.Client, alice: User, header: str) -> None:
    path = alice.create("/api/articles", title="First")
    for asked in ("/api/articles", path, "/api/comments"):
        refused = client.get(asked, headers={"Authorization": header})
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Bearer")


def test_an_expired_token_is_refused(server: Server, client: httpx.Client) -> None:
    script = (
        "import time, jwt, os; print(jwt.encode({'sub': 'alice', 'exp': int(time.time()) - 3600},"
        " os.environ['AUTH_SECRET'], 'HS256'))"
    )
    token = server.python(script).strip()
    refused = client.get("/api/articles", headers={"Authorization": f"Bearer {token}"})
    assert refused.status_code == 401


@pytest.mark.parametrize(
    ("method", "body"),
    [("PATCH", {"title": "Other"}), ("PATCH", {}), ("PUT", {"title": "Other"}), ("DELETE", None)],
)
def test_only_the_owner_writes(
    client: httpx.Client, alice: User, bob: User, method: str, body: Any
) -> None:
    path = alice.create("/api/articles", title="First", notes="Not for others")
    before = client.get(path).json()
    refused = bob.ask(method, path, body)
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "This article belongs to another user.",
    )
    assert client.request(method, path, json=body).status_code == 401
    assert client.get(path).json() == before
    missing = f"/api/articles/{'0' * 8}-0000-7000-8000-{'0' * 12}"
    assert bob.ask(method, missing, body).status_code == 404
    assert client.post("/api/articles", json={"title": "Nobody's"}).status_code == 401


def test_nobody_writes_for_others(alice: User) -> None:
    refused = alice.ask("POST", "/api/articles", {"title": "First", "author": "bob"})
    assert refused.status_code == 422


def test_comments_belong_to_whoever_writes_them(
    client: httpx.Client, alice: User, bob: User
) -> None:
    article = alice.create("/api/articles", title="First")
    comment = bob.create("/api/comments", text="Good", article_id=key_of(article))
    assert client.get(comment).json()["author"] == "bob"
    # The article's owner doesn't own what others say of it.
    assert alice.ask("PATCH", comment, {"text": "Bad"}).status_code == 403
    assert alice.ask("DELETE", comment).status_code == 403
    # But it goes with the article.
    assert alice.ask("DELETE", article).status_code == 204
    assert client.get(comment).status_code == 404


def test_a_reference_to_nothing_is_refused(alice: User) -> None:
    body = {"text": "Good", "article_id": "00000000-0000-7000-8000-000000000000"}
    refused = alice.ask("POST", "/api/comments", body)
    assert refused.status_code == 422
    assert refused.json()["detail"] == "article_id is not the id of an article."


def test_what_refers_to_it_stays_its_owners(client: httpx.Client, alice: User, bob: User) -> None:
    article = alice.create("/api/articles", title="First")
    note = bob.create("/api/notes", article_id=key_of(article))
    assert client.get(note).status_code == 401
    assert client.get("/api/notes").status_code == 401
    assert alice.ask("GET", note).status_code == 404
    assert alice.ask("DELETE", article).status_code == 204
    assert bob.ask("GET", note).json()["article_id"] is None


def test_pages_elsewhere_read_without_a_token(client: httpx.Client) -> None:
    answer = client.get("/api/articles", headers={"Origin": ORIGIN})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == ORIGIN


def test_a_route_of_ones_own_asks_who_it_is(client: httpx.Client, alice: User) -> None:
    assert client.get("/api/asking").json() == "nobody"
    assert alice.ask("GET", "/api/asking").json() == "alice"
    refused = client.get("/api/asking", headers={"Authorization": "Bearer x.y.z"})
    assert refused.status_code == 401


SESSIONS = """
import asyncio
from uuid import UUID
from fastcrud.exceptions.access import AccessDenied
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession
from articles_app.fields import uuid7
from articles_app.main import create_app
from articles_app.resources.articles.policy import articles, policy_for
from articles_app.resources.comments.models import CommentCreate
from articles_app.resources.comments.policy import comments, policy_for as comments_for
from articles_app.settings import get_settings

async def run(key):
    app = create_app(get_settings())
    async with (
        app.router.lifespan_context(app),
        AsyncSession(app.state.database.sessions) as session,
    ):
        theirs = articles.with_policy(policy_for("bob"))
        print((await theirs.get(session, id=key))["title"])
        try:
            await theirs.delete(session, id=key)
        except NoResultFound:
            print("not deleted")
        mine = comments.with_policy(comments_for("bob"))
        for owner in ("bob", "alice"):
            data = {"id": uuid7(), "author": owner}
            try:
                comment = CommentCreate(text="Good", article_id=key)
                await mine.create(session, comment, server_data=data)
                print("written")
            except AccessDenied:
                print("not written")

asyncio.run(run(UUID("{key}")))
"""


def test_sessions_are_under_the_same_policy(server: Server, alice: User) -> None:
    article = alice.create("/api/articles", title="First")
    printed = server.python(SESSIONS.replace("{key}", key_of(article)))
    assert printed.splitlines() == ["First", "not deleted", "written", "not written"]
