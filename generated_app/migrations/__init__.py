"""Brings a database to the tables that the models describe, one revision after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from ..database import address, for_psycopg2
from ..settings import Settings

# Two processes that migrate at once take turns: this is the key of their lock.
LOCK = 7_274_496_502


def upgrade(url: str, revision: str = "head") -> None:
    """Apply the revisions that the database doesn't have yet."""
    with _locked(url) as connection:
        command.upgrade(_config(connection), revision)


@contextmanager
def prepared(settings: Settings) -> Iterator[None]:
    """The embedded database, running and up to date; one of your own is left as it is."""
    if settings.configured_database() is not None:
        yield
        return
    with address(settings) as url:
        upgrade(url)
        yield


def downgrade(url: str, revision: str) -> None:
    """Go back to a revision; `base` is the database without any table of ours."""
    with _locked(url) as connection:
        command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


@contextmanager
def _locked(url: str) -> Iterator[Connection]:
    engine = create_engine(
        "postgresql+psycopg2://",
        creator=lambda: psycopg2.connect(for_psycopg2(url)),
        poolclass=NullPool,
    )
    with engine.connect() as lock, engine.connect() as connection:
        lock.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        lock.commit()
        try:
            yield connection
        finally:
            lock.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
            lock.commit()
