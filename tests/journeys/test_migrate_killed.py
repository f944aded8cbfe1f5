"""`migrate` of an evolution, killed at every statement: the next run finishes what was begun."""

import importlib
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2 import extensions

from generator import cli
from tests.generating import database, execute, rows
from tests.journeys import migrating
from tests.journeys.catalog import Catalog, catalog, differing

HERE = Path(__file__).parent
CHUNKS = 4
# Where some are enough, every so manyth statement.
SOME = 37
# More than one batch of them.
ROWS = """
    INSERT INTO notes (id, user_id, title, body, count, price, state, place, due)
    SELECT gen_random_uuid(), 'user' || n % 7, 'title ' || n, nullif('body ' || n % 9, 'body 0'),
           n, n / 7.0, (ARRAY['new', 'open', 'done'])[1 + n % 3], 'here', '2030-01-31'
    FROM generate_series(1, 5100) AS n
"""


class Killing:
    """Cursors that kill their process before the n-th statement, or after it."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.calls = 0

    def connect(self, *arguments: Any, **options: Any) -> Any:
        killing = self

        class _Cursor(extensions.cursor):  # type: ignore[misc]
            def execute(self, *given: Any, **more: Any) -> Any:
                killing.point()
                done = super().execute(*given, **more)
                killing.point()
                return done

        return _connect(*arguments, cursor_factory=_Cursor, **options)

    def point(self) -> None:
        self.calls += 1
        if self.calls == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


_connect = psycopg2.connect


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The application, evolved; its own code is what migrates here."""
    out = tmp_path_factory.mktemp("made") / "killed_app"
    for spec in ("before", "after"):
        printed = StringIO()
        with redirect_stdout(printed), redirect_stderr(printed):
            arguments = ["generate", "--spec", str(HERE / f"{spec}.yaml"), "--out", str(out)]
            assert cli.main(arguments) == 0, printed.getvalue()
    sys.path.insert(0, str(out.parent))
    yield out
    sys.path.remove(str(out.parent))


@pytest.fixture(scope="module")
def template(package: Path) -> Iterator[str]:
    """A database as it is before, with rows."""
    start = migrating.revisions(package)[0]
    with database() as url:
        migrating.upgrade(package, url)
        migrating.downgrade(package, url, start.id)
        execute(url, ROWS)
        execute(url, "INSERT INTO pasts (user_id) VALUES ('alice')")
        yield url


@pytest.fixture(scope="module")
def wanted(package: Path, template: str) -> tuple[Catalog, object]:
    with copied(template) as url:
        _migrate(package, url)
        return catalog(url), _sum(url)


@contextmanager
def copied(template: str) -> Iterator[str]:
    """A copy of a database."""
    name = template.rpartition("/")[2].partition("?")[0]
    admin, copy = template.replace(f"/{name}", "/postgres", 1), f"{name}_copy"
    execute(admin, f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
    execute(admin, f"CREATE DATABASE {copy} TEMPLATE {name}")
    yield template.replace(name, copy, 1)
    execute(admin, f"DROP DATABASE {copy} WITH (FORCE)")


def _migrate(package: Path, url: str) -> None:
    importlib.import_module(f"{package.name}.migrations").upgrade(url)


def _killed(package: Path, url: str, at: int) -> bool:
    importlib.import_module(f"{package.name}.migrations")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            psycopg2.connect = Killing(at).connect
            _migrate(package, url)
            status = 0
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL)
    return status != 0


def _sum(url: str) -> object:
    return rows(
        url,
        """
        SELECT count(*), sum(count), sum(price), sum(rank), count(body), min(length(body)),
               count(*) FILTER (WHERE state = 'fresh'), count(DISTINCT heading),
               (SELECT count(*) FROM users)
        FROM notes
        """,
    )


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_next_run_finishes(
    chunk: int, every_point: bool, package: Path, template: str, wanted: tuple[Catalog, object]
) -> None:
    step = CHUNKS if every_point else CHUNKS * SOME
    kills = 0
    for at in range(1 + chunk * step // CHUNKS, 10_000, step):
        with copied(template) as url:
            if not _killed(package, url, at):
                break
            kills += 1
            _migrate(package, url)
            assert not differing(catalog(url), wanted[0]), f"killed at point {at}"
            assert _sum(url) == wanted[1], f"killed at point {at}"
    assert kills >= 1
