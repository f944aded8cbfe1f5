"""Filters and sorts across references, of the page docs/spec.md, over a served application."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.counting import counted
from tests.documents import shown
from tests.generating import execute, generate
from tests.serving import Server, User, served

EXAMPLE = shown("spec.md", "yaml", "list.title: [eq, contains, is_null]")
SPEC = f"""\
spec: 1
api: {{title: Cards, version: "1"}}
resources:
{EXAMPLE}\
    stats:
      by_done: {{group: done, count: true}}
  Stop:
    owner: user_id
    style: {{case: camel}}
    fields:
      id:         {{type: int, key: true}}
      name:       {{type: string, required: true, max: 20}}
      kind:       {{type: enum, values: [tram, bus, air]}}
      by_air:     {{type: bool, is: {{kind: air}}, else: bus}}
      opens_at:   {{type: datetime, alias: {{name: opened, since: 2026-01-01}}}}
      toll:       {{type: "decimal(6,2)"}}
    computed:
      is_dear: {{type: bool, sql: "toll > 10"}}
  Trip:
    owner: user_id
    fields:
      id:         {{type: int, key: true}}
      first_stop: {{type: ref, to: Stop, on_delete: restrict, name: firstStop}}
      last_id:
        {{type: ref, to: Stop, on_delete: restrict, alias: {{name: end_id, since: 2026-01-01}}}}
    filters:
      first_stop.kind: [eq, in]
      last.kind: [eq]
      last.by_air: [eq]
      last.opens_at: [gte, is_null]
      last.toll: [between, nin]
      last.is_dear: [eq, ne]
      last.name: {{operators: [startswith], deprecated: {{since: 2026-02-01}}}}
    sort:
      keys: {{kind: [first_stop.kind, -last.toll], opens: -last.opens_at, id: id}}
      default: id
      nulls: first
"""
NOBODYS = "0197a3c4-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("across") / "cards_app")
    with served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


class Caller(User):
    """A user who makes rows, and asks for lists."""

    def rows(self, path: str, **asked: Any) -> list[Any]:
        found = self.client.get(f"/api/{path}", params=asked, headers=self.headers)
        assert found.status_code == 200, found.text
        rows: list[Any] = found.json()
        return rows

    def titles(self, **asked: Any) -> str:
        """The titles of cards, in their order."""
        return " ".join(row["title"] for row in self.rows("cards", **asked))

    def paged(self, path: str, **asked: Any) -> list[Any]:
        """All rows, two on a page, found by cursors."""
        found, url = [], str(httpx.URL(f"/api/{path}", params={"cursor": "", "limit": 2, **asked}))
        while True:
            page = self.client.get(url, headers=self.headers)
            found += page.json()
            if "next" not in page.links:
                return found
            url = page.links["next"]["url"]


@pytest.fixture(scope="module")
def alice(server: Server, client: httpx.Client) -> Caller:
    """Somebody with cards in lists of two boards, and one in no list."""
    user = Caller.of(server, client, "alice")
    home, work = (user.make("boards", title=title) for title in ("Home", "Work"))
    today = user.make("lists", title="today", board_id=home)
    later = user.make("lists", title="Later", board_id=home, archived=True)
    soon = user.make("lists", title="Soon", board_id=work)
    first = user.make("cards", title="a", list_id=today, done=True)
    second = user.make("cards", title="b", list_id=later, after_id=first)
    user.make("cards", title="c", list_id=soon, after_id=second)
    user.make("cards", title="d", list_id=today, after_id=second)
    user.make("cards", title="e", done=True)
    return user


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"list.title": "today"}, "a d"),
        ({"list.title": "Today"}, ""),
        ({"list.title__contains": "T"}, "a b d"),
        ({"list.archived": "false"}, "a c d"),
        ({"list.archived": "true"}, "b"),
        # A card without a list has nothing there.
        ({"list.archived__ne": "true"}, "a c d e"),
        ({"list.archived__ne": "false"}, "b e"),
        ({"list.title__is_null": "true"}, "e"),
        ({"list.title__is_null": "false"}, "a b c d"),
        ({"list.board.title__in": "Home"}, "a b d"),
        ({"list.board.title__in": "Home,Work"}, "a b c d"),
        ({"list.board.title__in": "Nowhere"}, ""),
        ({"after.done": "true"}, "b"),
        ({"after.done": "false"}, "c d"),
        ({"state": "open"}, "c d"),
        ({"list.title": "today", "after.done": "false", "state": "open"}, "d"),
    ],
)
def test_filters(alice: Caller, asked: dict[str, str], found: str) -> None:
    assert alice.titles(**asked) == found
    counted = alice.client.get(
        "/api/cards", params={**asked, "total": "true", "limit": 1}, headers=alice.headers
    )
    assert counted.headers["x-total-count"] == str(len(found.split()))
    told = alice.rows("cards/stats/by_done", **asked)
    assert sum(group["count"] for group in told) == len(found.split())


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("list", "b c a d e"),
        ("-list", "d a c b e"),
        ("list,-title", "b c d a e"),
        ("-list,title", "a d c b e"),
        # By board, then by list, then by title from its end.
        ("board", "b d a c e"),
        ("-board", "c a d b e"),
    ],
)
def test_sorts(alice: Caller, sort: str, found: str) -> None:
    assert alice.titles(sort=sort) == found
    assert alice.titles(sort=sort, limit=2, offset=1) == found[2:5]
    assert " ".join(row["title"] for row in alice.paged("cards", sort=sort)) == found
    asked = {"sort": sort, "list.archived": "false"}
    left = " ".join(title for title in found.split() if title in "acd")
    assert " ".join(row["title"] for row in alice.paged("cards", **asked)) == left


def test_rows_of_others_are_not_looked_at(server: Server, client: httpx.Client, url: str) -> None:
    carol, dave = Caller.of(server, client, "carol"), Caller.of(server, client, "dave")
    mine = carol.make("lists", title="x", board_id=carol.make("boards", title="x"))
    theirs = dave.make("lists", title="a", board_id=dave.make("boards", title="a"))
    carol.make("cards", title="mine", list_id=mine)
    strayed = carol.make("cards", title="strayed")
    # No request brings a reference to them about, but SQL does.
    execute(url, f"UPDATE cards SET list_id = '{theirs}' WHERE id = '{strayed}'")
    assert carol.titles(**{"list.title": "a"}) == ""
    assert carol.titles(**{"list.archived": "false"}) == "mine"
    assert carol.titles(**{"list.archived__ne": "true"}) == "mine strayed"
    assert carol.titles(**{"list.title__is_null": "true"}) == "strayed"
    assert carol.titles(**{"list.board.title__in": "a,x"}) == "mine"
    for sort in ("list", "-list", "board", "-board"):
        assert carol.titles(sort=sort) == "mine strayed"
    # Nor are those further on the way.
    execute(url, f"UPDATE cards SET list_id = '{mine}' WHERE id = '{strayed}'")
    board = f"(SELECT board_id FROM lists WHERE id = '{theirs}')"
    execute(url, f"UPDATE lists SET board_id = {board} WHERE id = '{mine}'")
    assert carol.titles(**{"list.board.title__in": "a,x"}) == ""
    assert carol.titles(**{"list.title": "x"}) == "mine strayed"
    assert dave.titles() == ""


@pytest.fixture(scope="module")
def trips(server: Server, client: httpx.Client) -> Caller:
    """Somebody with trips 1 to 5, by their keys: the last has no stops."""
    user = Caller.of(server, client, "traveller")
    kinds = {"tram": "2.50", "bus": "5", "air": "50", None: None}
    day = "2030-01-0{}T12:00:00Z"
    tram, bus, air, other = (
        user.make(
            "stops", name=str(kind), kind=kind, toll=toll, opensAt=kind and day.format(number)
        )
        for number, (kind, toll) in enumerate(kinds.items(), 1)
    )
    for first, last in ((bus, air), (tram, bus), (tram, air), (air, other), (None, None)):
        user.make("trips", firstStop=first, last_id=last)
    return user


def numbers(rows: list[Any]) -> list[int]:
    """Trips, counted from 1."""
    return [row["id"] for row in rows]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"firstStop.kind": "tram"}, {2, 3}),
        ({"firstStop.kind__in": "bus,air"}, {1, 4}),
        ({"last.kind": "air"}, {1, 3}),
        # What follows from other fields, there as here.
        ({"last.byAir": "true"}, {1, 3}),
        ({"last.byAir": "false"}, {2, 4}),
        ({"last.isDear": "true"}, {1, 3}),
        ({"last.isDear__ne": "true"}, {2, 4, 5}),
        ({"last.opensAt__gte": "2030-01-03T12:00:00Z"}, {1, 3}),
        ({"last.opensAt__is_null": "true"}, {4, 5}),
        ({"last.toll__between": "5,50"}, {1, 2, 3}),
        ({"last.toll__nin": "5.00,7"}, {1, 3, 4, 5}),
        ({"last.name__startswith": "A"}, {1, 3}),
        # The old names of both fields, and of either.
        ({"last.opened__gte": "2030-01-03T12:00:00Z"}, {1, 3}),
        ({"end.opensAt__gte": "2030-01-03T12:00:00Z"}, {1, 3}),
        ({"end.opened__is_null": "true"}, {4, 5}),
    ],
)
def test_filters_of_other_kinds(trips: Caller, asked: dict[str, str], found: set[int]) -> None:
    first = min(numbers(trips.rows("trips")))
    assert {number - first + 1 for number in numbers(trips.rows("trips", **asked))} == found


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        # Nulls first; trams before buses; then what costs more.
        ("kind", [5, 3, 2, 1, 4]),
        ("-kind", [5, 4, 1, 2, 3]),
        ("opens", [5, 4, 3, 1, 2]),
        ("-opens", [4, 5, 2, 1, 3]),
        ("-opens,-id", [5, 4, 2, 3, 1]),
    ],
)
def test_sorts_of_other_kinds(trips: Caller, sort: str, found: list[int]) -> None:
    first = min(numbers(trips.rows("trips")))
    for rows in (trips.rows("trips", sort=sort), trips.paged("trips", sort=sort)):
        assert [number - first + 1 for number in numbers(rows)] == found


def test_what_will_go_away_is_told(trips: Caller) -> None:
    for asked, told in (
        ({"last.name__startswith": "A"}, True),
        ({"last.opened__is_null": "true"}, True),
        ({"end.kind": "air"}, True),
        ({"last.kind": "air"}, False),
    ):
        answer = trips.client.get("/api/trips", params=asked, headers=trips.headers)
        assert ("deprecation" in answer.headers) is told


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"list.titel": "today"}, "did you mean list.title?"),
        ({"list__title": "today"}, "list__title"),
        ({"list.board_id": NOBODYS}, "list.board_id"),
        ({"list.archived": "maybe"}, "list.archived"),
        ({"list.board.title__in": ",".join(["x"] * 101)}, "list.board.title__in"),
        ({"sort": "list.title"}, "sort"),
    ],
)
def test_what_is_not_declared_is_refused(alice: Caller, asked: dict[str, str], says: str) -> None:
    refused = alice.client.get("/api/cards", params=asked, headers=alice.headers)
    assert refused.status_code == 422
    assert says in refused.text


def test_links_ask_the_same(alice: Caller) -> None:
    asked = {"list.archived__ne": "true", "limit": "3", "sort": "board"}
    page = alice.client.get("/api/cards", params=asked, headers=alice.headers)
    following = httpx.URL(page.links["next"]["url"]).params
    assert following == httpx.QueryParams({**asked, "offset": "3"})
    cursor = httpx.URL(
        alice.client.get("/api/cards", params={**asked, "cursor": ""}, headers=alice.headers).links[
            "next"
        ]["url"]
    ).params["cursor"]
    for other in ({"list.archived__ne": "false"}, {"sort": "list"}):
        refused = alice.client.get(
            "/api/cards", params={**asked, "cursor": cursor, **other}, headers=alice.headers
        )
        assert refused.status_code == 422
        assert "another sort or other filters" in refused.text


REQUESTS = """
for asked in (
    "cards?list.title=a&list.board.title__in=a,b&after.done=true&sort=board",
    "cards?sort=-board,list&cursor=&total=true",
    "cards/stats/by_done?list.archived=true",
):
    await ask("GET", f"/api/{asked}")
"""


def test_a_list_is_one_statement(server: Server) -> None:
    assert counted(server, REQUESTS) == [[200, 1]] * 3
