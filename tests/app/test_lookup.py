"""Rows by slugs, and slugs that are made, of the page docs/spec.md, over a served application."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.test_actions import AT_ONCE
from tests.app.test_unique import together
from tests.documents import shown
from tests.generating import database, environment, execute, generate, python, rows
from tests.serving import Server, User, served

BEFORE = """\
spec: 1
api: {title: Posts, version: "1", errors: {foreign: 403}}
auth: {users: provision}
resources:
"""
SPEC = f"""\
{BEFORE}{shown("spec.md", "yaml", "from: title")}\
    stats: {{pin: {{group: pinned, count: true}}}}
"""
NAMED = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("lookup") / "posts_app")
    with served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


def slug_of(user: User, title: str, **fields: Any) -> str:
    """The slug of a new post."""
    made = user.ask("POST", "/api/posts", {"title": title, **fields})
    assert made.status_code == 201, made.text
    slug = made.json()["slug"]
    assert NAMED.fullmatch(slug)
    assert len(slug) <= 80
    assert made.headers["location"] == f"/api/posts/{slug}"
    assert user.ask("GET", f"/api/posts/{slug}").json() == made.json()
    return str(slug)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Café au lait", "cafe-au-lait"),
        ("  Ten  things -- you DIDN'T know!  ", "ten-things-you-didnt-know"),
        ("Łódź, Ærø und Straße", "lodz-aero-und-strasse"),
        ("½ of the price is ٣ more", "1-2-of-the-price-is-more"),
        ("\uff26\uff35\uff2c\uff2c width", "full-width"),
        ("x" * 200, "x" * 80),
        ("word " * 30, "word-" * 15 + "word"),
        ("a" * 79 + " b", "a" * 79),
        ("stats", "stats"),
        ("../../etc/passwd?a=b#c", "etc-passwd-a-b-c"),
    ],
)
def test_a_slug_of_words(server: Server, client: httpx.Client, title: str, slug: str) -> None:
    assert slug_of(User.of(server, client, "words"), title) == slug


@pytest.mark.parametrize("title", ["日本語", "🎉", "—", "\u0301"])
def test_a_slug_of_nothing(server: Server, client: httpx.Client, title: str) -> None:
    alice = User.of(server, client, "nothing")
    slugs = {slug_of(alice, title) for _ in range(3)}
    assert len(slugs) == 3
    assert {len(slug) for slug in slugs} == {8}


def test_a_slug_that_is_taken(server: Server, client: httpx.Client) -> None:
    alice, bob = (User.of(server, client, name) for name in ("alice", "bob"))
    assert slug_of(alice, "Café au lait") == "cafe-au-lait"
    second = slug_of(alice, "Cafe au lait")
    assert re.fullmatch("cafe-au-lait-[a-z0-9]{4}", second)
    # There is room for the end, too.
    long = ["word " * 30] * 2
    first, other = (slug_of(alice, title) for title in long)
    assert other.startswith("word-word-")
    assert other != first
    # Others have their own.
    assert slug_of(bob, "Café au lait") == "cafe-au-lait"
    # Who chooses one is told.
    body = {"title": "Two", "slug": "cafe-au-lait"}
    refused = alice.ask("POST", "/api/posts", body)
    assert (refused.status_code, refused.json()["detail"]) == (409, "slug is taken.")
    assert alice.ask("PATCH", f"/api/posts/{second}", body).status_code == 409
    for slug in (None, "", "No Slug", "a--b", "x" * 81):
        assert alice.ask("POST", "/api/posts", {"title": "Two", "slug": slug}).status_code == 422


def test_many_at_once_get_each_their_own(server: Server, client: httpx.Client) -> None:
    alice = User.of(server, client, "many")
    bodies: list[Any] = [{"title": "The same"}] * AT_ONCE
    found = together(server, alice, bodies, ["/api/posts"] * AT_ONCE)
    assert found == Counter({201: AT_ONCE})
    slugs = [row["slug"] for row in alice.ask("GET", "/api/posts?limit=100").json()]
    assert len({*slugs}) == len(slugs) == AT_ONCE
    assert "the-same" in slugs


def test_a_slug_stays_until_it_is_changed(server: Server, client: httpx.Client) -> None:
    alice, bob = (User.of(server, client, name) for name in ("staying", "looking"))
    path = f"/api/posts/{slug_of(alice, 'One')}"
    for method in ("PUT", "PATCH"):
        changed = alice.ask(method, path, {"title": "Two"})
        assert (changed.status_code, changed.json()["slug"]) == (200, "one")
    moved = alice.ask("PATCH", path, {"slug": "two"})
    assert (moved.status_code, moved.json()["slug"]) == (200, "two")
    assert moved.json()["id"] == changed.json()["id"]
    assert alice.ask("GET", path).status_code == 404
    assert alice.ask("GET", "/api/posts/two").json() == moved.json()
    assert alice.ask("POST", "/api/posts/two/pin").json()["pinned"] is True
    # What others have is not told, though another user's row answers 403 elsewhere.
    for method, end, body in (
        ("GET", "", None),
        ("PUT", "", {"title": "Mine"}),
        ("PATCH", "", {"title": "Mine"}),
        ("PATCH", "", {}),
        ("DELETE", "", None),
        ("POST", "/pin", None),
    ):
        theirs = bob.ask(method, f"/api/posts/two{end}", body)
        nobodys = bob.ask(method, f"/api/posts/nobodys{end}", body)
        assert (theirs.status_code, theirs.content) == (404, nobodys.content)
        assert theirs.json()["detail"] == "There is no post with this slug."
    # Whoever has the same slug reaches their own row alone.
    assert slug_of(bob, "Two") == "two"
    assert bob.ask("DELETE", "/api/posts/two").status_code == 204
    assert alice.ask("GET", "/api/posts/two").json()["pinned"] is True


def test_no_path_is_taken_by_a_slug(server: Server, client: httpx.Client) -> None:
    alice = User.of(server, client, "paths")
    slug = slug_of(alice, "Stats")
    assert slug == "stats"
    assert alice.ask("POST", "/api/posts/stats/pin").json()["pinned"] is True
    assert alice.ask("GET", "/api/posts/stats/pin").json()[-1] == {"pinned": True, "count": 1}
    assert alice.ask("GET", "/api/posts/stats").json()["slug"] == "stats"
    for odd in ("No-Slug", "%2e%2e", "a%2Fb", "%00", "x" * 81, "%F0%9F%98%80", "a--b"):
        assert alice.ask("GET", f"/api/posts/{odd}").status_code in (404, 422), odd
    assert alice.ask("GET", "/api/posts/No-Slug").status_code == 422


def test_the_contract_has_the_slug(client: httpx.Client) -> None:
    contract = client.get("/openapi.json").json()
    row = contract["paths"]["/api/posts/{post_slug}"]
    assert {*row} == {"get", "put", "patch", "delete"}
    [parameter] = row["get"]["parameters"]
    assert parameter["schema"]["maxLength"] == 80
    assert parameter["schema"]["format"] == "slug"
    for body in ("PostCreate", "PostReplace"):
        assert contract["components"]["schemas"][body]["required"] == ["title"]


OPEN = (
    BEFORE
    + """\
  Story:
    owner: user_id
    access: {read: [public, owner]}
    lookup: slug
    fields:
      id:    {type: uuid, key: true}
      slug:  {type: string, format: slug, max: 80, unique: true, from: title}
      title: {type: string, required: true, max: 200}
"""
)


def test_rows_that_everybody_reads_have_slugs_of_all(tmp_path: Path) -> None:
    package = generate(OPEN, tmp_path / "stories_app")
    with (
        database() as url,
        served(package, {"DATABASE_URL": url}, migrate=True) as server,
        httpx.Client(base_url=server.address, trust_env=False) as client,
    ):
        alice, bob = (User.of(server, client, name) for name in ("alice", "bob"))
        first, second = (
            user.ask("POST", "/api/stories", {"title": "Once"}).json() for user in (alice, bob)
        )
        assert first["slug"] == "once"
        assert re.fullmatch("once-[a-z0-9]{4}", second["slug"])
        assert client.get("/api/stories/once").json() == first
        refused = bob.ask("POST", "/api/stories", {"title": "Mine", "slug": "once"})
        assert (refused.status_code, refused.json()["detail"]) == (409, "slug is taken.")
        assert bob.ask("PATCH", "/api/stories/once", {"title": "Mine"}).status_code == 403
        assert bob.ask("PATCH", "/api/stories/nobodys", {"title": "Mine"}).status_code == 404


OLD = """\
  Post:
    owner: user_id
    fields:
      id:    {type: uuid, key: true}
      title: {type: string, max: 200}
"""
NEW = f"""\
{OLD}      slug:  {{type: string, format: slug, max: 40, unique: per_owner, from: title}}
    lookup: slug
    consent: [add_unique slug, change_lookup slug]
"""


def test_rows_that_are_there_get_slugs(tmp_path: Path) -> None:
    package = generate(BEFORE + OLD, tmp_path / "made_app")
    titles = ["Café au lait", "Café au lait", "It's", "日本語", None, "word " * 30, "a" * 90]
    with database() as url:
        env = environment(package, url)
        python(package, "-m", package.name, "migrate", env=env)
        execute(url, "INSERT INTO users (id) VALUES ('alice')")
        for title in titles:
            value = "NULL" if title is None else "'" + title.replace("'", "''") + "'"
            execute(
                url,
                "INSERT INTO posts (id, user_id, title) "
                f"VALUES (gen_random_uuid(), 'alice', {value})",
            )
        generate(BEFORE + NEW, package)
        python(package, "-m", package.name, "migrate", "--expand", env=env)
        # The version before knows nothing of slugs.
        execute(
            url,
            "INSERT INTO posts (id, user_id, title) VALUES (gen_random_uuid(), 'alice', 'Late')",
        )
        # The new version is served by now: what it makes is told apart.
        with (
            served(package, {"DATABASE_URL": url}) as server,
            httpx.Client(base_url=server.address, trust_env=False) as client,
        ):
            alice = User.of(server, client, "alice")
            made = [alice.ask("POST", "/api/posts", {"title": "Twice"}) for _ in range(2)]
            first, second = (answer.json()["slug"] for answer in made)
            assert first == "twice"
            assert re.fullmatch("twice-[a-z0-9]{4}", second)
            refused = alice.ask("POST", "/api/posts", {"title": "Twice", "slug": first})
            assert (refused.status_code, refused.json()["detail"]) == (409, "slug is taken.")
        python(package, "-m", package.name, "migrate", env=env)
        found = rows(url, "SELECT title, slug FROM posts WHERE title IS DISTINCT FROM 'Twice'")
        assert len(found) == len(titles) + 1
        by_title: dict[Any, list[str]] = {}
        for title, slug in found:
            assert NAMED.fullmatch(slug)
            assert len(slug) <= 40
            by_title.setdefault(title, []).append(slug)
        assert len({*by_title["Café au lait"]}) == 2
        assert all(slug.startswith("cafe-au-lait-") for slug in by_title["Café au lait"])
        assert by_title["It's"][0].startswith("its-")
        assert by_title["Late"][0].startswith("late-")
        assert {len(by_title[title][0]) for title in ("日本語", None)} == {12}
        python(package, "-m", package.name, "downgrade", "0001", env=env)
        assert len(rows(url, "SELECT title FROM posts")) == len(titles) + 3
