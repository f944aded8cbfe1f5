"""Revisions written by hand, applied to real databases: locks, rows in the way, kills, merges."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from textwrap import indent

import psycopg2
import pytest

from generated_app.migrations.history import History, MigrationError
from tests.generating import TEST_DATA, database, environment, execute, generate, rows
from tests.starting import Done, starter

SPEC = """\
spec: 1
api: {title: Notes, version: "1", prefix: ""}
resources:
  Note:
    owner: user_id
    fields:
      id: {type: int, key: true}
      text: {type: string, min: 1, max: 50}
"""
REVISION = '''\
"""{purpose}"""
import sqlalchemy as sa
from alembic import op

revision = "{id}"
down_revision: str | None = "{parent}"
{more}

def upgrade() -> None:
{up}


def downgrade() -> None:
{down}
'''
AUTOCOMMIT = """\
with op.get_context().autocommit_block():
    op.execute("SET lock_timeout = '20s'")
"""
INDEX = (
    AUTOCOMMIT
    + """\
    op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_text")
    op.execute("CREATE UNIQUE INDEX CONCURRENTLY ix_text ON notes (text)")
"""
)
NO_INDEX = (
    AUTOCOMMIT
    + """\
    op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_text")
"""
)
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_text'::regclass"
BACKFILL = (
    AUTOCOMMIT
    + """\
    while op.get_bind().execute(sa.text(
        "UPDATE notes SET size = length(text) WHERE id IN"
        " (SELECT id FROM notes WHERE size IS NULL LIMIT 2)"
    )).rowcount:
        pass
"""
)


def sql(*statements: str) -> str:
    """The body of a revision that runs these."""
    return "\n".join(f"op.execute({statement!r})" for statement in statements)


def said(process: subprocess.Popen[str], what: str) -> str:
    """The first line in which a running command says this."""
    assert process.stdout
    for line in process.stdout:
        if what in line:
            return line
    raise AssertionError(f"it never said {what!r}")


class App:
    """An application of its own, with revisions that are added, and a database."""

    def __init__(self, package: Path, url: str) -> None:
        self.package = package
        self.url = url
        self.versions = package / "migrations" / "versions"
        ((self.last,),) = [re.findall(r'^revision = "(.*)"', self.start(), re.MULTILINE)]

    def start(self) -> str:
        return (self.versions / "0001_start.py").read_text()

    def add(
        self, id: str, up: str, down: str = "pass", more: str = "", *, parent: str | None = None
    ) -> str:
        """Add a revision after the last one."""
        text = REVISION.format(
            purpose=f"What {id} does.",
            id=id,
            parent=parent or self.last,
            more=more,
            up=indent(up, "    "),
            down=indent(down, "    "),
        )
        (self.versions / f"{id}.py").write_text(text)
        self.last = id
        return id

    def change(self, name: str, old: str, new: str) -> None:
        """Change a constant of the code that migrates."""
        path = self.package / "migrations" / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    def popen(self, *arguments: str, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", *arguments],
            cwd=self.package.parent,
            env=environment(self.package, self.url) | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def migrating(self) -> subprocess.Popen[str]:
        """`migrate`, while it runs."""
        return self.popen("-m", self.package.name, "migrate")

    def run(self, *arguments: str, **env: str) -> Done:
        """Run a command."""
        env = environment(self.package, self.url) | env
        done = starter().run(
            "-m", self.package.name, *arguments, folder=self.package.parent, env=env
        )
        assert "Traceback" not in done.err, done.err
        return done

    def migrate(self, *arguments: str) -> str:
        """What `migrate` prints when it succeeds."""
        done = self.run("migrate", *arguments)
        assert done.code == 0, done.out + done.err
        return done.out

    def upgrade(self, **options: float) -> str:
        """What the function says, or the error that it raises."""
        script = f"""
from {self.package.name}.migrations import runner
try:
    runner.upgrade({self.url!r}, say=print, **{options!r})
except runner.MigrationError as error:
    print("error:", error)
"""
        out, err = self.popen("-c", script).communicate(timeout=60)
        assert not err
        return out

    def recorded(self) -> list[str]:
        if rows(self.url, "SELECT to_regclass('noted_app_version')") == [(None,)]:
            return []
        return [str(row[0]) for row in rows(self.url, "SELECT * FROM noted_app_version")]

    def exists(self, name: str) -> bool:
        return rows(self.url, f"SELECT to_regclass('{name}')") != [(None,)]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(SPEC, tmp_path_factory.mktemp("generated") / "noted_app")


@pytest.fixture
def app(generated: Path, tmp_path: Path) -> Iterator[App]:
    with database() as url:
        yield App(shutil.copytree(generated, tmp_path / generated.name), url)


def insert(url: str, *texts: str | None) -> None:
    values = ", ".join(f"('u', {'NULL' if text is None else repr(text)})" for text in texts)
    execute(url, f"INSERT INTO notes (user_id, text) VALUES {values}")


def set_for_all(url: str, name: str, value: str) -> None:
    """Set something for all sessions of this database that begin from now on."""
    ((name_of_database,),) = rows(url, "SELECT current_database()")
    execute(url, f"ALTER DATABASE {name_of_database} SET {name} = '{value}'")


@contextmanager
def session(url: str, *statements: str) -> Iterator[psycopg2.extensions.connection]:
    """Another session, in a transaction in which it did this."""
    with closing(psycopg2.connect(url)) as connection:
        for statement in statements:
            connection.cursor().execute(statement)
        yield connection


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


# Killed.

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


# Histories that aren't one line.


def test_database_of_another_version(app: App) -> None:
    app.migrate()
    execute(app.url, "UPDATE noted_app_version SET version_num = '0009_newer'")
    for command in (["migrate"], ["migrate", "--expand"], ["revisions"], ["downgrade", "0001"]):
        done = app.run(*command)
        assert done.code == 1
        assert "is at revision 0009_newer, which isn't in noted_app/migrations/versions" in done.err
        for way_out in ("deploy that version", "from git", "`make reset`"):
            assert way_out in done.err
    execute(app.url, "INSERT INTO noted_app_version VALUES ('0010_newer')")
    assert "0009_newer" in app.run("migrate").err
    execute(app.url, f"UPDATE noted_app_version SET version_num = '{app.last}'"
        " WHERE version_num = '0009_newer'")  # fmt: skip
    (app.versions / "0010.py").write_text(
        REVISION.format(
            purpose="", id="0010_newer", parent=app.last, more="", up="    pass", down="    pass"
        )
    )
    assert "at 2 revisions at once" in app.run("migrate").err


def test_two_heads(app: App) -> None:
    start = app.last
    app.add("0002_b", "pass")
    app.add("0002_c", "pass", parent=start)
    for command in ("migrate", "revisions"):
        done = app.run(command)
        assert done.code == 1
        for name in ("0002_b", "0002_c"):
            assert f"\n  noted_app/migrations/versions/{name}.py\n" in done.err
        assert "git restore --source=<branch> --staged --worktree -- noted_app" in done.err
        assert "make generate" in done.err
    assert app.recorded() == []


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"a": "revision = 'a'\ndown_revision = 'z'"}, r"a\.py comes after revision z, which"),
        ({"a": "revision = 'b'\ndown_revision = None", "b": "revision = 'b'\ndown_revision = None"},
         r"a\.py and \S+b\.py are both revision b"),
        ({"a": "revision = 'a'\ndown_revision = 'b'", "b": "revision = 'b'\ndown_revision = 'a'"},
         "in a ring"),
        ({"a": "revision = name()\ndown_revision = None"}, r"a\.py can't be read as a revision"),
        ({"a": "revision = 'a'"}, r"a\.py can't be read .*down_revision"),
        ({"a": "revision = 'a'\ndown_revision = ('b', 'c')"}, "comes after one other"),
        ({"a": "revision = 'a'\ndown_revision = None\npart = 'x'"}, "no part 'x'"),
        ({"a": "revision ="}, r"a\.py can't be read .*SyntaxError"),
    ],
)  # fmt: skip
def test_broken_history(tmp_path: Path, files: dict[str, str], says: str) -> None:
    for name, text in files.items():
        (tmp_path / f"{name}.py").write_text(text)
    with pytest.raises(MigrationError, match=f"(?s){says}"):
        History.read(tmp_path)


def test_no_revision_at_all(tmp_path: Path) -> None:
    assert History.read(tmp_path).revisions == ()
    assert History.read(tmp_path).outdated() == frozenset()


# Back.


def test_downgrade(app: App) -> None:
    start = app.last
    app.add("0002_b", sql("CREATE TABLE b ()"), sql("DROP TABLE b"))
    app.add("0003_c", sql("CREATE TABLE c ()"), sql("DROP TABLE c"))
    app.add("0003_d", sql("CREATE TABLE d ()"), sql("DROP TABLE d"))
    app.migrate()
    assert "'0003' may be 0003_c or 0003_d" in app.run("downgrade", "0003").err
    assert "'0005' is no revision" in app.run("downgrade", "0005").err
    assert app.recorded() == ["0003_d"]
    said = app.run("downgrade", "0002").out.splitlines()
    assert said[:2] == ["to undo: 0003_d: What 0003_d does.", "to undo: 0003_c: What 0003_c does."]
    assert [line.split("(")[0] for line in said[2:]] == [
        "undone: 0003_d: What 0003_d does. ",
        "undone: 0003_c: What 0003_c does. ",
    ]
    assert app.recorded() == ["0002_b"]
    assert (app.exists("b"), app.exists("c")) == (True, False)
    assert app.run("downgrade", "0003_c").out == "nothing to undo\n"
    done = app.run("downgrade", "base")
    assert done.code == 1
    assert "--force" in done.err
    assert app.recorded() == ["0002_b"]
    assert app.run("downgrade", start).code == 0
    assert app.run("downgrade", "base", APP_ENV="development").code == 0
    assert (app.recorded(), app.exists("notes")) == ([], False)
    app.migrate()
    assert app.run("downgrade", "base", "--force").code == 0
    assert not app.exists("notes")


# Whether the database is ready.


def test_ready_when_the_database_has_what_this_version_needs(app: App) -> None:
    app.add("0002_b", sql("CREATE TABLE b ()"), sql("DROP TABLE b"))
    app.add("0003_c", "pass", more='part = "contract"')
    script = f"""
import asyncio, os, httpx, psycopg2
from {app.package.name}.main import around, create_app
from {app.package.name}.settings import get_settings
import sys
assert not any(name.startswith("alembic") for name in sys.modules)

async def main():
    app = create_app(get_settings())
    async with app.router.lifespan_context(app), httpx.AsyncClient(
        transport=httpx.ASGITransport(around(app)), base_url="http://test"
    ) as client:
        while (line := await asyncio.to_thread(sys.stdin.readline)):
            response = await client.get("/health/ready")
            print(response.status_code, response.text, flush=True)

asyncio.run(main())
"""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script],
        cwd=app.package.parent,
        env=environment(app.package, app.url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout

    def answer() -> str:
        assert process.stdin
        assert process.stdout
        print(file=process.stdin, flush=True)
        return process.stdout.readline().strip()

    problem = (
        '503 {"type":"urn:problem:unavailable","title":"Service unavailable","status":503,'
        '"detail":"The database isn\'t migrated.","errors":[]}'
    )
    ready = '200 {"status":"healthy"}'
    with process:
        assert answer() == problem
        app.migrate("--expand")
        assert answer() == ready
        app.run("downgrade", "0001")
        assert answer() == problem
        app.run("downgrade", "base", "--force")
        assert answer() == problem
        app.migrate()
        assert answer() == ready
        execute(app.url, "UPDATE noted_app_version SET version_num = '0009_newer'")
        assert answer() == ready
        process.stdin.close()


# What the revisions lead to.


def verify(app: App) -> Done:
    # Nobody answers at this address, and nobody has to.
    app.url = "postgresql://nobody@127.0.0.1:1/none"
    return app.run("verify", EMBEDDED_DATA=str(TEST_DATA.parent))


def test_verify_tells_every_difference(app: App) -> None:
    app.add(
        "0002_b",
        sql(
            "ALTER TABLE notes DROP CONSTRAINT ck_notes_text_min",
            'ALTER TABLE notes ALTER text TYPE varchar(60) COLLATE "C"',
            "ALTER TABLE notes ALTER text SET NOT NULL",
            "ALTER TABLE notes ALTER user_id SET DEFAULT 'x'",
            "ALTER TABLE notes ALTER id DROP IDENTITY",
            "ALTER TABLE notes ADD more int GENERATED ALWAYS AS (1) STORED",
            "ALTER TABLE notes ADD CONSTRAINT ck CHECK (id > 0) NOT VALID",
            "ALTER TABLE notes SET UNLOGGED",
            "CREATE INDEX ix_more ON notes (text)",
            "CREATE TABLE more (id int PRIMARY KEY)",
            "CREATE TYPE kind AS ENUM ('a')",
            "CREATE SCHEMA apart",
        ),
    )
    done = verify(app)
    assert done.code == 1
    assert done.err.splitlines() == [
        "error: the revisions don't lead to the models and back:",
        "  column notes.id: its identity is BY DEFAULT in the models, none in the migrations",
        "  column notes.more is in the migrations, not in the models",
        "  column notes.text: its type is text in the models, character varying(60) in the "
        "migrations",
        '  column notes.text: its collation is "default" in the models, "C" in the migrations',
        "  column notes.text: its nullability is NULL in the models, NOT NULL in the migrations",
        "  column notes.user_id: its default is none in the models, 'x'::character varying in the "
        "migrations",
        "  constraint notes.ck is in the migrations, not in the models",
        "  constraint notes.ck_notes_text_max: its definition is CHECK ((char_length(text) <= 50)) "
        "in the models, CHECK ((char_length((text)::text) <= 50)) in the migrations",
        "  constraint notes.ck_notes_text_min is in the models, not in the migrations",
        "  index ix_more is in the migrations, not in the models",
        "  table more is in the migrations, not in the models",
        "  table notes: its persistence is logged in the models, unlogged in the migrations",
        "  schema apart is left when all revisions are undone",
        "  table more is left when all revisions are undone",
        "  type kind is left when all revisions are undone",
    ]


def test_verify_tells_what_is_missing_or_unfinished(app: App) -> None:
    assert 'name="ck_notes_text_min"' in app.start()
    app.add(
        "0002_b",
        sql(
            "ALTER TABLE notes DROP CONSTRAINT ck_notes_text_min",
            "ALTER TABLE notes ADD CONSTRAINT ck_notes_text_min CHECK (text <> '') NOT VALID",
            "ALTER TABLE notes DROP CONSTRAINT notes_user_id_not_null",
            "ALTER TABLE notes ADD CONSTRAINT later NOT NULL user_id NOT VALID",
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'pk_notes'::regclass",
        ),
    )
    wrong = verify(app).err.splitlines()[1:]
    assert wrong == [
        "  column notes.user_id: its nullability is NOT NULL in the models, NULL in the migrations",
        "  constraint notes.ck_notes_text_min: its definition is "
        "CHECK ((char_length(text) >= 1)) in the models, "
        "CHECK ((text <> ''::text)) NOT VALID in the migrations",
        "  index pk_notes: its validity is valid in the models, invalid in the migrations",
    ]
    app.add("0003_c", sql("ALTER TABLE notes DROP text"))
    assert "  column notes.text is in the models, not in the migrations" in verify(app).err
    app.add("0004_d", sql("DROP TABLE notes"), sql("CREATE TABLE notes ()"))
    missing = [line for line in verify(app).err.splitlines() if "in the models" in line]
    assert missing == ["  table notes is in the models, not in the migrations"]


def test_verify_tells_of_an_index_of_ones_own(app: App) -> None:
    app.add("0002_b", sql("CREATE INDEX by_text ON notes (lower(text))"))
    done = verify(app)
    assert done.out.splitlines() == [
        "index by_text is in the migrations only: it stays your own",
        "the revisions lead to the models and back",
    ]
    assert done.code == 0, done.err
    # One that refuses rows, or stands where an index of the models did, is none of those.
    app.add("0003_c", sql("CREATE UNIQUE INDEX one_text ON notes (text)"))
    app.add("0004_d", sql("CREATE INDEX ix_notes_text ON notes (text)"))
    done = verify(app)
    assert done.code == 1
    assert done.err.splitlines()[1:] == [
        "  index ix_notes_text is in the migrations, not in the models",
        "  index one_text is in the migrations, not in the models",
    ]


def test_verify_of_an_application_as_it_was_made(app: App) -> None:
    app.add("0002_b", sql("CREATE SCHEMA s"), sql("DROP SCHEMA s"))
    done = verify(app)
    assert (done.out, done.code) == ("the revisions lead to the models and back\n", 0), done.err
