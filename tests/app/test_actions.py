"""Actions of the page docs/spec.md, over a served application: states, sums, and many at once."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.documents import shown
from tests.generating import generate
from tests.serving import Server, User, at_once, served

MISSING = "0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"
AT_ONCE = 16


SPEC = f"""\
spec: 1
api: {{title: Tickets, version: "1"}}
resources:
{shown("spec.md", "yaml", "increment:")}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("actions") / "tickets_app")
    with served(Path(package)) as running:
        yield running


@pytest.fixture(scope="module")
def alice(server: Server, client: httpx.Client) -> User:
    return User.of(server, client, "alice")


@pytest.fixture(scope="module")
def bob(server: Server, client: httpx.Client) -> User:
    return User.of(server, client, "bob")


def test_a_ticket_is_closed_and_opened_again(alice: User) -> None:
    path = alice.create("/api/tickets")
    closed = alice.ask("POST", f"{path}/done")
    assert closed.status_code == 200
    assert closed.json()["status"] == "done"
    assert closed.json()["closed_at"] is not None
    opened = alice.ask("PUT", f"{path}/done")
    assert (opened.status_code, opened.json()) == (
        200,
        {**closed.json(), "status": "open", "closed_at": None},
    )
    assert alice.ask("GET", path).json() == opened.json()


def test_another_state_is_named(alice: User) -> None:
    path = alice.create("/api/tickets", status="done")
    before = alice.ask("GET", path).json()
    refused = alice.ask("POST", f"{path}/done")
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json() == json.loads(shown("spec.md", "json", "must be open or waiting"))
    assert alice.ask("GET", path).json() == before


@pytest.mark.parametrize(
    ("votes", "action", "says"),
    [
        (3, "vote", "votes is 3, and must be at most 3 afterwards."),
        (0, "unvote", "votes is 0, and must be at least 0 afterwards."),
    ],
)
def test_a_sum_stays_within_bounds(alice: User, votes: int, action: str, says: str) -> None:
    path = alice.create("/api/tickets", votes=votes)
    refused = alice.ask("POST", f"{path}/{action}")
    assert (refused.status_code, refused.json()["detail"]) == (409, says)
    assert refused.json()["errors"][0]["code"] == "out_of_range"
    assert alice.ask("GET", path).json()["votes"] == votes


@pytest.mark.parametrize("status", ["open", "done"])
def test_a_row_of_another_user_has_no_state(alice: User, bob: User, status: str) -> None:
    path = alice.create("/api/tickets", status=status, votes=3)
    before = alice.ask("GET", path).json()
    for method, action in (("POST", "done"), ("PUT", "done"), ("POST", "vote")):
        theirs = bob.ask(method, f"{path}/{action}")
        missing = bob.ask(method, f"/api/tickets/{MISSING}/{action}")
        assert theirs.status_code == missing.status_code == 404
        assert theirs.content == missing.content
    assert alice.ask("GET", path).json() == before


def test_other_methods_name_those_of_the_path(alice: User) -> None:
    refused = alice.ask("PATCH", f"{alice.create('/api/tickets')}/done")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST, PUT")
    assert alice.ask("POST", f"{alice.create('/api/tickets')}/close").status_code == 404


def together(server: Server, user: User, path: str) -> Counter[int]:
    """The statuses of POSTs sent at the same time."""
    answers = at_once(server, [(user, "POST", path, None)] * AT_ONCE)
    return Counter(answer.status_code for answer in answers)


def test_one_of_many_wins(server: Server, alice: User) -> None:
    for _ in range(10):
        path = alice.create("/api/tickets")
        assert together(server, alice, f"{path}/done") == {200: 1, 409: AT_ONCE - 1}
        assert alice.ask("GET", path).json()["status"] == "done"


def test_as_many_count_as_there_is_room_for(server: Server, alice: User) -> None:
    for _ in range(10):
        path = alice.create("/api/tickets")
        assert together(server, alice, f"{path}/vote") == {200: 3, 409: AT_ONCE - 3}
        assert alice.ask("GET", path).json()["votes"] == 3


def test_the_contract_tells_the_states(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    close = paths["/api/tickets/{ticket_id}/done"]["post"]
    assert "Only where `status` is `open` or `waiting`; otherwise 409." in close["description"]
    assert "409" in close["responses"]


def test_a_row_that_changes_between_is_no_riddle(server: Server) -> None:
    """Between the statement and the look at what was in its way the row may have changed."""
    script = """
from tickets_app import transitions
need = transitions.Among("status", ("open",))
print(transitions.conflict('{"status": "open"}', [need]).detail)
"""
    assert server.python(script) == "It was changed at the same time; try again.\n"


# Bodies.


def test_a_body_gives_the_fields(alice: User) -> None:
    path = alice.create("/api/tickets", status="open")
    before = alice.ask("GET", path).json()
    answer = alice.ask("PUT", f"{path}/assign", {"assignee": "  Ann "})
    assert (answer.status_code, answer.json()) == (200, {**before, "assignee": "Ann"})
    assert alice.ask("PUT", f"{path}/assign", {"assignee": None}).json() == before
    assert alice.ask("GET", path).json() == before


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "assignee", "required"),
        (None, "body", "required"),
        ([], "body", "type"),
        ({"assignee": "x" * 51}, "assignee", "too_long"),
        ({"assignee": "Ann", "status": "done"}, "status", "read_only"),
        ({"asignee": "Ann"}, "asignee", "unknown"),
    ],
)
def test_a_body_keeps_to_the_rules(alice: User, body: Any, field: str, code: str) -> None:
    path = alice.create("/api/tickets")
    before = alice.ask("GET", path).json()
    refused = alice.ask("PUT", f"{path}/assign", body)
    assert refused.status_code == 422
    assert (field, code) in [(error["field"], error["code"]) for error in refused.json()["errors"]]
    if code == "read_only":
        assert refused.json()["detail"] == "status isn't taken by this action."
    assert alice.ask("GET", path).json() == before


def test_states_hold_with_a_body(alice: User, bob: User) -> None:
    path = alice.create("/api/tickets", status="done")
    body = {"assignee": "Ann"}
    assert alice.ask("PUT", f"{path}/assign", body).status_code == 409
    assert bob.ask("PUT", f"{path}/assign", body).status_code == 404
    assert alice.ask("GET", path).json()["assignee"] is None


def test_a_toggle_that_may_be_told(server: Server, alice: User) -> None:
    path = f"{alice.create('/api/tickets')}/urgent"
    for body, expected in (
        (None, True),
        ({}, False),
        ({"urgent": False}, False),
        ({"urgent": True}, True),
        ({"urgent": True}, True),
        (None, False),
    ):
        answer = alice.ask("PATCH", path, body)
        assert (answer.status_code, answer.json()["urgent"]) == (200, expected), body
    empty = {**alice.headers, "Content-Type": "application/json"}
    assert alice.client.patch(path, content=b"", headers=empty).json()["urgent"] is True
    for body in ({"urgent": None}, {"urgent": "yes"}, {"votes": 1}, [], "true", True):
        assert alice.ask("PATCH", path, body).status_code == 422, body
    text = {**alice.headers, "Content-Type": "text/plain"}
    assert alice.client.patch(path, content=b"true", headers=text).status_code == 415
    assert alice.ask("PATCH", path, {"urgent": True}).json()["urgent"] is True


def test_a_body_that_is_not_declared_is_not_read(alice: User) -> None:
    path = alice.create("/api/tickets")
    answer = alice.ask("POST", f"{path}/vote", {"votes": 3, "nonsense": []})
    assert (answer.status_code, answer.json()["votes"]) == (200, 1)


def test_the_contract_tells_what_may_be_sent(client: httpx.Client) -> None:
    contract = client.get("/openapi.json").json()
    bodies = {
        name: contract["paths"]["/api/tickets/{ticket_id}/" + name][method].get("requestBody")
        for name, method in (("assign", "put"), ("urgent", "patch"), ("vote", "post"))
    }
    assert bodies == {
        "assign": {"required": True, "content": content("TicketAssignBody")},
        "urgent": {"content": content("TicketUrgentBody")},
        "vote": None,
    }
    schemas = contract["components"]["schemas"]
    assert schemas["TicketAssignBody"]["required"] == ["assignee"]
    assert "required" not in schemas["TicketUrgentBody"]


def content(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
