"""Several processes behind one port."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.generating import ROOT, database, execute, rows
from tests.serving import SECONDS, Server, ServingError, User, at_once, served

PACKAGE = ROOT / "generated_app"
WORKERS = 2
# Half of it is for the version before, and each of the two has half of the rest.
GRANTED = 16
EACH = 4


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with database() as made:
        name = made.partition("?")[0].rpartition("/")[2]
        execute(made, f"ALTER DATABASE {name} CONNECTION LIMIT {GRANTED}")
        yield made


@pytest.fixture(scope="module")
def server(url: str) -> Iterator[Server]:
    with served(PACKAGE, {"DATABASE_URL": url}, migrate=True, workers=WORKERS) as running:
        yield running


def serving(server: Server) -> list[int]:
    """The processes that serve: those that know the application."""
    found = []
    for line in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split():
        if b"spawn_main" in Path(f"/proc/{line}/cmdline").read_bytes():
            found.append(int(line))
    return found


def test_they_share_the_connections(server: Server, client: httpx.Client, url: str) -> None:
    alice = User.of(server, client, "alice")
    asked = [(alice, "GET", "/api/tasks", None)] * 60
    for _ in range(3):
        assert {answer.status_code for answer in at_once(server, asked)} == {200}
    [(used,)] = rows(
        url, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    )
    # That of the question, and what is left of each share when sessions have theirs.
    assert 1 < int(str(used)) - 1 <= WORKERS * (EACH - 2)


def test_one_that_ends_is_replaced(server: Server, client: httpx.Client) -> None:
    alice = User.of(server, client, "bob")
    before = serving(server)
    assert len(before) == WORKERS
    os.kill(before[0], signal.SIGKILL)
    end = time.monotonic() + SECONDS
    while len(now := serving(server)) < WORKERS or before[0] in now:
        assert time.monotonic() < end, server.log
        time.sleep(0.1)
    answers = at_once(server, [(alice, "GET", "/api/tasks", None)] * 20)
    assert {answer.status_code for answer in answers} == {200}


def test_each_writes_to_the_log(server: Server, client: httpx.Client) -> None:
    alice = User.of(server, client, "carol")
    assert alice.ask("GET", "/api/tasks").status_code == 200
    # The port is open before each of them has started.
    end = time.monotonic() + SECONDS
    while server.log.count("Application startup complete") < WORKERS:
        assert time.monotonic() < end, server.log
        time.sleep(0.1)
    assert "access: GET /api/tasks 200" in server.log


@pytest.mark.parametrize(
    ("workers", "connections", "told"),
    [
        (5, None, "5 processes with 3 connections each are more than the 8 that"),
        (2, "10", "2 processes with 10 connections each are more than the 16 that"),
    ],
)
def test_more_than_there_may_be_is_refused(
    url: str, workers: int, connections: str | None, told: str
) -> None:
    chosen = {} if connections is None else {"DATABASE_CONNECTIONS": connections}
    with (
        pytest.raises(ServingError, match=told),
        served(PACKAGE, {"DATABASE_URL": url, **chosen}, workers=workers),
    ):
        pass
