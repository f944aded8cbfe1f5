"""`migrate`, killed at any statement: the next run makes good."""

import time

from tests.generating import rows
from tests.revising import BACKFILL, INDEX, NO_INDEX, App, insert, sql

KILL = """
import os, sys
import psycopg2
from psycopg2 import extensions
from {package}.migrations import locks, runner

locks._POLL_SECONDS = 0.005  # so that many kills take little time
url, events, last = {url!r}, 0, 0

def passed():  # before a statement, which is after the one before
    global events
    events += 1
    if events == last:
        os.kill(os.getpid(), 9)

class Cursor(extensions.cursor):
    def execute(self, *given):
        passed()
        super().execute(*given)

class Killed(extensions.connection):
    def cursor(self, *given, **named):
        return super().cursor(*given, **{{"cursor_factory": Cursor, **named}})
    def commit(self):
        passed()
        super().commit()

plain = psycopg2.connect

def in_child(work):
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def killed():
    locks.Watch._look = lambda watch: None
    runner.psycopg2.connect = lambda dsn: plain(dsn, connection_factory=Killed)
    {work}

def ask(sql):
    connection = plain(url)
    cursor = connection.cursor()
    cursor.execute(sql)
    found = cursor.fetchall()
    connection.close()
    return found

def state():
    return [ask("SELECT * FROM noted_app_version"), ask("SELECT text, size FROM notes ORDER BY id"),
        ask("SELECT conname, convalidated FROM pg_constraint "
            "WHERE conrelid = 'notes'::regclass ORDER BY 1"),
        ask("SELECT indexrelid::regclass::text, indisvalid FROM pg_index "
            "WHERE indrelid = 'notes'::regclass ORDER BY 1")]

"""


def three_more(app: App) -> None:
    """A revision in one transaction, one that fills in rows, one that builds an index."""
    app.add(
        "0002_b",
        sql(
            "SET LOCAL lock_timeout = '2s'",
            "ALTER TABLE notes ADD size int",
            "ALTER TABLE notes ADD CONSTRAINT ck CHECK (size >= 0) NOT VALID",
            "INSERT INTO notes (user_id, text) SELECT 'u', 'made by ' || count(*) FROM notes",
        ),
        sql("DELETE FROM notes WHERE text LIKE 'made by%'", "ALTER TABLE notes DROP size"),
    )
    app.add("0003_c", BACKFILL)
    app.add("0004_d", INDEX, NO_INDEX)


def test_killed_at_any_statement(app: App) -> None:
    app.migrate()
    insert(app.url, *"abcdefg")
    three_more(app)
    script = (
        KILL.format(package=app.package.name, url=app.url, work="runner.upgrade(url)")
        + """
runner.upgrade(url)
wanted = state()
kills, places = 0, set()
while True:
    runner.downgrade(url, "0001")
    last += 1
    code = in_child(killed)
    places.add(ask("SELECT * FROM noted_app_version")[0])
    runner.upgrade(url)
    assert state() == wanted, (last, state(), wanted)
    if code == 0:
        break
    assert code == -9
    kills += 1
print(kills, len(places), wanted)
"""
    )
    out, err = app.popen("-c", script).communicate(timeout=120)
    assert not err
    kills, places, wanted = out.split(" ", 2)
    assert int(kills) > 40
    assert int(places) == 4
    assert "('made by 7', 9)" in wanted
    assert "('ix_text', True)" in wanted


def test_killed_while_a_database_is_new_or_goes_back(app: App) -> None:
    script = (
        KILL.format(
            package=app.package.name,
            url=app.url,
            work='runner.upgrade(url); runner.downgrade(url, "base")',
        )
        + """
last = 1
while code := in_child(killed):
    assert code == -9
    last += 1
    runner.upgrade(url)
    assert ask("SELECT count(*) FROM notes") == [(0,)]
    runner.downgrade(url, "base")
    connection = plain(url); connection.autocommit = True
    if last % 2:
        connection.cursor().execute("DROP TABLE noted_app_version")
    connection.close()
print(last)
"""
    )
    out, err = app.popen("-c", script).communicate(timeout=120)
    assert not err
    assert int(out) > 20


def test_killed_process_gives_its_lock_back(app: App) -> None:
    app.migrate()
    app.add("0002_b", sql("SELECT pg_sleep(60)"))
    process = app.migrating()
    while not rows(app.url, "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%sleep(60)'"):
        time.sleep(0.05)
    process.kill()
    process.communicate()
    (app.versions / "0002_b.py").unlink()
    start = time.monotonic()
    assert app.migrate().endswith("the database is up to date\n")
    assert time.monotonic() - start < 20
