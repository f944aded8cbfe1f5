"""Requests that go to their handlers directly are answered as FastAPI answers them."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests import differing
from tests.app.test_specs import SPECS
from tests.generating import ROOT, database, environment, execute, generate, python, rows, server

# Specs, and how many requests of each are asked both ways.
SOME = {
    "projects": 800,
    "kinds": 500,
    "public": 500,
    "own_paths": 500,
    "deprecated": 500,
    "json": 300,
    "lookup": 400,
    "many": 400,
}


def template(url: str) -> None:
    """Give a new database the clock that goes on when it is asked."""
    execute(url, differing.CLOCK)
    name = urlsplit(url).path[1:]
    execute(url, f"ALTER DATABASE {name} SET search_path = public, pg_catalog")


def ask_both_ways(name: str, folder: Path) -> dict[str, Any]:
    package = generate(SPECS[name], folder / f"{name}_app")
    postgres = server().url("postgres")
    with database() as first:
        template(first)
        execute(first, 'CREATE TABLE "user" (id text PRIMARY KEY)')
        execute(first, """INSERT INTO "user" VALUES ('alice'), ('bob')""")
        env = environment(package, first) | {"PYTHONPATH": f"{package.parent}:{ROOT}"}
        python(package, "-m", package.name, "migrate", env=env)
        second = f"test_{uuid4().hex}"
        execute(postgres, f"CREATE DATABASE {second} TEMPLATE {urlsplit(first).path[1:]}")
        try:
            execute(postgres, f"ALTER DATABASE {second} SET search_path = public, pg_catalog")
            urls = first, server().url(second)
            asked = python(
                package, "-m", "tests.differing", package.name, *urls, str(SOME[name]), env=env
            )
            found: dict[str, Any] = json.loads(asked)
            found["rows"] = [contents(url) for url in urls]
            return found
        finally:
            execute(postgres, f"DROP DATABASE {second} WITH (FORCE)")


def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    tables = rows(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return {
        str(name): rows(url, f'SELECT t::text FROM "{name}" t ORDER BY 1') for (name,) in tables
    }


@pytest.mark.parametrize("name", SOME)
def test_both_ways_answer_alike(name: str, tmp_path: Path) -> None:
    found = ask_both_ways(name, tmp_path)
    assert not found["differences"], "\n".join(found["differences"][:5])
    first, second = found["rows"]
    assert first == second
    # All this would be so of an application that answers nothing, or nothing directly.
    assert sum(found["direct"].values()) > found["requests"] / 6
    if name == "projects":
        assert found["never"] == []
