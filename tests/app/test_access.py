"""What clients can send and read of the fields of docs/spec.md, over a served application."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.documents import shown
from tests.generating import generate
from tests.serving import Server, User, served

SPEC = f"""\
spec: 1
api: {{title: Orders, version: "1"}}
resources:
{shown("spec.md", "yaml", "risk:     {type: int")}"""
BODY = {"currency": "EUR", "pin": "1234"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(generate(SPEC, tmp_path_factory.mktemp("access") / "orders_app")) as running:
        yield running


@pytest.fixture(scope="module")
def alice(server: Server) -> Iterator[User]:
    with httpx.Client(base_url=server.address, trust_env=False) as client:
        yield User.of(server, client, "alice")


def made(alice: User) -> str:
    """The path of a new order."""
    answer = alice.ask("POST", "/api/orders", BODY)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def test_answers_have_what_may_be_read(alice: User) -> None:
    answer = alice.ask("POST", "/api/orders", BODY)
    assert list(answer.json()) == ["id", "user_id", "status", "currency"]
    assert (answer.json()["status"], answer.json()["currency"]) == ("open", "EUR")


@pytest.mark.parametrize(
    ("method", "change", "says"),
    [
        ("POST", {"status": "paid"}, "status is read-only."),
        ("PATCH", {"status": "paid"}, "status is read-only."),
        ("PATCH", {"currency": "USD"}, "currency can only be set when it is created."),
        ("PUT", {"currency": "USD"}, "currency can only be set when it is created."),
        ("POST", {"id": "0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"}, "id is read-only."),
        ("POST", {"risk": 1}, "risk is not known here."),
        ("PATCH", {"risk": 1}, "risk is not known here."),
        ("PATCH", {"nonsense": None}, "nonsense is not known here."),
    ],
)
def test_a_refusal_says_why(alice: User, method: str, change: dict[str, Any], says: str) -> None:
    path = "/api/orders" if method == "POST" else made(alice)
    refused = alice.ask(method, path, {**(BODY if method == "POST" else {}), **change})
    assert (refused.status_code, refused.json()["detail"]) == (422, says)


def test_put_leaves_what_it_cannot_send(alice: User) -> None:
    path = made(alice)
    paid = alice.ask("POST", f"{path}/pay").json()
    assert paid["status"] == "paid"
    assert alice.ask("PUT", path, {}).json() == paid


def test_the_contract_knows_nothing_of_a_hidden_field(alice: User) -> None:
    contract = alice.ask("GET", "/openapi.json").json()
    schemas = contract["components"]["schemas"]
    assert "risk" not in json.dumps(contract)
    assert list(schemas["OrderCreate"]["properties"]) == ["currency", "pin"]
    assert list(schemas["OrderReplace"]["properties"]) == ["pin"]
    assert list(schemas["OrderUpdate"]["properties"]) == ["pin"]
    assert schemas["OrderCreate"]["properties"]["pin"]["writeOnly"] is True
    assert schemas["OrderPublic"]["properties"]["status"]["readOnly"] is True
