"""Owners' own rows, of the page docs/spec.md, over a served application."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.documents import shown
from tests.generating import generate, rows
from tests.serving import Server, User, served

SPEC = f"""\
spec: 1
api: {{title: Blog, version: "1"}}
auth: {{users: provision}}
resources:
{shown("spec.md", "yaml", "single: true")}\
    has_many:
      likes: {{of: Like, by: article_id, mine: liked}}
    actions:
      like: {{add: likes}}
  Like:
    owner: user_id
    fields:
      id:         {{type: int, key: true}}
      article_id: {{type: ref, to: Article, on_delete: cascade, required: true, unique: per_owner}}
      liker_id:   {{type: ref, to: Profile, on_delete: cascade, required: true, set: owner}}
    routes: [list]
  Draft:
    owner: {{through: author_id}}
    fields:
      id:        {{type: uuid, key: true}}
      author_id: {{type: ref, to: Profile, on_delete: cascade, required: true, set: owner}}
      text:      {{type: string, required: true, max: 200}}
    hooks: {{before_create: "custom.drafts:shout"}}
"""
SHOUT = """
from ..hooks import BeforeCreate
from ..resources.drafts.models import DraftCreate


async def shout(hook: BeforeCreate[DraftCreate]) -> None:
    hook.body.text = hook.body.text.upper()
"""

SESSIONS = """
import asyncio
from fastcrud.exceptions.access import AccessDenied
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from blog_app.main import create_app
from blog_app.resources import CRUDS
from blog_app.resources.articles.models import ArticleCreate
from blog_app.resources.profiles.models import Profile
from blog_app.settings import get_settings

async def main():
    app = create_app(get_settings())
    async with app.router.lifespan_context(app):
        profiles = {}
        for user in ("mine", "theirs"):
            async with AsyncSession(app.state.database.sessions) as session:
                await session.execute(text(f"INSERT INTO users (id) VALUES ('{user}')"))
                profile = Profile(user_id=user, username=user)
                session.add(profile)
                await session.flush()
                profiles[user] = profile.id
                await session.commit()
        crud, policy_for = CRUDS["articles"]
        articles = crud.with_policy(policy_for("mine"))
        for key in profiles.values():
            async with AsyncSession(app.state.database.sessions) as session:
                given = {"user_id": "mine", "author_id": key}
                try:
                    await articles.create(session, ArticleCreate(title="x"), server_data=given)
                    print("written")
                except AccessDenied:
                    print("denied")

asyncio.run(main())
"""
SOW = """
import asyncio
from blog_app.seed import add_examples
from blog_app.settings import get_settings
print([asyncio.run(add_examples(get_settings(), "gardener")) for _ in range(2)])
"""


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("own_rows") / "blog_app")
    (package / "custom" / "drafts.py").write_text(SHOUT, "utf-8")
    with served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


def profile(of: User, name: str) -> str:
    made = of.ask("POST", "/api/profiles", {"username": name})
    assert made.status_code == 201, made.text
    key: str = made.json()["id"]
    return key


def test_each_owner_has_one(server: Server, client: httpx.Client, url: str) -> None:
    ann = User.of(server, client, "ann")
    key = profile(ann, "ann")
    again = ann.ask("POST", "/api/profiles", {"username": "other"})
    assert (again.status_code, again.json()["detail"]) == (
        409,
        "There is a profile of yours already.",
    )
    assert ann.ask("DELETE", f"/api/profiles/{key}").status_code == 204
    assert profile(ann, "ann") != key
    assert rows(url, "SELECT username FROM profiles WHERE user_id = 'ann'") == [("ann",)]


def test_one_of_many_at_the_same_time(server: Server, client: httpx.Client, url: str) -> None:
    bea = User.of(server, client, "bea")
    with ThreadPoolExecutor(8) as pool:
        answers = [
            *pool.map(lambda _: bea.ask("POST", "/api/profiles", {"username": "bea"}), range(16))
        ]
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 15
    assert len(rows(url, "SELECT 1 FROM profiles WHERE user_id = 'bea'")) == 1


def test_the_server_fills_in_the_callers_own(server: Server, client: httpx.Client) -> None:
    cat, dan = User.of(server, client, "cat"), User.of(server, client, "dan")
    keys = {name: profile(each, name) for name, each in (("cat", cat), ("dan", dan))}
    for name, each in (("cat", cat), ("dan", dan)):
        made = each.ask("POST", "/api/articles", {"title": name})
        assert (made.status_code, made.json()["author_id"]) == (201, keys[name])
    for body in ({"author_id": keys["dan"]}, {"author_id": keys["cat"]}, {"author_id": None}):
        sent = cat.ask("POST", "/api/articles", {"title": "x", **body})
        assert sent.status_code == 422
        assert [each["field"] for each in sent.json()["errors"]] == ["author_id"]
        path = f"/api/articles/{made.json()['id']}"
        assert dan.ask("PATCH", path, body).status_code == 422
    assert dan.ask("GET", path).json()["author_id"] == keys["dan"]


def test_without_one_nothing_is_written(server: Server, client: httpx.Client, url: str) -> None:
    eve, fay = User.of(server, client, "eve"), User.of(server, client, "fay")
    profile(fay, "fay")
    path = f"/api/articles/{fay.ask('POST', '/api/articles', {'title': 'x'}).json()['id']}"
    for answer in (
        eve.ask("POST", "/api/articles", {"title": "x"}),
        eve.ask("POST", "/api/drafts", {"text": "x"}),
        eve.ask("POST", f"{path}/like"),
    ):
        assert answer.status_code == 409
        assert answer.json() == json.loads(shown("spec.md", "json", "create one first"))
    assert rows(url, "SELECT 1 FROM users WHERE id = 'eve'") == []
    assert rows(url, "SELECT 1 FROM likes WHERE user_id = 'eve'") == []
    # Whether there is such a row at all comes first.
    missing = eve.ask("POST", "/api/articles/0197a3c4-0000-7000-8000-000000000000/like")
    assert missing.status_code == 404


def test_marks_are_filled_in(server: Server, client: httpx.Client) -> None:
    gil, hal = User.of(server, client, "gil"), User.of(server, client, "hal")
    key = profile(gil, "gil")
    profile(hal, "hal")
    path = f"/api/articles/{hal.ask('POST', '/api/articles', {'title': 'x'}).json()['id']}"
    for _ in range(2):
        assert gil.ask("POST", f"{path}/like").json()["liked"] is True
    assert [like["liker_id"] for like in gil.ask("GET", "/api/likes").json()] == [key]


def test_rows_are_owned_through_what_is_filled_in(server: Server, client: httpx.Client) -> None:
    ida, jon = User.of(server, client, "ida"), User.of(server, client, "jon")
    key = profile(ida, "ida")
    profile(jon, "jon")
    made = ida.ask("POST", "/api/drafts", {"text": "one"})
    assert (made.status_code, made.json()["author_id"]) == (201, key)
    # A hook stands in between.
    assert made.json()["text"] == "ONE"
    path = f"/api/drafts/{made.json()['id']}"
    assert ida.ask("GET", path).status_code == 200
    assert jon.ask("GET", path).status_code == 404
    assert jon.ask("GET", "/api/drafts").json() == []


def test_sessions_under_the_policy_give_the_callers_own(server: Server) -> None:
    assert server.python(SESSIONS).split() == ["written", "denied"]


def test_seeds_begin_with_the_owners_own(server: Server, url: str) -> None:
    # One profile, three articles and three drafts; the second time the profile is there.
    assert server.python(SOW) == "[7, 6]\n"
    found = rows(
        url,
        "SELECT count(*), count(DISTINCT a.author_id) FROM articles a JOIN profiles p "
        "ON p.id = a.author_id AND p.user_id = a.user_id WHERE a.user_id = 'gardener'",
    )
    assert found == [(6, 1)]


def test_the_contract_tells_of_it(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    schemas, paths = document["components"]["schemas"], document["paths"]
    assert "author_id" not in schemas["ArticleCreate"]["properties"]
    field = schemas["ArticlePublic"]["properties"]["author_id"]
    assert field["description"] == "The id of the owner's profile."
    assert "author_id" in schemas["ArticlePublic"]["required"]
    for path in ("/api/articles", "/api/articles/{article_id}/like", "/api/profiles"):
        assert "409" in paths[path]["post"]["responses"]
