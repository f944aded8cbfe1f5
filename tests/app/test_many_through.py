"""Links that are rows of a resource, of the page docs/spec.md, over a served application."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.counting import counted
from tests.documents import shown
from tests.generating import generate, rows
from tests.serving import Server, User, at_once, served

SPEC = f"""\
spec: 1
api: {{title: Teams, version: "1"}}
auth: {{users: provision}}
resources:
{shown("spec.md", "yaml", "through: Membership")}"""
NOBODYS = "0197a3c4-0000-7000-8000-000000000000"
AT_ONCE = 12
REQUESTS = """\
people = [(await ask("POST", "/api/people", name=name))["id"] for name in ("One", "Two")]
found.clear()
team = await ask("POST", "/api/teams", name="Team", member_ids=people)
path = f"/api/teams/{team['id']}"
await ask("PATCH", path, member_ids=people[:1])
await ask("PUT", f"{path}/members/{people[1]}")
await ask("DELETE", f"{path}/members/{people[1]}")
await ask("GET", "/api/teams")
"""


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    package = generate(SPEC, tmp_path_factory.mktemp("through") / "teams_app")
    with served(package, {"DATABASE_URL": url}, migrate=True) as running:
        yield running


class Caller(User):
    """A user who has people."""

    def people(self, count: int) -> list[str]:
        """The keys of new people, in order."""
        return sorted(str(self.make("people", name=f"Person {number}")) for number in range(count))

    def memberships(self, team: str) -> dict[str, dict[str, Any]]:
        """The memberships of a team, by person."""
        found = self.ask("GET", f"/api/teams/{team}/memberships")
        assert found.status_code == 200, found.text
        return {row["person_id"]: row for row in found.json()}


def test_a_list_makes_rows_with_defaults_and_keeps_those_that_are_there(
    server: Server, client: httpx.Client
) -> None:
    alice = Caller.of(server, client, "alice")
    one, two, three = alice.people(3)
    made = alice.ask("POST", "/api/teams", {"name": "A", "member_ids": [two, one, two]}).json()
    team = made["id"]
    # The count follows in the answer of the write that changes it.
    assert (made["member_ids"], made["memberships_count"]) == ([one, two], 2)
    assert alice.ask("GET", f"/api/teams/{team}").json() == made
    first = alice.memberships(team)
    for row in first.values():
        assert (row["team_id"], row["user_id"]) == (team, "alice")
        assert (row["role"], row["since"]) == ("member", None)
        assert row["joined_at"].endswith("Z")
    changed = {"role": "lead", "since": "2026-01-31"}
    lead = alice.ask("PATCH", f"/api/memberships/{first[one]['id']}", changed).json()
    answer = alice.ask("PATCH", f"/api/teams/{team}", {"member_ids": [one, three]}).json()
    assert (answer["member_ids"], answer["memberships_count"]) == ([one, three], 2)
    second = alice.memberships(team)
    assert second.keys() == {one, three}
    assert second[one] == lead
    assert second[three]["role"] == "member"
    # So does a single link, and a write that says nothing of them.
    assert alice.ask("PUT", f"/api/teams/{team}/members/{one}").status_code == 204
    kept = alice.ask("PATCH", f"/api/teams/{team}", {"name": "B"}).json()
    assert (kept["member_ids"], kept["memberships_count"]) == ([one, three], 2)
    assert alice.memberships(team) == second
    assert alice.ask("PATCH", f"/api/teams/{team}", {"member_ids": []}).json()["member_ids"] == []
    assert alice.memberships(team) == {}


def test_rows_that_clients_make_are_links(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "rows")
    one, two = alice.people(2)
    team = str(alice.make("teams", name="A"))
    row = alice.make("memberships", team_id=team, person_id=two, role="lead")
    assert alice.ask("GET", f"/api/teams/{team}").json()["member_ids"] == [two]
    assert [each["id"] for each in alice.ask("GET", f"/api/teams?members__any={two}").json()] == [
        team
    ]
    assert alice.ask("GET", f"/api/teams?members__any={one}").json() == []
    again = {"team_id": team, "person_id": two}
    assert alice.ask("POST", "/api/memberships", again).status_code == 409
    assert alice.ask("DELETE", f"/api/teams/{team}/members/{two}").status_code == 204
    assert alice.ask("GET", f"/api/memberships/{row}").status_code == 404
    # Single links go up to the limit, and a row of the client's own beyond it.
    people = alice.people(21)
    for person in people[:20]:
        assert alice.ask("PUT", f"/api/teams/{team}/members/{person}").status_code == 204
    assert alice.ask("PUT", f"/api/teams/{team}/members/{people[20]}").status_code == 409
    alice.make("memberships", team_id=team, person_id=people[20])
    assert len(alice.ask("GET", f"/api/teams/{team}").json()["member_ids"]) == 21


def test_nobody_links_rows_of_others(server: Server, client: httpx.Client) -> None:
    alice, bob = Caller.of(server, client, "mine"), Caller.of(server, client, "theirs")
    own, theirs = alice.people(1)[0], bob.people(1)[0]
    team = str(alice.make("teams", name="A", member_ids=[own]))
    for person in (theirs, NOBODYS):
        for method, path in (("POST", "/api/teams"), ("PATCH", f"/api/teams/{team}")):
            refused = alice.ask(method, path, {"name": "B", "member_ids": [own, person]})
            assert refused.status_code == 422
            [error] = refused.json()["errors"]
            assert (error["field"], error["code"]) == ("member_ids", "unknown_reference")
            assert error["message"] == f"has {person}, which is not the id of one of your people"
        assert alice.ask("PUT", f"/api/teams/{team}/members/{person}").status_code == 404
    for person in (own, theirs):
        for method in ("PUT", "DELETE"):
            assert bob.ask(method, f"/api/teams/{team}/members/{person}").status_code == 404
        assert bob.ask("PATCH", f"/api/teams/{team}", {"member_ids": [person]}).status_code == 404
    assert bob.ask("GET", f"/api/teams?members__any={own}").json() == []
    assert alice.memberships(team).keys() == {own}


def test_lists_that_are_sent_at_once_are_not_mixed(server: Server, client: httpx.Client) -> None:
    alice = Caller.of(server, client, "at-once")
    people = alice.people(6)
    team = str(alice.make("teams", name="A", member_ids=people[:1]))
    lists = [people[:3], people[3:], people[1:5]]
    sent = [lists[number % 3] for number in range(AT_ONCE)]
    path = f"/api/teams/{team}"
    answers = at_once(server, [(alice, "PATCH", path, {"member_ids": each}) for each in sent])
    seen = [answer.status_code for answer in answers]
    assert set(seen) <= {200, 409}
    written = [each for each, status in zip(sent, seen, strict=True) if status == 200]
    assert sorted(alice.memberships(team)) in written


def test_each_request_is_one_statement(server: Server, url: str) -> None:
    assert counted(server, REQUESTS) == [[201, 1], [200, 1], [204, 1], [204, 1], [200, 1]]
    links = "SELECT role, user_id FROM memberships WHERE user_id = 'counted'"
    assert rows(url, links) == [("member", "counted")]
