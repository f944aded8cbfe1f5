"""Applications that tests generate, and the databases they run on."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg2

from generated_app import embedded
from generator import cli

ROOT = Path(__file__).parent.parent
SECRET = "a secret that only these tests know 0123456789"
# How tokens are verified, by secret or by key; nobody answers at this address.
TOKENS = {"AUTH_SECRET": SECRET, "BETTER_AUTH_URL": "http://127.0.0.1:9"}


def generate(spec: Path | str, out: Path) -> Path:
    """The application that a spec, a file or its text, makes."""
    if isinstance(spec, str):
        file = out.parent / f"{out.name}.yaml"
        file.write_text(spec, encoding="utf-8")
        spec = file
    assert cli.main(["generate", "--spec", str(spec), "--out", str(out)]) == 0
    return out


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database that goes away with the block."""
    name = f"test_{uuid4().hex}"
    with embedded.start(ROOT / ".data" / "test", fast=True) as server:
        server.ensure_database(name)
        try:
            yield server.url(name)
        finally:
            execute(server.url("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


def rows(url: str, sql: str) -> list[tuple[object, ...]]:
    """What a query answers."""
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())
    finally:
        connection.close()


def execute(url: str, sql: str) -> None:
    """Run a command."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        connection.close()


def environment(package: Path, url: str | None = None) -> dict[str, str]:
    """What a process of the application gets of its environment."""
    kept = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    database_url = {} if url is None else {"DATABASE_URL": url}
    return kept | database_url | TOKENS | {"PYTHONPATH": str(package.parent)}


def python(package: Path, *arguments: str, env: Mapping[str, str]) -> str:
    """What a Python process prints that runs beside an application."""
    done = subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=package.parent,
        env=dict(env),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
