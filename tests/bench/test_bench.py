"""The benchmark times servers that answer right, and no others. Nothing here looks at a time."""

import os
from collections.abc import Iterator

import pytest

from bench import report
from bench.data import ADDRESS
from bench.run import Plan, Timed, prepared_servers, run
from bench.scenarios import FOUR
from bench.servers import SERVERS, Server
from tests.generating import server

FLAWS = {
    "takes expired tokens": "an expired token is refused",
    "takes forged tokens": "a forged token is refused",
    "shows rows of others": "another owner's row is refused",
    "changes rows of others": "nobody changes another owner's row",
    "lists rows of others": "a list has the caller's rows and no others, newest first",
    "leaves a row out": "a list has the caller's rows and no others, newest first",
    "lists in another order": "a list has the caller's rows and no others, newest first",
    "answers from memory": "what was toggled is so in the table",
    "takes anything": "a row without a title is refused",
    "leaves a field out": "a row is that of the table",
}
SMALL = Plan(rows=150, owners=5, rounds=1, seconds=0.5, warm=0, first=0, scenarios=FOUR)


def flawed(flaw: str) -> Server:
    return Server(flaw, flaw, "asgi", "tests.bench.flawed:app", {"FLAW": flaw})


@pytest.fixture(scope="module", autouse=True)
def database() -> Iterator[None]:
    """The benchmark makes its databases where the tests do."""
    before = os.environ.get(ADDRESS)
    os.environ[ADDRESS] = server().url("postgres")
    yield
    del os.environ[ADDRESS]
    if before is not None:
        os.environ[ADDRESS] = before


@pytest.fixture(scope="module")
def probed() -> dict[str, Timed]:
    servers = (*SERVERS, *map(flawed, FLAWS))
    plan = Plan(rows=SMALL.rows, owners=SMALL.owners, servers=servers)
    with prepared_servers(plan) as (_, _, found, _):
        return {each.server.name: each for each in found}


@pytest.mark.parametrize("name", [server.name for server in SERVERS])
def test_every_server_answers_right(name: str, probed: dict[str, Timed]) -> None:
    if lacking := probed[name].server.missing():
        pytest.skip(lacking)
    assert probed[name].untimed == ""


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_server_that_answers_wrong_is_found(flaw: str, probed: dict[str, Timed]) -> None:
    assert FLAWS[flaw] in probed[flaw].untimed


def test_a_server_that_answers_wrong_is_not_timed() -> None:
    right, wrong = SERVERS[0], flawed("takes anything")
    figures = run(Plan(**{**vars(SMALL), "servers": (right, wrong)}), say=lambda line: None)
    first, second = figures["servers"]
    assert set(first["scenarios"]) == {scenario.name for scenario in FOUR}
    assert all(seen["errors"] == 0 for seen in first["scenarios"].values()), first
    assert "scenarios" not in second
    assert f"{wrong.title}, not timed: it isn't so that a row without a title" in report.tables(
        figures
    )
