"""Computed fields of the page docs/spec.md, over a served application; and SQL that can't work."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from generator.model.resolve.expressions import FUNCTIONS, VALUES, WORDS
from tests.documents import shown
from tests.generating import ROOT, TEST_DATA, database, environment, execute, generate
from tests.serving import Server, served
from tests.starting import starter

PAGE = ROOT / "docs/spec.md"
FIELDS = """\
spec: 1
api: {title: Orders, version: "1"}
resources:
  Order:
    owner: user_id
    fields:
      id:        {type: uuid, key: true}
      completed: {type: bool, default: false}
      due_date:  {type: datetime}
      price:     {type: "decimal(8,2)"}
      amount:    {type: int}
"""
WRONG = """\
    computed:
      one:   {type: bool, sql: "amount + 1"}
      two:   {type: string, sql: "price"}
      three: {type: int, sql: "lower(amount)"}
      four:  {type: bool, sql: "amount > and completed"}
      right: {type: date, sql: "current_date + amount"}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    page = shown("spec.md", "yaml", "overdue:")
    spec = FIELDS + page.replace("worth: [gte]", "worth: [eq, ne, in, lt, gte, between]")
    package = generate(spec, tmp_path_factory.mktemp("computed") / "orders_app")
    with database() as url, served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {server.token('alice')}"}
    with httpx.Client(base_url=server.address, headers=headers) as asking:
        yield asking


def test_the_page_names_all_that_may_stand_in_the_sql() -> None:
    words = set(re.findall(r"[a-z_]+", PAGE.read_text(encoding="utf-8")))
    assert words >= FUNCTIONS | VALUES | WORDS


def test_value_follows_the_row_and_the_clock(server: Server, client: httpx.Client) -> None:
    def order(method: str, path: str = "", **body: Any) -> Any:
        answer = client.request(method, f"/api/orders{path}", json=body or None)
        assert answer.is_success, answer.text
        return answer.json()

    row = order("POST", due_date="2020-01-31T09:00:00Z", price="2.50", amount=3)
    path = f"/{row['id']}"
    assert (row["overdue"], row["worth"]) == (True, "7.50")
    assert order("GET", path) == row
    assert order("GET", "?which=late&worth__gte=7.5") == [row]
    assert order("PATCH", path, due_date="2999-01-31T09:00:00Z")["overdue"] is False
    # The moment passes.
    execute(server.env["DATABASE_URL"], "UPDATE orders SET due_date = now() - interval '1 second'")
    assert order("GET", path)["overdue"] is True
    assert order("PATCH", path, completed=True)["overdue"] is False
    assert order("GET", "?overdue=true") == []
    cleared = order("PATCH", path, due_date=None, price=None, completed=False)
    assert (cleared["overdue"], cleared["worth"]) == (None, "0.00")


def test_a_decimal_is_asked_for_beyond_its_type(client: httpx.Client) -> None:
    row = client.post("/api/orders", json={"price": "2.50", "amount": 3}).json()
    beyond, finer = "9" * 40 + ".99", "7.5" + "0" * 30 + "1"
    for asked, found in {
        f"worth={beyond}": False,
        f"worth={finer}": False,
        f"worth__ne={finer}": True,
        f"worth__in=7.5,{beyond}": True,
        f"worth__in={finer}": False,
        f"worth__lt={finer}": True,
        f"worth__gte={finer}": False,
        f"worth__between=-{beyond},{beyond}": True,
    }.items():
        answer = client.get(f"/api/orders?{asked}")
        assert answer.status_code == 200, answer.text
        assert (row["id"] in [each["id"] for each in answer.json()]) is found, asked
    told = client.get(f"/api/orders?worth__gte=1{beyond}").json()
    assert [each["field"] for each in told["errors"]] == ["worth__gte"]


def test_it_is_not_sent(client: httpx.Client) -> None:
    refused = client.post("/api/orders", json={"overdue": True})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "overdue"


def test_verify_finds_sql_that_can_not_work(tmp_path: Path) -> None:
    package = generate(FIELDS + WRONG, tmp_path / "wrong_app")
    env = environment(package) | {"APP_ENV": "development", "EMBEDDED_DATA": str(TEST_DATA.parent)}
    done = starter().run("-m", package.name, "verify", folder=tmp_path, env=env)
    assert done.code == 1
    assert [line.strip() for line in done.err.splitlines() if "computed" in line] == [
        "computed field orders.one: its SQL is of the type integer, not boolean",
        "computed field orders.two: its SQL is of the type numeric, not text",
        "computed field orders.three: function lower(integer) does not exist",
        'computed field orders.four: syntax error at or near "and"',
    ]
