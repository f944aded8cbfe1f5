"""Rows below rows, of the page docs/spec.md, over a served application."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import httpx
import psycopg2
import pytest

from tests.app.test_refs import Caller
from tests.documents import shown
from tests.generating import execute, generate, rows
from tests.serving import Server, User, at_once, served

SPEC = f"""\
spec: 1
api: {{title: Book, version: "1"}}
resources:
{shown("spec.md", "yaml", "similar_id:")}\
  Topic:
    owner: user_id
    access: {{read: [public, owner]}}
    fields:
      id:       {{type: int, key: true}}
      name:     {{type: string, required: true, max: 80}}
      under_id: {{type: ref, to: Topic, on_delete: set_null}}
      after_id: {{type: ref, to: Topic, on_delete: set_null}}
    hooks:
      before_update: custom.topics:place
    actions:
      put_under: {{body: [under_id], run: custom.topics:put_under}}
"""
# What a topic is called says where it goes.
TOPICS = """
async def place(hook):
    name = hook.body.name or ""
    if name.startswith("under "):
        hook.body.under_id = int(name.removeprefix("under "))


async def put_under(run):
    run.row.under_id = run.body.under_id
"""
ROUNDS = 12
SECONDS = 20.0
CIRCLES = """
WITH RECURSIVE walk (low, high) AS (
    SELECT id, {above} FROM {table} UNION
    SELECT low, {above} FROM walk JOIN {table} ON id = high
) SELECT low FROM walk WHERE low = high
"""


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("circles") / "book_app")
    (package / "custom/topics.py").write_text(TOPICS, encoding="utf-8")
    with served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


def chain(user: Caller, length: int) -> list[str]:
    """Chapters, each below the one before."""
    chapters = [str(user.make("chapters", title="One"))]
    while len(chapters) < length:
        chapters.append(str(user.make("chapters", title="One", parent_id=chapters[-1])))
    return chapters


def circles(url: str, table: str, above: str) -> list[tuple[object, ...]]:
    return rows(url, CIRCLES.format(table=table, above=above))


def test_no_chapter_is_below_itself(server: Server, client: httpx.Client, url: str) -> None:
    alice = Caller.of(server, client, "alice")
    chapters = chain(alice, 20)
    path = f"/api/chapters/{chapters[0]}"
    before = alice.ask("GET", path).json()
    expected = json.loads(shown("spec.md", "json", "leads back"))
    for below in (chapters[0], chapters[1], chapters[-1]):
        for method, end in (("PUT", ""), ("PATCH", ""), ("POST", "/nest")):
            body = {"parent_id": below} | ({"title": "Two"} if method == "PUT" else {})
            refused = alice.ask(method, path + end, body)
            assert (refused.status_code, refused.json()) == (422, expected)
    assert alice.ask("GET", path).json() == before
    # Up, down where nothing of its own is, and to the top.
    middle = f"/api/chapters/{chapters[10]}"
    for parent in (chapters[2], alice.make("chapters", title="Other"), None):
        moved = alice.ask("PATCH", middle, {"parent_id": parent})
        assert (moved.status_code, moved.json()["parent_id"]) == (200, parent)
    assert alice.ask("PATCH", path, {"parent_id": chapters[-1]}).status_code == 200


def test_chapters_that_are_alike_may_be_so_in_a_circle(
    server: Server, client: httpx.Client
) -> None:
    alice = Caller.of(server, client, "alike")
    one, two = alice.make("chapters", title="One"), alice.make("chapters", title="Two")
    for chapter, similar in ((one, two), (two, one), (one, one)):
        assert (
            alice.ask("PATCH", f"/api/chapters/{chapter}", {"similar_id": similar}).status_code
            == 200
        )


def test_others_learn_nothing(server: Server, client: httpx.Client) -> None:
    alice, bob = Caller.of(server, client, "walking"), Caller.of(server, client, "watching")
    top, bottom = chain(alice, 2)
    assert bob.ask("PATCH", f"/api/chapters/{top}", {"parent_id": bottom}).status_code == 404
    refused = bob.ask(
        "PATCH", f"/api/chapters/{bob.make('chapters', title='x')}", {"parent_id": bottom}
    )
    assert [error["code"] for error in refused.json()["errors"]] == ["unknown_reference"]


def test_a_create_closes_no_circle(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "creating")
    last = alice.make("topics", name="One")
    # The key that the new row gets may be guessed.
    for coming in (last + 1, last + 2):
        refused = alice.ask("POST", "/api/topics", {"name": "Two", "under_id": coming})
        assert [error["code"] for error in refused.json()["errors"]] == ["unknown_reference"]


def test_the_way_leads_through_rows_of_others(server: Server, client: httpx.Client) -> None:
    alice, bob = Caller.of(server, client, "one"), Caller.of(server, client, "another")
    top = alice.make("topics", name="One")
    middle = bob.make("topics", name="Two", under_id=top)
    bottom = alice.make("topics", name="Three", under_id=middle)
    path = f"/api/topics/{top}"
    # What a hook sets, and what a function is given, is looked at, too.
    for method, end, body in (
        ("PATCH", "", {"under_id": bottom}),
        ("PATCH", "", {"name": f"under {bottom}"}),
        ("POST", "/put_under", {"under_id": bottom}),
    ):
        refused = alice.ask(method, path + end, body)
        assert refused.status_code == 422, refused.text
        codes = {error["field"]: error["code"] for error in refused.json()["errors"]}
        assert codes == {"under_id": "circular_reference"}
    # Each field has a way of its own, and a body may go wrong on both.
    assert alice.ask("PATCH", path, {"after_id": bottom}).status_code == 200
    both = {"under_id": bottom, "after_id": top}
    refused = alice.ask("PATCH", path, both)
    assert {error["field"] for error in refused.json()["errors"]} == set(both)
    assert alice.ask("POST", f"{path}/put_under", {"under_id": None}).status_code == 200
    assert alice.ask("POST", f"/api/topics/{bottom}/put_under", {"under_id": top}).is_success


def test_circles_that_are_there_stay_until_they_are_changed(
    server: Server, client: httpx.Client, url: str
) -> None:
    alice = Caller.of(server, client, "before")
    one, two, three = chain(alice, 3)
    execute(url, f"UPDATE chapters SET parent_id = '{three}' WHERE id = '{one}'")
    outside = alice.make("chapters", title="Outside")
    # The walk ends there.
    assert alice.ask("PATCH", f"/api/chapters/{outside}", {"parent_id": two}).status_code == 200
    assert alice.ask("PATCH", f"/api/chapters/{one}", {"title": "Still"}).status_code == 200
    assert alice.ask("PATCH", f"/api/chapters/{one}", {"parent_id": three}).status_code == 422
    assert alice.ask("PATCH", f"/api/chapters/{one}", {"parent_id": None}).status_code == 200
    assert circles(url, "chapters", "parent_id") == []


def together(server: Server, moves: list[tuple[User, str, str, Any]]) -> Counter[int]:
    """The statuses of requests that are sent at the same time."""
    return Counter(answer.status_code for answer in at_once(server, moves))


def test_rows_that_move_at_once_never_close_a_circle(
    server: Server, client: httpx.Client, url: str
) -> None:
    alice, bob = Caller.of(server, client, "moving"), Caller.of(server, client, "moving, too")
    seen: Counter[int] = Counter()
    for _ in range(ROUNDS):
        # Each below the next, and the last below the first: all but one of them may be.
        chapters = [alice.make("chapters", title="One") for _ in range(4)]
        topics = [user.make("topics", name="One") for user in (alice, bob, alice, bob)]
        owners = dict(zip(topics, (alice, bob, alice, bob), strict=True))
        seen += together(
            server,
            [
                *(
                    (alice, "PATCH", f"/api/chapters/{chapter}", {"parent_id": parent})
                    for chapter, parent in pairwise([*chapters, chapters[0]])
                ),
                *(
                    (owners[topic], method, f"/api/topics/{topic}{end}", {"under_id": parent})
                    for (topic, parent), (method, end) in zip(
                        pairwise([*topics, topics[0]]),
                        [("PATCH", ""), ("POST", "/put_under")] * 2,
                        strict=True,
                    )
                ),
            ],
        )
        assert circles(url, "chapters", "parent_id") == []
        assert circles(url, "topics", "under_id") == []
    assert seen == {200: 6 * ROUNDS, 422: 2 * ROUNDS}


WAITING = """
SELECT FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.mark.parametrize(
    ("table", "above", "first", "second"),
    [
        ("chapters", "parent_id", ("PATCH", ""), ("POST", "/nest")),
        ("topics", "under_id", ("PATCH", ""), ("PATCH", "")),
        ("topics", "under_id", ("PATCH", ""), ("POST", "/put_under")),
        ("topics", "under_id", ("POST", "/put_under"), ("POST", "/put_under")),
    ],
)
def test_neither_sees_what_the_other_writes(
    server: Server,
    client: httpx.Client,
    url: str,
    table: str,
    above: str,
    first: tuple[str, str],
    second: tuple[str, str],
) -> None:
    alice = Caller.of(server, client, "crossing")
    # Rows that everybody reads are moved below each other by two.
    bob = alice if table == "chapters" else Caller.of(server, client, "crossing, too")
    name = "title" if table == "chapters" else "name"
    one, two = (user.make(table, **{name: "One"}) for user in (alice, bob))
    moves = [
        (user, method, f"/api/{table}/{row}{end}", {above: other})
        for user, (method, end), row, other in (
            (alice, first, one, two),
            (bob, second, two, one),
        )
    ]
    held = psycopg2.connect(url)
    try:
        # Both have begun, and neither can write.
        held.cursor().execute(f"SELECT FROM {table} FOR NO KEY UPDATE")
        with ThreadPoolExecutor() as pool:
            answers = pool.submit(together, server, moves)
            deadline = time.monotonic() + SECONDS
            while len(rows(url, WAITING)) < len(moves):
                assert time.monotonic() < deadline
            held.rollback()
            assert answers.result() == {200: 1, 422: 1}
    finally:
        held.close()
    assert circles(url, table, above) == []


COUNT = """
import asyncio, json
import asyncpg, httpx
from book_app.auth import Caller
from book_app.main import create_app
from book_app.settings import get_settings

found = []

async def main():
    app = create_app(get_settings())

    async def as_user(scope, receive, send):
        await app({**scope, "caller": Caller("counted")}, receive, send)

    async with app.router.lifespan_context(app), httpx.AsyncClient(
        transport=httpx.ASGITransport(as_user), base_url="http://counted"
    ) as client:
        pool = app.state.database._pool
        connection = await pool.acquire()
        seen = []
        # A connection remembers who listens until it is given back, so the class is told.
        kind = type(connection._con)
        execute = kind._do_execute

        async def counted(self, query, *args, **kwargs):
            seen.append(query.split()[0])
            return await execute(self, query, *args, **kwargs)

        plain = kind.execute

        async def commanded(self, query, *args, **kwargs):
            seen.append(query.rstrip(";").split()[0])
            return await plain(self, query, *args, **kwargs)

        kind._do_execute, kind.execute = counted, commanded
        await pool.release(connection)

        async def ask(method, path, body):
            seen.clear()
            answer = await client.request(method, path, json=body)
            found.append([answer.status_code, *seen])
            return answer.json()

        one = (await ask("POST", "/api/chapters", {"title": "One"}))["id"]
        two = (await ask("POST", "/api/chapters", {"title": "Two", "parent_id": one}))["id"]
        path = f"/api/chapters/{two}"
        await ask("PUT", path, {"title": "Two"})
        await ask("PATCH", path, {"title": "Two"})
        await ask("PATCH", path, {"parent_id": None})
        await ask("PATCH", path, {"similar_id": one})
        await ask("POST", f"{path}/nest", {"parent_id": None})
        await ask("PUT", path, {"title": "Two", "parent_id": one})
        await ask("PATCH", path, {"parent_id": one})
        await ask("POST", f"{path}/nest", {"parent_id": one})
    print(json.dumps(found))

asyncio.run(main())
"""


def test_only_what_moves_a_row_is_a_transaction(server: Server) -> None:
    one, moves = ["WITH"], ["BEGIN", "SELECT", "WITH", "COMMIT"]
    found = json.loads(server.python(COUNT))
    assert found == [[201, *one]] * 2 + [[200, *one]] * 5 + [[200, *moves]] * 3


def test_the_contract_tells_what_is_refused(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    assert "422" in document["paths"]["/api/chapters/{chapter_id}/nest"]["post"]["responses"]
