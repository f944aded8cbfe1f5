"""Who else is at the database: another migration, or sessions that hold a lock."""

import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Any, Self

import psycopg2
from sqlalchemy import Connection, text

from ..database import for_psycopg2

# Two processes that migrate at once take turns: this is the key of their lock.
LOCK = 7_274_496_502

_HOLDER = text("""
    SELECT pid FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (classid::bigint << 32) | objid::bigint = :key
""")
# A prepared transaction has no session: its pid is 0.
_BLOCKERS = """
    SELECT DISTINCT pid, to_char(xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'),
        left(regexp_replace(query, '\\s+', ' ', 'g'), 60)
    FROM unnest(pg_blocking_pids(%s)) AS pid LEFT JOIN pg_stat_activity USING (pid)
    ORDER BY pid
"""
_POLL_SECONDS = 0.2
# A revision that waits for longer, as one that builds an index may, says for whom.
_QUIET_SECONDS = 5.0


def take_turn(connection: Connection, say: Callable[[str], None]) -> None:
    """Be the only one that migrates, until this connection ends, however it ends.

    Asking again and again, and not waiting inside PostgreSQL: a transaction that waits would itself
    be waited for by the other's CREATE INDEX CONCURRENTLY.
    """
    waiting = False
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}):
        if not waiting:
            holder = connection.scalar(_HOLDER, {"key": LOCK})
            say(f"waiting: another process is migrating this database (pid {holder})")
            waiting = True
        connection.rollback()
        time.sleep(_POLL_SECONDS)
    connection.commit()


class Watch:
    """Looks who makes a session wait, meanwhile: when the wait is over PostgreSQL doesn't know."""

    def __init__(self, url: str, pid: int, say: Callable[[str], None]) -> None:
        self._url = url
        self._pid = pid
        self._say = say
        self._over = Event()
        self._thread = Thread(target=self._look, daemon=True)
        # Each session that was in the way when it was last seen waiting.
        self.seen: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(1.0)

    def _look(self) -> None:
        # Most revisions are done before a connection is worth it.
        if self._over.wait(_POLL_SECONDS):
            return
        with suppress(psycopg2.Error):  # who is in the way then stays unknown
            connection = psycopg2.connect(for_psycopg2(self._url))
            connection.autocommit = True
            try:
                self._follow(connection.cursor())
            finally:
                connection.close()

    def _follow(self, cursor: Any) -> None:
        told: list[str] = []
        since = time.monotonic()
        while not self._over.wait(_POLL_SECONDS):
            cursor.execute(_BLOCKERS, [self._pid])
            blockers = [_described(*row) for row in cursor.fetchall()]
            if not blockers:
                since = time.monotonic()
                continue
            self.seen = blockers
            if blockers != told and time.monotonic() > since + _QUIET_SECONDS:
                told = blockers
                self._say(f"waiting; in the way: {'; '.join(blockers)}")


def _described(pid: int, since: str | None, query: str | None) -> str:
    if pid == 0:
        return "a prepared transaction (see pg_prepared_xacts)"
    return (
        f"pid {pid}, in a transaction since {since or 'an unknown time'}: {query or '(no query)'}"
    )
