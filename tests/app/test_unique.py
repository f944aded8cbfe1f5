"""What only one row of an owner has, of the page docs/spec.md, over a served application."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.app.test_actions import AT_ONCE
from tests.documents import shown
from tests.generating import generate
from tests.serving import Server, User, at_once, served

SPEC = f"""\
spec: 1
api: {{title: Pages, version: "1"}}
auth: {{users: provision}}
resources:
{shown("spec.md", "yaml", "unique: [[chapter, position]]")}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(generate(SPEC, tmp_path_factory.mktemp("unique") / "pages_app")) as running:
        yield running


def body(number: int, **fields: Any) -> dict[str, Any]:
    return {"slug": f"page-{number}", "chapter": "One", "position": number, **fields}


def test_a_taken_group_is_named(server: Server, client: httpx.Client) -> None:
    alice = User.of(server, client, "groups")
    assert alice.ask("POST", "/api/articles", body(1)).status_code == 201
    second = alice.ask("POST", "/api/articles", body(2)).headers["location"]
    before = alice.ask("GET", second).json()
    expected = json.loads(shown("spec.md", "json", "is taken together with chapter"))
    refusals = [
        alice.ask("POST", "/api/articles", body(3, position=1)),
        alice.ask("PUT", second, body(2, position=1)),
        alice.ask("PATCH", second, {"position": 1}),
        alice.ask("POST", f"{second}/first"),
    ]
    for refused in refusals:
        assert (refused.status_code, refused.json()) == (409, expected)
        assert refused.headers["content-type"] == "application/problem+json"
    assert alice.ask("GET", second).json() == before
    assert len(alice.ask("GET", "/api/articles").json()) == 2


def test_a_text_is_taken_as_it_is_stored(server: Server, client: httpx.Client) -> None:
    alice = User.of(server, client, "texts")
    assert alice.ask("POST", "/api/articles", body(1)).status_code == 201
    refused = alice.ask("POST", "/api/articles", body(2, slug="  page-1 "))
    assert (refused.status_code, refused.json()["detail"]) == (409, "slug is taken.")
    assert alice.ask("POST", "/api/articles", body(2, slug="Page-1")).status_code == 201


def test_others_are_not_asked(server: Server, client: httpx.Client) -> None:
    alice, bob = User.of(server, client, "asking"), User.of(server, client, "other")
    theirs = alice.ask("POST", "/api/articles", body(1)).headers["location"]
    assert bob.ask("POST", "/api/articles", body(1)).status_code == 201
    # What bob has himself decides nothing about a row that he doesn't reach.
    for method, path in (("PATCH", theirs), ("PUT", theirs), ("POST", f"{theirs}/first")):
        sent = body(1) if method != "POST" else None
        assert bob.ask(method, path, sent).status_code == 404


def test_one_of_many_creates_gets_the_value(server: Server, client: httpx.Client) -> None:
    """They all would make the row of their user, too."""
    alice = User.of(server, client, "first")
    made = together(server, alice, [body(1)] * AT_ONCE)
    assert made == {201: 1, 409: AT_ONCE - 1}
    assert len(alice.ask("GET", "/api/articles").json()) == 1


def test_one_of_many_changes_gets_the_value(server: Server, client: httpx.Client) -> None:
    alice = User.of(server, client, "changes")
    for number in range(AT_ONCE):
        assert alice.ask("POST", "/api/articles", body(number + 2)).status_code == 201
    rows = alice.ask("GET", "/api/articles").json()
    paths = [f"/api/articles/{row['id']}/first" for row in rows]
    assert together(server, alice, [None] * AT_ONCE, paths) == {200: 1, 409: AT_ONCE - 1}
    positions = [row["position"] for row in alice.ask("GET", "/api/articles").json()]
    assert positions.count(1) == 1


def together(
    server: Server, caller: User, bodies: list[Any], paths: list[str] | None = None
) -> Counter[int]:
    """The statuses of POSTs sent at the same time."""
    sent = zip(paths or ["/api/articles"] * len(bodies), bodies, strict=True)
    answers = at_once(server, [(caller, "POST", path, body) for path, body in sent])
    return Counter(answer.status_code for answer in answers)


def test_the_contract_tells_of_conflicts(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert "409" in paths["/api/articles/{article_id}/first"]["post"]["responses"]
    assert "409" in paths["/api/articles"]["post"]["responses"]


def test_seeds_can_be_sown_twice(server: Server) -> None:
    script = """
import asyncio
from pages_app.seed import add_examples
from pages_app.settings import get_settings
print([asyncio.run(add_examples(get_settings(), "gardener")) for _ in range(2)])
"""
    assert server.python(script) == "[3, 0]\n"
