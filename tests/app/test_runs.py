"""Actions that are functions of the user's own, as docs/custom.md shows them, over HTTP."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from generator import cli
from tests.documents import shown
from tests.generating import generate
from tests.serving import Server, ServingError, User, served

MISSING = "0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"
AT_ONCE = 16


SPEC = f"""\
spec: 1
api: {{title: Tickets, version: "1"}}
resources:
{shown("spec.md", "yaml", "run: custom")}\
      count:     {{run: custom.more:count}}
      fail:      {{run: custom.more:fail}}
      give_away: {{run: custom.more:give_away}}
      over:      {{run: custom.more:over}}
"""
OWN = shown("custom.md", "python", "async def hand_over")
MORE = """
import asyncio

from .. import runs
from ..resources.tickets.models import Ticket


async def count(run: runs.Run[Ticket, None]) -> None:
    votes = run.row.votes
    await asyncio.sleep(0)
    run.row.votes = (votes + 1) % 4


async def fail(run: runs.Run[Ticket, None]) -> None:
    run.row.votes = 3
    await run.session.flush()
    raise ValueError("a mistake")


async def give_away(run: runs.Run[Ticket, None]) -> None:
    run.row.user_id = "bob"


async def over(run: runs.Run[Ticket, None]) -> None:
    run.row.votes = 99
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The application, with the functions of the page in the place of the stubs."""
    package = generate(SPEC, tmp_path_factory.mktemp("runs") / "tickets_app")
    (package / "custom/tickets.py").write_text(OWN, encoding="utf-8")
    (package / "custom/more.py").write_text(MORE, encoding="utf-8")
    return package


@pytest.fixture(scope="module")
def server(package: Path) -> Iterator[Server]:
    with served(package) as running:
        yield running


@pytest.fixture
def alice(server: Server, client: httpx.Client) -> User:
    return User.of(server, client, "alice")


@pytest.fixture
def bob(server: Server, client: httpx.Client) -> User:
    return User.of(server, client, "bob")


def test_the_function_changes_the_row_and_more(alice: User) -> None:
    path = alice.create("/api/tickets", votes=2)
    before = alice.ask("GET", path).json()
    count = len(alice.ask("GET", "/api/tickets").json())
    answer = alice.ask("POST", f"{path}/hand_over", {"assignee": " Ann "})
    assert (answer.status_code, answer.json()) == (200, {**before, "assignee": "Ann"})
    assert alice.ask("GET", path).json() == answer.json()
    assert len(alice.ask("GET", "/api/tickets").json()) == count + 1


def test_what_the_function_refuses_is_undone(alice: User) -> None:
    path = alice.create("/api/tickets", assignee="Ann")
    before = alice.ask("GET", "/api/tickets").json()
    refused = alice.ask("POST", f"{path}/hand_over", {"assignee": "Ann"})
    assert (refused.status_code, refused.json()["detail"]) == (409, "It is theirs already.")
    assert alice.ask("GET", "/api/tickets").json() == before


@pytest.mark.parametrize("action", ["fail", "give_away"])
def test_a_mistake_is_undone(server: Server, alice: User, action: str) -> None:
    path = alice.create("/api/tickets")
    before = alice.ask("GET", path).json()
    # A mistake ends the connection, too.
    failed = httpx.post(f"{server.address}{path}/{action}", headers=alice.headers, trust_env=False)
    assert failed.status_code == 500
    assert "mistake" not in failed.text
    assert alice.ask("GET", path).json() == before


def test_the_database_holds_the_rules(alice: User) -> None:
    path = alice.create("/api/tickets")
    refused = alice.ask("POST", f"{path}/over")
    assert (refused.status_code, refused.json()["detail"]) == (422, "A value is not allowed here.")
    assert alice.ask("GET", path).json()["votes"] == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "assignee"), ({"assignee": 5}, "assignee"), ({"assignee": "Ann", "votes": 1}, "votes")],
)
def test_the_body_is_checked_before(alice: User, body: dict[str, Any], field: str) -> None:
    before = alice.ask("GET", "/api/tickets").json()
    refused = alice.ask("POST", f"{alice.create('/api/tickets')}/hand_over", body)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    assert len(alice.ask("GET", "/api/tickets").json()) == len(before) + 1


def test_the_function_is_called_for_rows_that_it_applies_to(
    client: httpx.Client, alice: User, bob: User
) -> None:
    body = {"assignee": "Bob"}
    done = f"{alice.create('/api/tickets', status='done')}/hand_over"
    assert alice.ask("POST", done, body).json()["errors"][0]["code"] == "state"
    theirs = bob.ask("POST", f"{alice.create('/api/tickets')}/hand_over", body)
    missing = bob.ask("POST", f"/api/tickets/{MISSING}/hand_over", body)
    assert theirs.status_code == missing.status_code == 404
    assert theirs.content == missing.content
    assert bob.ask("POST", done, body).content == missing.content
    assert client.post(done, json=body).status_code == 401
    assert bob.ask("GET", "/api/tickets").json() == []
    assert "Bob" not in alice.ask("GET", "/api/tickets").text


def test_the_row_is_locked_meanwhile(server: Server, alice: User) -> None:
    path = alice.create("/api/tickets")

    async def send() -> list[httpx.Response]:
        async with httpx.AsyncClient(
            base_url=server.address, headers=alice.headers, trust_env=False
        ) as client:
            return await asyncio.gather(*(client.post(f"{path}/count") for _ in range(AT_ONCE)))

    answers = asyncio.run(send())
    assert {answer.status_code for answer in answers} == {200}
    assert Counter(answer.json()["votes"] for answer in answers) == dict.fromkeys(range(4), 4)


def test_the_contract_says_what_may_happen(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    action = paths["/api/tickets/{ticket_id}/hand_over"]["post"]
    assert action["description"] == (
        "The action `hand_over` on a ticket.\n\nOnly where `status` is `open`; otherwise 409."
    )
    assert {"200", "404", "409", "422"} <= action["responses"].keys()
    assert "409" in paths["/api/tickets/{ticket_id}/count"]["post"]["responses"]


@pytest.mark.parametrize(
    ("own", "wanted"),
    [
        (None, "custom.tickets:hand_over"),
        ("", "custom.tickets:hand_over"),
        ("def hand_over(run): ...", "custom.tickets:hand_over"),
        ("hand_over = 5", "custom.tickets:hand_over"),
    ],
    ids=["no file", "no function", "not async", "no function at all"],
)
def test_without_a_function_the_application_does_not_start(
    tmp_path: Path, own: str | None, wanted: str
) -> None:
    package = generate(SPEC, tmp_path / "tickets_app")
    file = package / "custom/tickets.py"
    if own is None:
        file.unlink()
    else:
        file.write_text(own, encoding="utf-8")
    says = f"An action runs {wanted}: there must be an `async def hand_over"
    with pytest.raises(ServingError) as failed, served(package):
        pass
    assert says in str(failed.value)
    assert "in custom/tickets.py." in str(failed.value)


def test_a_mistake_in_the_file_is_shown_as_it_is(tmp_path: Path) -> None:
    package = generate(SPEC, tmp_path / "tickets_app")
    (package / "custom/tickets.py").write_text("import nowhere_at_all", encoding="utf-8")
    with pytest.raises(ServingError) as failed, served(package):
        pass
    assert "No module named 'nowhere_at_all'" in str(failed.value)


def test_the_file_is_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = generate(SPEC, tmp_path / "tickets_app")
    file = package / "custom/tickets.py"
    assert "async def hand_over(run: runs.Run[Ticket, TicketHandOverBody]) -> None:" in (
        file.read_text(encoding="utf-8")
    )
    file.write_text(OWN, encoding="utf-8")
    later = SPEC.replace("custom.more:count", "custom.tickets:count")
    generate(later, package)
    assert file.read_text(encoding="utf-8") == OWN
    check = ["check", "--spec", str(tmp_path / "tickets_app.yaml"), "--out", str(package)]
    assert cli.main(check) == 0, capsys.readouterr()
    file.unlink()
    generate(later, package)
    assert not file.exists()
