"""Rows that are owned through others, of the page docs/spec.md, over a served application."""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest

from tests.counting import counted
from tests.documents import shown
from tests.generating import execute, generate, rows
from tests.serving import Server, User, served

SPEC = f"""\
spec: 1
api: {{title: Boards, version: "1", errors: {{foreign: 403}}}}
auth: {{users: provision}}
resources:
{shown("spec.md", "yaml", "through: board_id")}\
  Remark:
    owner: {{through: item_id}}
    fields:
      id:      {{type: int, key: true}}
      item_id: {{type: ref, to: Item, on_delete: cascade, required: true}}
      text:    {{type: string, required: true, max: 80}}
      open:    {{type: bool, default: true}}
    actions:
      close: {{when: {{open: true}}, set: {{open: false}}}}
      shift: {{body: [item_id], run: custom.remarks:shift}}
    stats:
      by_item: {{group: item_id, count: true}}
    hooks:
      before_create: custom.remarks:place
  Pin:
    owner: user_id
    fields:
      id:      {{type: uuid, key: true}}
      item_id: {{type: ref, to: Item, on_delete: set_null}}
"""
REMARKS = """
from uuid import UUID


async def place(hook):
    if hook.body.text.startswith("on "):
        hook.body.item_id = UUID(hook.body.text.removeprefix("on "))


async def shift(run):
    run.row.item_id = run.body.item_id
"""
NOBODYS = "0197a3c4-0000-7000-8000-000000000000"
# From the board down: the path of the rows, the field by which they are owned, and another one.
LEVELS = (
    ("lists", "board_id", {"name": "Two"}),
    ("cards", "list_id", {"title": "Two"}),
    ("items", "card_id", {"text": "Two"}),
    ("remarks", "item_id", {"text": "Two"}),
)


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("through") / "boards_app")
    (package / "custom/remarks.py").write_text(REMARKS, encoding="utf-8")
    with served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


class Caller(User):
    """A user with a row at each level."""

    def keys(self) -> dict[str, Any]:
        """The keys of new rows, by the field that refers to them."""
        above = self.ask("POST", "/api/boards", {"name": "One"}).json()["id"]
        found = {"board_id": above}
        for (path, by, fields), (_, below, _) in pairwise(LEVELS):
            made = self.ask("POST", f"/api/{path}", {**dict.fromkeys(fields, "One"), by: above})
            assert made.status_code == 201, made.text
            found[below] = above = made.json()["id"]
        return found

    def rows(self, path: str) -> Any:
        return self.ask("GET", f"/api/{path}").json()


@pytest.mark.parametrize(("path", "by", "fields"), LEVELS)
def test_another_users_parent_is_answered_like_none(
    server: Server, client: httpx.Client, path: str, by: str, fields: dict[str, Any]
) -> None:
    alice = Caller.of(server, client, f"alice {path}")
    bob = Caller.of(server, client, f"bob {path}")
    mine, theirs = alice.keys(), bob.keys()
    row = alice.ask("POST", f"/api/{path}", {**fields, by: mine[by]}).json()
    before = alice.rows(path)
    seen = set()
    for parent in (theirs[by], NOBODYS):
        for method, to, body in (
            ("POST", f"/api/{path}", {**fields, by: parent}),
            ("PUT", f"/api/{path}/{row['id']}", {**fields, by: parent}),
            ("PATCH", f"/api/{path}/{row['id']}", {by: parent}),
        ):
            refused = alice.ask(method, to, body)
            assert refused.status_code == 422, refused.text
            seen.add(refused.text)
    assert len(seen) == 1
    assert json.loads(seen.pop())["errors"][0]["field"] == by
    assert alice.rows(path) == before


@pytest.mark.parametrize(("path", "by", "fields"), LEVELS)
def test_rows_of_another_user(
    server: Server, client: httpx.Client, path: str, by: str, fields: dict[str, Any]
) -> None:
    alice = Caller.of(server, client, f"owner {path}")
    bob = Caller.of(server, client, f"other {path}")
    row = alice.ask("POST", f"/api/{path}", {**fields, by: alice.keys()[by]}).json()
    to, theirs = f"/api/{path}/{row['id']}", bob.keys()
    assert "user_id" not in row
    assert row["id"] not in [each["id"] for each in bob.rows(path)]
    assert bob.ask("GET", f"/api/{path}?total=true").headers["x-total-count"] == str(
        len(bob.rows(path))
    )
    # To take a row is to move it below one's own.
    for method, body in (
        ("GET", None),
        ("PUT", {**fields, by: theirs[by]}),
        ("PATCH", {by: theirs[by]}),
        ("DELETE", None),
    ):
        assert bob.ask(method, to, body).status_code == 403
    assert alice.ask("GET", to).json() == row
    assert alice.ask("DELETE", to).status_code == 204
    assert bob.ask("GET", to).status_code == 404


def test_rows_move_among_their_owners(server: Server, client: httpx.Client) -> None:
    alice, bob = Caller.of(server, client, "moving"), Caller.of(server, client, "waiting")
    here, there, theirs = alice.keys(), alice.keys(), bob.keys()
    card = here["card_id"]
    moved = alice.ask("PATCH", f"/api/cards/{card}", {"list_id": there["list_id"]})
    assert moved.json()["list_id"] == there["list_id"]
    found = alice.rows(f"cards?list_id={there['list_id']}")
    assert {each["id"] for each in found} == {card, there["card_id"]}
    body = {"list_id": here["list_id"], "position": 0.5}
    assert alice.ask("POST", f"/api/cards/{card}/move", body).json()["position"] == 0.5
    for parent in (theirs["list_id"], NOBODYS):
        refused = alice.ask("POST", f"/api/cards/{card}/move", {**body, "list_id": parent})
        assert refused.status_code == 422
    assert bob.rows(f"cards?list_id={here['list_id']}") == []
    # What lies below goes along.
    alice.ask("DELETE", f"/api/boards/{there['board_id']}")
    assert alice.ask("GET", f"/api/items/{here['item_id']}").status_code == 200
    alice.ask("DELETE", f"/api/boards/{here['board_id']}")
    assert alice.rows("items") == []


def test_actions_hooks_and_functions(server: Server, client: httpx.Client) -> None:
    alice, bob = Caller.of(server, client, "acting"), Caller.of(server, client, "looking")
    mine, theirs = alice.keys(), bob.keys()
    body = {"text": "One", "item_id": mine["item_id"]}
    to = alice.create("/api/remarks", **body)
    assert bob.ask("POST", f"{to}/close").status_code == 403
    assert alice.ask("POST", f"{to}/close").status_code == 200
    assert alice.ask("POST", f"{to}/close").status_code == 409
    assert bob.ask("POST", f"{to}/close").status_code == 403
    other = alice.keys()["item_id"]
    assert bob.ask("POST", f"{to}/shift", {"item_id": theirs["item_id"]}).status_code == 403
    for parent in (theirs["item_id"], NOBODYS):
        assert alice.ask("POST", f"{to}/shift", {"item_id": parent}).status_code == 422
        hooked = {**body, "text": f"on {parent}"}
        assert alice.ask("POST", "/api/remarks", hooked).status_code == 422
    assert alice.ask("POST", f"{to}/shift", {"item_id": other}).json()["item_id"] == other
    assert alice.ask("GET", "/api/remarks/stats/by_item").json() == [{"item_id": other, "count": 1}]
    assert bob.ask("GET", "/api/remarks/stats/by_item").json() == []


def test_others_refer_to_them(server: Server, client: httpx.Client) -> None:
    alice, bob = Caller.of(server, client, "pinning"), Caller.of(server, client, "unpinned")
    mine, theirs = alice.keys(), bob.keys()
    to = alice.create("/api/pins", item_id=mine["item_id"])
    seen = {
        alice.ask(method, path, {"item_id": item}).text
        for item in (theirs["item_id"], NOBODYS)
        for method, path in (("POST", "/api/pins"), ("PUT", to), ("PATCH", to))
    }
    assert [json.loads(each)["status"] for each in seen] == [422]
    assert alice.ask("GET", to).json()["item_id"] == mine["item_id"]


def test_groups_are_unique_for_each_parent(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "unique")
    first, second = (alice.ask("POST", "/api/boards", {"name": "B"}).json()["id"] for _ in "ab")
    to = alice.create("/api/lists", board_id=first, name="One")
    taken = alice.ask("POST", "/api/lists", {"board_id": first, "name": "One"})
    assert taken.status_code == 409
    assert {each["field"] for each in taken.json()["errors"]} == {"board_id", "name"}
    alice.create("/api/lists", board_id=second, name="One")
    assert alice.ask("PATCH", to, {"board_id": second}).status_code == 409
    Caller.of(server, client, "free").keys()


def test_a_user_goes_with_all_rows(server: Server, client: httpx.Client, url: str) -> None:
    leaving = Caller.of(server, client, "leaving")
    item = leaving.keys()["item_id"]
    execute(url, "DELETE FROM users WHERE id = 'leaving'")
    assert rows(url, f"SELECT FROM items WHERE id = '{item}'") == []


REQUESTS = """
board = (await ask("POST", "/api/boards", name="One"))["id"]
lane = (await ask("POST", "/api/lists", name="One", board_id=board))["id"]
card = (await ask("POST", "/api/cards", title="One", list_id=lane))["id"]
item = (await ask("POST", "/api/items", text="One", card_id=card))["id"]
await ask("GET", f"/api/items?card_id={card}")
await ask("GET", f"/api/items/{item}")
await ask("PATCH", f"/api/items/{item}", card_id=card)
await ask("POST", f"/api/cards/{card}/move", list_id=lane, position=2)
await ask("DELETE", f"/api/items/{item}")
"""


def test_a_request_is_one_statement(server: Server) -> None:
    statuses = [201, 201, 201, 201, 200, 200, 200, 200, 204]
    assert counted(server, REQUESTS) == [[status, 1] for status in statuses]


POLICIES = """
import asyncio
from fastcrud.exceptions.access import AccessDenied
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from boards_app.main import create_app
from boards_app.resources import CRUDS
from boards_app.resources.boards.models import Board
from boards_app.resources.cards.models import Card, CardCreate
from boards_app.resources.lists.models import List
from boards_app.settings import get_settings

async def main():
    app = create_app(get_settings())
    async with app.router.lifespan_context(app):
        made = {}
        for user in ("policy one", "policy two"):
            async with AsyncSession(app.state.database.sessions) as session:
                await session.execute(text(f"INSERT INTO users (id) VALUES ('{user}')"))
                board = Board(user_id=user, name="One")
                session.add(board)
                await session.flush()
                lane = List(name="One", board_id=board.id)
                session.add(lane)
                await session.flush()
                card = Card(title="One", list_id=lane.id)
                session.add(card)
                await session.flush()
                made[user] = lane.id, card.id
                await session.commit()
        crud, policy_for = CRUDS["cards"]
        cards = crud.with_policy(policy_for("policy one"))
        async with AsyncSession(app.state.database.sessions) as session:
            print(await cards.count(session))
        row = made["policy one"][1]
        for lane, card in reversed(made.values()):
            for write in (
                lambda s: cards.create(s, CardCreate(title="Two", list_id=lane)),
                lambda s: cards.update(s, {"list_id": lane}, id=row),
                lambda s: cards.update(s, {"title": "Two"}, id=card),
                lambda s: cards.db_delete(s, id=card),
            ):
                async with AsyncSession(app.state.database.sessions) as session:
                    try:
                        await write(session)
                        print("written")
                    except Exception as error:
                        print(type(error).__name__)

asyncio.run(main())
"""


def test_sessions_under_the_policy(server: Server) -> None:
    others = ["AccessDenied", "AccessDenied", "NoResultFound", "NoResultFound"]
    assert server.python(POLICIES).split() == ["1", *others, *["written"] * 4]


SOW = """
import asyncio
from boards_app.seed import add_examples
from boards_app.settings import get_settings
print(asyncio.run(add_examples(get_settings(), "gardener")))
"""


def test_seeds_come_below_their_parents(server: Server, url: str) -> None:
    assert server.python(SOW) == "18\n"
    found = rows(
        url,
        "SELECT count(*) FROM items JOIN cards c ON c.id = card_id JOIN lists l ON l.id = list_id "
        "JOIN boards b ON b.id = board_id WHERE b.user_id = 'gardener'",
    )
    assert found == [(3,)]


def test_the_contract_knows_no_owner(client: httpx.Client) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    for name in ("List", "Card", "Item", "Remark"):
        for part in ("Create", "Update", "Public"):
            assert "user_id" not in schemas[f"{name}{part}"]["properties"]
    assert "list_id" in schemas["CardCreate"]["required"]
