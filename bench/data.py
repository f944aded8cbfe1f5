"""The database of a run: the emitted application's tables, filled, in a database of its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg2

from bench.processes import command, parent
from generated_app import embedded

ROOT = Path(__file__).parent.parent
SPEC = ROOT / "bench" / "resources.yaml"
ADDRESS = "BENCH_DATABASE_URL"
SECRET = "a secret that only the benchmark knows 0123456789"
PACKAGE = "task_api"

# What the processes of a run get of the environment.
KEPT = ("HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ")

# Every row is what its number says, so that two runs ask for the same. Those that a run makes
# are younger than all of these.
FILL = """
INSERT INTO users (id) SELECT 'user-' || n FROM generate_series(0, %(owners)s - 1) n;
INSERT INTO tasks
    (id, user_id, title, description, completed, priority, due_date, created_at, updated_at)
SELECT
    md5('task ' || n)::uuid,
    'user-' || n %% %(owners)s,
    'Task ' || n || ' of this list',
    CASE WHEN n %% 3 > 0 THEN 'Two litres, and ask whether they have the other one, too.' END,
    n %% 4 = 0,
    (ARRAY['low', 'medium', 'high', NULL])[1 + n / %(owners)s %% 4],
    CASE WHEN n %% 2 = 0 THEN moment + interval '30 days' END,
    moment,
    moment
FROM
    generate_series(0, %(rows)s - 1) n,
    LATERAL (SELECT timestamptz '2026-01-01Z' + n * interval '1 second') AS made (moment)
"""
NEW = "created_at > '2026-06-01Z'"


class BenchError(Exception):
    """The benchmark can't run here; the message says why."""


@dataclass(frozen=True)
class Data:
    """A database and what is in it."""

    url: str
    rows: int
    owners: int

    def query(self, sql: str, *values: object, **named: object) -> list[tuple[Any, ...]]:
        """What a query answers; nothing where a command has no answer."""
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, values or named or None)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def reset(self) -> None:
        """Remove what was written, so that the next server finds what the last one did."""
        self.query(f"DELETE FROM tasks WHERE {NEW}")
        self.query("VACUUM ANALYZE tasks")

    def postgres(self) -> int | None:
        """The process that all of PostgreSQL's descend from, unless it is on another machine."""
        connection = psycopg2.connect(self.url)
        try:
            pid: int = connection.info.backend_pid
            if urlsplit(self.url).path.strip("/") not in command(pid):
                return None
            return parent(pid)
        finally:
            connection.close()


@contextmanager
def prepared(package: Path, rows: int, owners: int) -> Iterator[Data]:
    """A database with this many rows, which goes away with the block."""
    with migrated(package) as url:
        data = Data(url, rows, owners)
        # The table is cleaned between servers, never while one is timed.
        data.query("ALTER TABLE tasks SET (autovacuum_enabled = off)")
        data.query(FILL, rows=rows, owners=owners)
        data.query("VACUUM ANALYZE")
        data.query("CHECKPOINT")
        yield data


@contextmanager
def migrated(package: Path) -> Iterator[str]:
    """The address of a database with the tables of an application."""
    with _database() as url:
        done = subprocess.run(
            [sys.executable, "-m", package.name, "migrate"],
            cwd=package.parent,
            env=environment(package.parent, url),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise BenchError(f"the tables can't be made: {done.stderr}")
        yield url


def environment(folder: Path, url: str) -> dict[str, str]:
    """The environment of a process of the run, for which the modules in this folder are there."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {
        "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))),
        "DATABASE_URL": url,
        "AUTH_SECRET": SECRET,
        # The emitted application's own, with as many connections as its peers have.
        "DATABASE_CONNECTIONS": "11",
        "SESSION_CONNECTIONS": "1",
        "ACCESS_LOG": "false",
    }


@contextmanager
def _database() -> Iterator[str]:
    """The address of an empty database: on the server that is named, or on an embedded one."""
    name = f"bench_{uuid4().hex[:12]}"
    with _server() as server:
        place = Data(server, 0, 0)
        try:
            place.query(f"CREATE DATABASE {name}")
        except psycopg2.Error as error:
            raise BenchError(f"{ADDRESS}: no database can be made there: {error}") from None
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            place.query(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _server() -> Iterator[str]:
    """The address of a PostgreSQL where databases may be made."""
    named = os.environ.get(ADDRESS)
    if named:
        try:
            psycopg2.connect(named).close()
        except psycopg2.Error as error:
            raise BenchError(f"{ADDRESS}: {error}") from None
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="bench-data-") as folder:
        try:
            with embedded.start(Path(folder), fast=True) as server:
                yield server.url("postgres")
        finally:
            embedded.erase(Path(folder))


@contextmanager
def emitted() -> Iterator[Path]:
    """The application that the generator makes of the benchmark's spec."""
    with tempfile.TemporaryDirectory(prefix="bench-app-") as folder:
        package = Path(folder) / PACKAGE
        generate(SPEC, package)
        yield package


def generate(spec: Path, package: Path, command: str = "generate") -> None:
    """Write an application, or `check` the one that is there."""
    done = subprocess.run(
        [sys.executable, "-m", "generator", command, "--spec", spec, "--out", package],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BenchError(f"the application can't be generated: {done.stderr}")
