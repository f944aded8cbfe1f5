"""The revisions of an application, applied in this process.

This is the one place that knows how: each pending revision is checked, then applied, as the
application's own `migrate` does it.
"""

import runpy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool


@dataclass(frozen=True)
class Revision:
    """A revision, as its file says."""

    file: str
    id: str
    parent: str | None
    part: str
    # Queries that find what is in the way, by what it is.
    checks: dict[str, str]


@dataclass(frozen=True)
class InTheWay:
    """Rows that a revision doesn't suit."""

    what: str
    query: str
    count: int


def revisions(package: Path) -> list[Revision]:
    """All of an application's, in order."""
    found: dict[str | None, Revision] = {}
    for file in sorted((package / "migrations/versions").glob("[0-9]*.py")):
        said: dict[str, Any] = runpy.run_path(str(file))
        parent = said["down_revision"]
        assert parent not in found, "two heads"
        part, checks = said.get("part", "expand"), said.get("checks", {})
        found[parent] = Revision(file.name, said["revision"], parent, part, checks)
    chain: list[Revision] = []
    while (parent := chain[-1].id if chain else None) in found:
        chain.append(found[parent])
    assert len(chain) == len(found), "revisions beside the chain"
    return chain


def upgrade(package: Path, url: str, *, until: str | None = None) -> InTheWay | None:
    """Applies what is pending, as far as no rows are in the way."""
    chain = revisions(package)
    with _connection(url) as connection:
        config = _config(package, connection)
        done = _recorded(package, connection)
        start = [revision.id for revision in chain].index(done) + 1 if done else 0
        for revision in chain[start:]:
            for what, query in revision.checks.items():
                sql = f"SELECT count(*) FROM ({query}) AS found"
                count = connection.exec_driver_sql(
                    sql, execution_options={"no_parameters": True}
                ).scalar_one()
                connection.rollback()
                if count:
                    return InTheWay(what, query, count)
            command.upgrade(config, revision.id)
            _reset(connection)
            if revision.id == until:
                break
    return None


def downgrade(package: Path, url: str, revision: str) -> None:
    """Goes back to a revision."""
    with _connection(url) as connection:
        command.downgrade(_config(package, connection), revision)


def recorded(package: Path, url: str) -> str | None:
    """The revision that a database is at."""
    with _connection(url) as connection:
        return _recorded(package, connection)


def _recorded(package: Path, connection: Any) -> str | None:
    there = connection.exec_driver_sql(f"SELECT to_regclass('{package.name}_version')").scalar_one()
    found = None
    if there is not None:
        sql = f"SELECT version_num FROM {package.name}_version"
        found = connection.exec_driver_sql(sql).scalar_one_or_none()
    connection.rollback()
    return found


def _reset(connection: Any) -> None:
    connection.exec_driver_sql("RESET ALL")
    connection.commit()


def _config(package: Path, connection: Any) -> Config:
    config = Config(
        attributes={"connection": connection, "version_table": f"{package.name}_version"}
    )
    config.set_main_option("script_location", str(package / "migrations").replace("%", "%%"))
    return config


@contextmanager
def _connection(url: str) -> Iterator[Any]:
    engine = create_engine(
        "postgresql+psycopg2://", creator=lambda: psycopg2.connect(url), poolclass=NullPool
    )
    with engine.connect() as connection:
        yield connection
