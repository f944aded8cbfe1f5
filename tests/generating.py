"""Applications that tests generate, and the databases they run on."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg2

from generated_app import embedded
from generator import cli
from tests.starting import starter

ROOT = Path(__file__).parent.parent
# Where the PostgreSQL of the tests lives.
TEST_DATA = ROOT / ".data" / "test"
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


@cache
def server() -> embedded.Server:
    """The PostgreSQL of the tests, held until this process ends: others stop and start none."""
    return embedded.start(TEST_DATA, fast=True)


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database that goes away with the block."""
    name = f"test_{uuid4().hex}"
    postgres = server().url("postgres")
    execute(postgres, f"CREATE DATABASE {name}")
    try:
        yield server().url(name)
    finally:
        execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


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
    kept = {name: os.environ[name] for name in ("DIRECT", "HOME", "PATH") if name in os.environ}
    database_url = {} if url is None else {"DATABASE_URL": url}
    return kept | database_url | TOKENS | {"PYTHONPATH": str(package.parent)}


def python(package: Path, *arguments: str, env: Mapping[str, str]) -> str:
    """What a Python process prints that runs beside an application."""
    done = starter().run(*arguments, folder=package.parent, env=env)
    assert done.code == 0, done.out + done.err
    return done.out
