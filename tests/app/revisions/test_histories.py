"""Histories that aren't one line, and the way back."""

from pathlib import Path

import pytest

from generated_app.migrations.history import History, MigrationError
from tests.generating import execute
from tests.revising import REVISION, App, sql

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
