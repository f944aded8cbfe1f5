"""Applies revisions one at a time, so that whoever kills it only has to run it again."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg2
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ..database import for_psycopg2
from . import locks
from .history import VERSION_TABLE, History, MigrationError, Revision

OLDEST_POSTGRESQL = 14

# How long a revision that doesn't get its locks is tried again, in seconds.
PATIENCE = 120.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 10.0

_LOCK_ERRORS = {"55P03": "it didn't get a lock in time", "40P01": "it ran into a deadlock"}

# The session, whatever the role or the last revision set: work may take its time, but while it
# waits for a lock, everybody else waits for it. Without its client a session doesn't work on.
_SESSION = {
    "lock_timeout": "2s",
    "statement_timeout": "0",
    "transaction_timeout": "0",
    "idle_session_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "client_connection_check_interval": "2s",
}
# Not every PostgreSQL has them all.
_SET = text("""
    SELECT set_config(name, value, false)
    FROM pg_settings JOIN unnest(:names, :values) AS wanted(name, value) USING (name)
""")

Say = Callable[[str], None]
_T = TypeVar("_T")


def _nothing(line: str) -> None:
    """Say it to nobody."""


def upgrade(
    url: str, *, expand: bool = False, patience: float = PATIENCE, say: Say = _nothing
) -> tuple[Revision, ...]:
    """Apply the revisions that the database doesn't have yet, and return those that are left.

    With `expand`, the first contract revision among them and all that follow it are left.
    """
    history = History.read()
    with _session(url, patience, say) as session:
        pending = history.revisions[history.place(session.recorded()) :]
        parts = [revision.part for revision in pending]
        end = parts.index("contract") if expand and "contract" in parts else len(pending)
        # Behind a rename a query would ask of something else that has the name now.
        if not any(revision.abrupt for revision in pending[:end]):
            for revision in pending[:end]:
                session.check(revision, early=True)
        for revision in pending[:end]:
            if expand and revision.abrupt:
                say(f"{revision.id}: the version before fails on this until it is replaced")
            session.check(revision)
            session.apply(revision)
    return pending[end:]


def downgrade(
    url: str, name: str, *, patience: float = PATIENCE, say: Say = _nothing
) -> tuple[Revision, ...]:
    """Undo the revisions after this one, or all for `base`, and return them."""
    history = History.read()
    target = history.find(name)
    with _session(url, patience, say) as session:
        undone = history.revisions[target : history.place(session.recorded())]
        for revision in reversed(undone):
            say(f"to undo: {_title(revision)}")
        for revision in reversed(undone):
            session.undo(revision)
    return undone


def applied(url: str) -> int:
    """How many revisions of the history a database has."""
    with _connected(url) as connection:
        return History.read().place(_recorded(connection))


class _Session:
    """The one connection that migrates."""

    def __init__(self, connection: Connection, url: str, patience: float, say: Say) -> None:
        self._connection = connection
        self._url = url
        self._patience = patience
        self._say = say
        config = Config(attributes={"connection": connection, "version_table": VERSION_TABLE})
        here = str(Path(__file__).parent).replace("%", "%%")
        config.set_main_option("script_location", here)
        self._config = config
        self._scripts = ScriptDirectory.from_config(config)

    def recorded(self) -> Sequence[str]:
        """The revision that the database is at."""
        return _recorded(self._connection)

    def check(self, revision: Revision, *, early: bool = False) -> None:
        """Refuse a revision while rows are in its way.

        Early, before others that may make what its queries ask for, only what can be asked is.
        """

        def count() -> list[str]:
            return [
                f"  {rows}: {number}\n    {query}"
                for rows, query in revision.checks.items()
                if (number := self._count(query, early=early))
            ]

        if found := self._persistently(revision, count):
            listed = "\n".join(found)
            raise MigrationError(
                f"rows are in the way of {revision.id} ({revision.file}), and nothing of it was "
                f"applied:\n{listed}\nChange or delete them, then run migrate again."
            )

    def apply(self, revision: Revision) -> None:
        """Do what a revision does, and record it in the same transaction."""
        start = time.monotonic()
        self._persistently(revision, lambda: self._run(self._scripts._upgrade_revs, revision.id))
        self._say(f"{_title(revision)} ({time.monotonic() - start:.2f} s)")

    def undo(self, revision: Revision) -> None:
        """Undo what a revision did."""
        start = time.monotonic()
        before = revision.parent or "base"
        self._persistently(revision, lambda: self._run(self._scripts._downgrade_revs, before))
        self._say(f"undone: {_title(revision)} ({time.monotonic() - start:.2f} s)")

    def _run(self, steps: Callable[..., Sequence[MigrationStep]], target: str) -> None:
        """What Alembic's own commands do, with the scripts read only once."""
        with EnvironmentContext(
            self._config, self._scripts, fn=lambda heads, _: steps(target, heads)
        ):
            self._scripts.run_env()

    def _count(self, query: str, *, early: bool) -> int:
        try:
            # The query may end in a comment; and without parameters, a `%` in it is only that.
            counted = self._connection.exec_driver_sql(
                f"SELECT count(*) FROM (\n{query}\n) AS found",
                execution_options={"no_parameters": True},
            )
        except DBAPIError as error:
            # It asks for what another revision will make.
            if not early or not str(getattr(error.orig, "pgcode", "")).startswith("42"):
                raise
            self._connection.rollback()
            return 0
        return int(counted.scalar_one())

    def _persistently(self, revision: Revision, work: Callable[[], _T]) -> _T:
        """Do it, and again while somebody else holds a lock that it needs."""
        deadline = time.monotonic() + self._patience
        pause = _FIRST_PAUSE
        pid = _driver(self._connection).info.backend_pid
        while True:
            _settle(self._connection)
            try:
                with locks.Watch(self._url, pid, self._say) as watch:
                    return work()
            except DBAPIError as error:
                reason = _LOCK_ERRORS.get(getattr(error.orig, "pgcode", None) or "")
                if reason is None:
                    raise MigrationError(
                        f"{revision.id} ({revision.file}) didn't go through: "
                        f"{str(error.orig).rstrip()}\nMend the cause and try again: it begins anew."
                    ) from error
            finally:
                self._connection.rollback()
            in_the_way = "; ".join(watch.seen) or "nobody any more"
            if time.monotonic() + pause > deadline:
                raise MigrationError(
                    f"{revision.id} ({revision.file}) didn't go through: {reason}, and trying "
                    f"again for {self._patience:g} s didn't help.\nIn the way: {in_the_way}\n"
                    "Wait for these sessions or end them with SELECT pg_terminate_backend(pid), "
                    "then try again."
                )
            self._say(f"{revision.id}: {reason}; in the way: {in_the_way}; again in {pause:g} s")
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)


@contextmanager
def _session(url: str, patience: float, say: Say) -> Iterator[_Session]:
    with _connected(url) as connection:
        _settle(connection)
        locks.take_turn(connection, say)
        yield _Session(connection, url, patience, say)


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(
        "postgresql+psycopg2://",
        creator=lambda: psycopg2.connect(for_psycopg2(url)),
        poolclass=NullPool,
    )
    with engine.connect() as connection:
        found = _driver(connection).info.server_version // 10_000
        if found < OLDEST_POSTGRESQL:
            raise MigrationError(
                f"the database is a PostgreSQL {found}: {OLDEST_POSTGRESQL} or later is needed."
            )
        yield connection


def _settle(connection: Connection) -> None:
    """Forget what the last revision set, and what the role has set."""
    connection.exec_driver_sql("RESET ALL")
    connection.execute(_SET, {"names": [*_SESSION], "values": [*_SESSION.values()]})
    connection.commit()


def _recorded(connection: Connection) -> Sequence[str]:
    opts = {"version_table": VERSION_TABLE}
    heads = MigrationContext.configure(connection, opts=opts).get_current_heads()
    connection.rollback()
    return heads


def _driver(connection: Connection) -> Any:
    """The connection as psycopg2 has it."""
    return connection.connection.driver_connection


def _title(revision: Revision) -> str:
    return f"{revision.id}: {revision.purpose}"
