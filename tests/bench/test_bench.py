"""The benchmark times servers that answer right, and no others. Nothing here looks at a time."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace

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
    with prepared_servers(replace(SMALL, servers=servers)) as (_, _, found, _):
        return {each.server.name: each for each in found}


@pytest.mark.parametrize("name", [server.name for server in SERVERS])
def test_every_server_answers_right(name: str, probed: dict[str, Timed]) -> None:
    if lacking := probed[name].server.missing():
        pytest.skip(lacking)
    assert probed[name].untimed == ""


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_server_that_answers_wrong_is_found(flaw: str, probed: dict[str, Timed]) -> None:
    assert FLAWS[flaw] in probed[flaw].untimed


def test_only_right_answers_have_figures() -> None:
    servers = (SERVERS[0], flawed("takes anything"), flawed("tires soon"))
    figures = run(replace(SMALL, servers=servers), say=lambda line: None)
    right, wrong, tired = figures["servers"]
    assert set(right["scenarios"]) == {scenario.name for scenario in FOUR}
    assert right["failed"] == {}
    assert "scenarios" not in wrong
    # The probe is over before it tires, so it shows under load.
    assert tired["scenarios"] == {}
    told = report.tables(figures)
    assert "- takes anything, not timed: it isn't so that a row without a title" in told
    assert re.search(r"- tires soon, list 20: [\d,]+ of [\d,]+ answers were wrong: 500", told)
