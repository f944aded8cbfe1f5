"""Revisions written by hand, applied to real databases: locks, sessions, rows in the way."""

import re
import time

import pytest

from tests.generating import execute, rows
from tests.revising import (
    AUTOCOMMIT,
    INDEX,
    NO_INDEX,
    VALID,
    App,
    insert,
    said,
    session,
    set_for_all,
    sql,
)

# What is said.


def test_each_revision_is_said(app: App) -> None:
    first = app.last
    second = app.add("0002_b", sql("CREATE TABLE more ()"), more='part = "expand"')
    third = app.add("0003_c", sql("DROP TABLE more"), more='part = "contract"')
    before = app.run("revisions").out
    assert re.findall(r"^(\w+)  (\w+) +(\w+)  (.*)$", before, re.MULTILINE) == [
        ("pending", "expand", first, "The tables as they were at the start."),
        ("pending", "expand", second, "What 0002_b does."),
        ("pending", "contract", third, "What 0003_c does."),
    ]
    said = app.migrate().splitlines()
    assert re.fullmatch(r"0002_b: What 0002_b does\. \(0\.\d\d s\)", said[1])
    assert said[3:] == ["the database is up to date"]
    assert app.run("revisions").out == before.replace("pending", "applied")
    assert app.migrate() == "the database is up to date\n"


def test_expand_stops_before_a_contract_revision(app: App) -> None:
    app.add("0002_b", sql("CREATE TABLE more ()"))
    app.add("0003_c", sql("DROP TABLE more"), more='part = "contract"')
    said = app.migrate("--expand")
    assert "0002_b: What" in said
    assert "0003_c:" not in said
    assert "  contract  0003_c  What 0003_c does.\n" in said
    assert "no process of that version runs any more: python -m noted_app migrate" in said
    assert app.recorded() == ["0002_b"]
    assert app.exists("more")
    app.migrate()
    assert app.recorded() == ["0003_c"]
    assert app.migrate("--expand") == "the database is up to date\n"


def test_expand_that_is_not_enough_for_this_version(app: App) -> None:
    app.migrate()
    app.add("0002_b", sql("CREATE TABLE more ()"), more='part = "contract"')
    app.add("0003_c", sql("DROP TABLE more"))
    done = app.run("migrate", "--expand")
    assert done.code == 1
    assert "can't serve without 0003_c" in done.err
    assert not app.exists("more")


# Locks.


def test_lock_that_is_given_back_in_time(app: App) -> None:
    app.migrate()
    app.add("0002_b", sql("SET LOCAL lock_timeout = '1s'", "ALTER TABLE notes ADD more int"))
    with session(app.url, "LOCK TABLE notes") as other:
        start = time.monotonic()
        process = app.migrating()
        line = said(process, "0002_b: it didn't get a lock in time")
        assert re.fullmatch(
            rf".*; in the way: pid {other.info.backend_pid}, "
            r"in a transaction since 20\S+ \S+ UTC: LOCK TABLE notes; again in 0.5 s\n",
            line,
        ), line
        time.sleep(max(0, start + 3 - time.monotonic()))
        other.rollback()
        _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert app.recorded() == ["0002_b"]


def test_lock_that_is_held_for_good(app: App) -> None:
    app.migrate()
    first = app.last
    app.add("0002_b", sql("CREATE TABLE more ()", "ALTER TABLE notes ADD more int"))
    # The lock isn't waited for any longer than two seconds, though the revision says nothing.
    with session(app.url, "SELECT  1,\n 2", "SELECT * FROM notes") as other:
        pid = other.info.backend_pid
        said = app.upgrade(patience=1)
    assert (
        "0002_b (noted_app/migrations/versions/0002_b.py) didn't go through: it didn't get" in said
    )
    assert re.search(rf"^In the way: pid {pid}, in .*: SELECT \* FROM notes$", said, re.MULTILINE)
    assert "SELECT pg_terminate_backend(pid), then try again." in said
    assert app.recorded() == [first]
    assert not app.exists("more")
    app.migrate()
    assert app.recorded() == ["0002_b"]


def test_checks_wait_for_locks_too(app: App) -> None:
    app.migrate()
    app.add("0002_b", "pass", more='checks = {"any": "SELECT 1 FROM notes"}')
    with session(app.url, "LOCK TABLE notes") as other:
        process = app.migrating()
        said(process, "0002_b: it didn't get a lock in time; in the way: pid")
        other.rollback()
        _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert app.recorded() == ["0002_b"]


def test_deadlock(app: App) -> None:
    app.migrate()
    app.add(
        "0002_b",
        sql(
            "SET LOCAL deadlock_timeout = '100ms'",
            "SET LOCAL lock_timeout = '20s'",
            "CREATE TABLE more ()",
            "LOCK TABLE notes",
            "SELECT pg_sleep(3)",
            "LOCK TABLE other",
        ),
    )
    execute(app.url, "CREATE TABLE other ()")
    with session(app.url, "SET deadlock_timeout = '20s'", "LOCK TABLE other") as other:
        process = app.migrating()
        while not rows(app.url, "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%sleep(3)'"):
            time.sleep(0.05)
        other.cursor().execute("LOCK TABLE notes")
        other.rollback()
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert "0002_b: it ran into a deadlock; in the way: " in out
    assert app.recorded() == ["0002_b"]


def test_who_is_waited_for_is_said_during_a_long_wait(app: App) -> None:
    app.migrate()
    app.change("locks.py", "_QUIET_SECONDS = 5.0", "_QUIET_SECONDS = 0.5")
    app.add("0002_b", INDEX)
    # An index is built when all who might not know of it are gone.
    with session(app.url, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "SELECT 1") as other:
        process = app.migrating()
        said(process, f"waiting; in the way: pid {other.info.backend_pid}, in a transaction since")
        other.rollback()
        _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err


def test_lock_that_is_given_back_in_time_to_an_index(app: App) -> None:
    app.migrate()
    app.add("0002_b", INDEX.replace("20s", "500ms"))
    app.add("0003_c", sql("CREATE TABLE more ()", "SELECT 1 / 0"))
    with session(app.url, "LOCK TABLE notes IN ROW EXCLUSIVE MODE") as other:
        process = app.migrating()
        said(process, "0002_b: it didn't get a lock in time; in the way: pid")
        other.rollback()
        _, err = process.communicate(timeout=30)
    assert app.recorded() == ["0002_b"]
    assert rows(app.url, VALID) == [(True,)]
    # Back in transactions.
    assert "0003_c.py) didn't go through: division by zero" in err
    assert not app.exists("more")


def test_three_at_once_with_an_index_that_is_built_concurrently(app: App) -> None:
    # In which a transaction keeps seeing what it saw, so that an index would wait for it.
    set_for_all(app.url, "default_transaction_isolation", "repeatable read")
    app.add("0002_b", sql("SELECT pg_sleep(1)"))
    app.add("0003_c", INDEX)
    processes = [app.migrating() for _ in range(3)]
    done = [(process.communicate(timeout=30), process.returncode) for process in processes]
    assert [code for _, code in done] == [0, 0, 0], done
    assert sum("0003_c: What" in out for (out, _), _ in done) == 1
    assert any("another process is migrating this database (pid" in out for (out, _), _ in done)


# The session.


def test_nothing_that_was_set_outlives_its_revision(app: App) -> None:
    set_for_all(app.url, "statement_timeout", "300ms")
    app.add("0002_b", sql("SELECT pg_sleep(0.5)", "SET work_mem = '7MB'"))
    app.add("0003_c", AUTOCOMMIT + "    op.execute(\"SET statement_timeout = '1ms'\")")
    app.add("0004_d", sql("CREATE TABLE made AS SELECT name, setting, unit FROM pg_settings"))
    app.migrate()
    found = rows(
        app.url,
        "SELECT name, setting FROM made WHERE name ~ '_timeout$|^work_mem$|^client_connection'",
    )
    settings = dict(found)
    assert settings["work_mem"] == "4096"
    assert settings["lock_timeout"] == "2000"
    assert settings["client_connection_check_interval"] == "2000"
    for name in ("statement", "transaction", "idle_session", "idle_in_transaction_session"):
        assert settings.get(f"{name}_timeout", "0") == "0"  # PostgreSQL 17 has the newest


def test_older_postgresql_is_refused(app: App) -> None:
    app.change("runner.py", "OLDEST_POSTGRESQL = 14", "OLDEST_POSTGRESQL = 99")
    done = app.run("migrate")
    assert re.fullmatch(r"error: the database is a PostgreSQL \d+: 99 or later .*\n", done.err)
    assert done.code == 1


@pytest.mark.parametrize("command", [["migrate"], ["downgrade", "0001"]])
def test_pooler_is_refused(app: App, command: list[str]) -> None:
    done = app.run(*command, DATABASE_POOLED="true")
    assert "Migrations need a session of their own" in done.err
    assert (done.code, app.recorded()) == (1, [])
    app.url = "postgresql://u:secret@ep-x-pooler.example/db"
    done = app.run(*command)
    assert "DATABASE_POOLED=false" in done.err
    assert "secret" not in done.err


# Rows in the way.


def test_rows_in_the_way(app: App) -> None:
    query = "SELECT id FROM notes WHERE text IS NULL OR text LIKE '%:x' -- both"
    checks = f"checks = {{'notes without `text`': {query!r}, 'none': 'SELECT 1 LIMIT 0'}}"
    app.add("0002_b", sql("CREATE TABLE more ()"))
    app.migrate()
    insert(app.url, None, "a", "b:x", None)
    app.add("0003_c", sql("ALTER TABLE notes ALTER text SET NOT NULL"), more=checks)
    done = app.run("migrate")
    assert done.code == 1
    assert done.err == (
        "error: rows are in the way of 0003_c (noted_app/migrations/versions/0003_c.py), and "
        f"nothing of it was applied:\n  notes without `text`: 3\n    {query}\n"
        "Change or delete them, then run migrate again.\n"
    )
    assert app.recorded() == ["0002_b"]
    execute(app.url, "DELETE FROM notes WHERE text IS NULL OR text = 'b:x'")
    app.migrate()
    assert app.recorded() == ["0003_c"]


def test_failing_revision_is_rolled_back(app: App) -> None:
    app.migrate()
    first = app.last
    insert(app.url, None)
    app.add("0002_b", sql("CREATE TABLE more ()", "ALTER TABLE notes ALTER text SET NOT NULL"))
    done = app.run("migrate")
    assert done.code == 1
    assert (
        '0002_b.py) didn\'t go through: column "text" of relation "notes" contains null' in done.err
    )
    assert app.recorded() == [first]
    assert not app.exists("more")


def test_lost_connection(app: App) -> None:
    app.migrate()
    first = app.last
    app.add("0002_b", sql("CREATE TABLE more ()", "SELECT pg_terminate_backend(pg_backend_pid())"))
    done = app.run("migrate")
    assert done.code == 1
    assert "0002_b.py) didn't go through: server closed the connection" in done.err
    assert "try again" in done.err
    assert (app.recorded(), app.exists("more")) == ([first], False)


def test_invalid_index_is_built_again(app: App) -> None:
    app.migrate()
    first = app.last
    insert(app.url, "same", "same")
    app.add("0002_b", INDEX, NO_INDEX)
    for _ in range(2):
        assert app.run("migrate").code == 1
        assert rows(app.url, VALID) == [(False,)]
        assert app.recorded() == [first]
    execute(app.url, "DELETE FROM notes WHERE id = 2")
    app.migrate()
    assert rows(app.url, VALID) == [(True,)]
    assert app.run("downgrade", "0001").code == 0
    assert not app.exists("ix_text")
