"""An application with revisions that are written by hand, and a database that goes through them."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from textwrap import indent

import psycopg2

from tests.generating import environment, execute, rows
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
