"""The chain of migrations: whatever breaks it is found before anything is written."""

import subprocess
from pathlib import Path

import pytest

from generator import cli

SPEC = """\
spec: 1
api: {title: Notes, version: 1.0.0}
resources:
  Note:
    owner: user_id
    fields:
      id: {type: uuid, key: true}
      title: {type: string, max: 100}
"""
BODY = "      body: {type: text}\n"
TAG = "      tag: {type: string}\n"
VERSIONS = "app/migrations/versions"


class Project:
    """A folder with an application that has been through one evolution."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def run(self, command: str, *arguments: str, fields: str = BODY) -> tuple[int, str]:
        """The exit code of a command, and all that it prints."""
        (self.folder / "resources.yaml").write_text(SPEC + fields, encoding="utf-8")
        self._capsys.readouterr()
        code = cli.main([command, "--out", "app", *arguments])
        return code, "".join(self._capsys.readouterr())

    def file(self, number: int) -> Path:
        (found,) = (self.folder / VERSIONS).glob(f"{number:04}_*.py")
        return found

    def git(self, *arguments: str) -> str:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        return done.stdout


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Project:
    monkeypatch.chdir(tmp_path)
    project = Project(tmp_path, capsys)
    assert project.run("generate", fields="")[0] == 0
    assert project.run("generate")[0] == 0
    return project


def revision(name: str, parent: str) -> str:
    return f'revision = "{name}"\ndown_revision = "{parent}"\n\n\ndef upgrade() -> None:\n    ...\n'


def name_of(file: Path) -> str:
    (line,) = [line for line in file.read_text().splitlines() if line.startswith("revision =")]
    return line.split('"')[1]


@pytest.mark.parametrize("number", [1, 2])
def test_an_edited_migration_is_found(project: Project, number: int) -> None:
    file = project.file(number)
    file.write_text(file.read_text() + "# mine\n", encoding="utf-8")
    for command in ("check", "generate"):
        code, shown = project.run(command, fields=BODY + TAG)
        assert code == 1
        assert f"{VERSIONS}/{file.name}: E701 a migration that databases may have been" in shown
        assert "restore it from git" in shown


@pytest.mark.parametrize("number", [1, 2])
def test_a_missing_migration_is_found(project: Project, number: int) -> None:
    file = project.file(number)
    file.unlink()
    code, shown = project.run("check")
    assert code == 1
    assert f"{VERSIONS}/{file.name}: E701" in shown
    assert "is gone" in shown


def test_an_edited_record_is_a_hand_edit(project: Project) -> None:
    record = project.folder / "app/migrations/model.json"
    text = record.read_text()
    assert '"name": "title"' in text
    record.write_text(text.replace('"name": "title"', '"name": "titel"'), encoding="utf-8")
    code, shown = project.run("check")
    assert code == 1
    assert "Note.titel" in shown


def test_a_migration_of_ones_own_joins_the_chain(project: Project) -> None:
    own = project.folder / VERSIONS / "0004_own.py"
    own.write_text(revision("own", name_of(project.file(3))), encoding="utf-8")
    assert project.run("check")[0] == 1
    assert project.run("generate")[0] == 0
    assert project.run("check")[0] == 0
    assert '"0004_own.py"' in (project.folder / "app/migrations/model.json").read_text()
    assert project.run("generate", fields=BODY + TAG)[0] == 0
    assert 'down_revision: str | None = "own"' in project.file(5).read_text()
    own.write_text(own.read_text() + "# edited\n", encoding="utf-8")
    assert "E701 a migration" in project.run("check", fields=BODY + TAG)[1]


def test_two_heads_name_both_and_the_repair(project: Project) -> None:
    other = project.folder / VERSIONS / "0003_other.py"
    other.write_text(revision("other", name_of(project.file(2))), encoding="utf-8")
    code, shown = project.run("check")
    assert code == 1
    assert "0003_other.py: E701 two heads: it follows 0002_alter_notes.py" in shown
    assert "and so does 0003_validate_notes.py" in shown
    assert "git restore --source BRANCH --staged --worktree -- app" in shown


def test_a_stray_revision_is_found(project: Project) -> None:
    other = project.folder / VERSIONS / "0009_other.py"
    other.write_text(revision("other", "nowhere"), encoding="utf-8")
    assert "it follows a revision that isn't here: nowhere" in project.run("check")[1]
    other.write_text("import os\n", encoding="utf-8")
    assert "this is no revision of Alembic" in project.run("check")[1]


def test_two_branches_are_repaired_as_the_hint_says(project: Project) -> None:
    project.git("init", "-q", "-b", "main")
    project.git("add", ".")
    project.git("commit", "-qm", "start")
    project.git("checkout", "-qb", "mine")
    assert project.run("generate", fields=BODY + TAG)[0] == 0
    project.git("add", ".")
    project.git("commit", "-qm", "mine")
    project.git("checkout", "-q", "main")
    theirs = BODY + "      done: {type: bool, default: false}\n"
    assert project.run("generate", fields=theirs)[0] == 0
    project.git("add", ".")
    project.git("commit", "-qm", "theirs")
    project.git("merge", "-q", "mine")
    both = theirs + TAG
    code, shown = project.run("generate", fields=both)
    assert code == 1
    assert "git restore --source BRANCH --staged --worktree -- app" in shown
    assert "<<<<<<<" in (project.folder / "app/migrations/model.json").read_text()
    repair = "restore --source main --staged --worktree -- app :!app/custom"
    project.git(*repair.split())
    code, shown = project.run("generate", fields=both)
    assert code == 0, shown
    assert project.run("check", fields=both)[0] == 0
    names = sorted(path.name for path in (project.folder / VERSIONS).glob("0*.py"))
    assert len(names) == len({name[:4] for name in names})


def test_a_plan_against_a_revision_of_git(project: Project) -> None:
    assert (
        "E706 'main' is not a revision of git here" in project.run("plan", "--against", "main")[1]
    )
    project.git("init", "-q", "-b", "main")
    project.git("add", ".")
    project.git("commit", "-qm", "start")
    assert project.run("generate", fields=BODY + TAG)[0] == 0
    assert "Note.tag: added" not in project.run("plan", fields=BODY + TAG)[1]
    code, shown = project.run("plan", "--against", "main", fields=BODY + TAG)
    assert code == 0
    assert "safe      Note.tag: added" in shown
    assert "add column tag" in shown
    code, shown = project.run("check", "--against", "main", fields="")
    assert code == 1
    assert "E702 Note.body: removed" in shown
    assert "E706" in project.run("plan", "--against=--output=x")[1]


def test_a_rename_happens_once_though_the_spec_still_says_it(project: Project) -> None:
    swapped = (
        "      title: {type: text, was: body, consent: [rename_field body]}\n"
        "      body: {type: string, max: 100, was: title, consent: [rename_field title]}\n"
    )
    (project.folder / "resources.yaml").write_text(SPEC + BODY, encoding="utf-8")
    spec = SPEC.replace("      title: {type: string, max: 100}\n", "")

    def generate(text: str) -> str:
        (project.folder / "swapped.yaml").write_text(text, encoding="utf-8")
        code, shown = project.run("generate", "--spec", "swapped.yaml")
        assert code == 0, shown
        return shown

    assert "rename column" in generate(spec + swapped)
    again = generate(spec + swapped + TAG)
    assert "add column tag" in again
    assert "rename" not in again.replace("rename_field", "").split("Notes")[0]
    assert "`was: body` has been done" in again
