"""The command line, as its user meets it."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from generator import cli, commands, settled
from generator.emit.output import Emitted
from generator.model import App

ROOT = Path(__file__).parents[2]
SPEC = (ROOT / "tests/specs/task.yaml").read_text(encoding="utf-8")
TASKS = "generated_app/resources/tasks/models.py"


def render(app: App, package: str) -> dict[str, Emitted]:
    """A small application, so that these tests are about the commands."""
    files = {
        "main.py": Emitted(f"title   = {app.title!r}\npackage = {package!r}\n", "generated"),
        "custom/__init__.py": Emitted('"""Yours."""\n', "yours"),
    }
    for resource in app.resources:
        lines = [f"{field.name} = {field.type!r}" for field in resource.fields]
        folder = f"resources/{resource.folder}"
        files[f"{folder}/models.py"] = Emitted("\n".join(lines) + "\n", "generated")
    return files


Run = tuple[int, str, str]


class Project:
    """A folder with a spec, and the commands."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def run(self, *arguments: str) -> Run:
        self._capsys.readouterr()
        code = cli.main(arguments)
        return code, *self._capsys.readouterr()

    def spec(self, old: str = "", new: str = "") -> None:
        assert old in SPEC
        (self.folder / "resources.yaml").write_text(SPEC.replace(old, new), encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text, encoding="utf-8")

    def tree(self) -> dict[str, bytes]:
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in files}


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Project:
    monkeypatch.setattr(commands, "render", render)
    # Other functions that render don't make it another generator.
    monkeypatch.setattr(settled, "seen", lambda *given: None)
    monkeypatch.chdir(tmp_path)
    project = Project(tmp_path, capsys)
    project.spec()
    return project


def test_generate_says_what_it_wrote(project: Project) -> None:
    code, shown, errors = project.run("generate")
    assert (code, errors) == (0, "")
    assert shown.splitlines() == [
        "generated_app: created 6, replaced 0, deleted 0, kept 0",
        "  + generated_app/CHANGELOG.md",
        "  + generated_app/custom/__init__.py",
        "  + generated_app/main.py",
        "  + generated_app/migrations/model.json",
        "  + generated_app/migrations/versions/0001_start.py",
        "  + generated_app/resources/tasks/models.py",
    ]
    formatted = 'title = "Task API"\npackage = "generated_app"\n'
    assert (project.folder / "generated_app/main.py").read_text() == formatted


def test_generating_again_does_nothing(project: Project) -> None:
    project.run("generate")
    before = project.tree()
    assert project.run("generate") == (0, "generated_app: nothing to do\n", "")
    assert project.tree() == before


def test_plan_writes_nothing(project: Project) -> None:
    before = project.tree()
    code, shown, errors = project.run("plan")
    assert (code, errors) == (0, "")
    assert "create 6, replace 0, delete 0, keep 0" in shown
    assert "+ generated_app/main.py (+2 -0)" in shown
    assert project.tree() == before
    project.run("generate")
    assert project.run("plan") == (0, "generated_app: nothing to do\n", "")


def test_check_passes_only_on_what_generate_wrote(project: Project) -> None:
    code, shown, _ = project.run("check")
    assert code == 1
    assert "run make generate" in shown
    project.run("generate")
    assert project.run("check") == (0, "generated_app is what resources.yaml makes\n", "")


def test_check_shows_what_differs_and_writes_nothing(project: Project) -> None:
    project.run("generate")
    project.spec("Task API", "Other API")
    before = project.tree()
    code, shown, _ = project.run("check")
    assert code == 1
    assert '-title = "Task API"\n+title = "Other API"\n' in shown
    assert project.tree() == before
    assert project.run("generate")[0] == 0
    assert project.run("check")[0] == 0


@pytest.mark.parametrize("missing", ["main.py", ".generated.json", "resources/tasks/models.py"])
def test_check_fails_when_a_file_is_missing(project: Project, missing: str) -> None:
    project.run("generate")
    (project.folder / "generated_app" / missing).unlink()
    code, shown, _ = project.run("check")
    assert code == 1
    assert f"generated_app/{missing}" in shown


def test_check_fails_when_the_manifest_differs(project: Project) -> None:
    project.run("generate")
    manifest = project.folder / "generated_app/.generated.json"
    manifest.write_text(manifest.read_text().replace("Task API", "Other"))
    assert project.run("check")[0] == 1


def test_check_fails_on_a_stale_file_and_generate_removes_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = {"old.py": Emitted("x = 1\n", "generated")}
    monkeypatch.setattr(commands, "render", lambda *given: render(*given) | more)
    project.run("generate")
    monkeypatch.setattr(commands, "render", render)
    code, shown, _ = project.run("check")
    assert code == 1
    assert "-x = 1" in shown
    assert "- generated_app/old.py" in project.run("generate")[1]
    assert project.run("check")[0] == 0


@pytest.mark.parametrize("command", ["generate", "plan", "check"])
def test_a_hand_edit_is_shown_and_kept(project: Project, command: str) -> None:
    project.run("generate")
    project.write(TASKS, "# mine\n")
    project.spec("Task API", "Other API")
    before = project.tree()
    code, _, errors = project.run(command)
    assert code == 1
    assert f"{TASKS}: E602 it was changed by hand\n   hint: " in errors
    assert "-# mine\n" in errors
    assert "custom/" in errors
    assert project.tree() == before


def test_a_hand_edit_is_dropped_by_deleting_the_file(project: Project) -> None:
    project.run("generate")
    before = project.tree()
    project.write(TASKS, "# mine\n")
    (project.folder / TASKS).unlink()
    assert project.run("generate")[0] == 0
    assert project.tree() == before


def test_line_ends_and_terminal_codes_of_an_edit_can_be_seen(project: Project) -> None:
    project.run("generate")
    project.write(TASKS, "\x1b[2Jmine\r\n")
    errors = project.run("generate")[2]
    assert "-␛[2Jmine␍\n" in errors
    assert "\x1b" not in errors


def test_long_differences_are_cut(project: Project) -> None:
    project.run("generate")
    project.write(TASKS, "".join(f"{number}\n" for number in range(2000)))
    errors = project.run("generate")[2]
    assert "more lines" in errors
    assert len(errors.splitlines()) < 100
    project.write(TASKS, "line\n" * 200_000)
    errors = project.run("generate")[2]
    assert "200000 removed" in errors


def test_all_mistakes_of_a_spec_are_reported(project: Project) -> None:
    project.spec("type: uuid", "type: guid")
    before = project.tree()
    code, shown, errors = project.run("generate")
    assert (code, shown) == (1, "")
    assert errors.startswith("resources.yaml:")
    assert errors.endswith("1 error\n")
    assert project.tree() == before


def test_a_change_that_needs_consent_stops(project: Project) -> None:
    project.run("generate")
    project.spec("max: 200", "max: 100")
    before = project.tree()
    for command in ("generate", "plan", "check"):
        code, _, errors = project.run(command)
        assert code == 1
        assert errors.startswith("resources.yaml:21:7: E702 Task.title: `max` 200 becomes 100")
        assert "add `consent: [tighten_max 100]` to the field title of Task" in errors
    assert project.tree() == before


def test_a_change_with_consent_makes_a_migration(project: Project) -> None:
    project.run("generate")
    project.spec("max: 200", "consent: [tighten_max 100], max: 100")
    code, shown, errors = project.run("generate")
    assert (code, errors) == (0, "")
    assert "+ generated_app/migrations/versions/0002_guard_tasks.py" in shown
    assert "+ generated_app/migrations/versions/0003_validate_tasks.py" in shown
    assert project.run("check") == (0, "generated_app is what resources.yaml makes\n", "")
    changelog = (project.folder / "generated_app/CHANGELOG.md").read_text()
    assert "- `Task.title`: `max` 200 becomes 100\n" in changelog


def test_what_is_no_business_of_the_database_goes_through(project: Project) -> None:
    project.run("generate")
    project.spec("page: {size: 100", "page: {size: 200")
    code, shown, _ = project.run("generate")
    assert code == 0
    assert "safe      Task: 200 rows unasked instead of 100" in shown
    assert "Migrations" not in shown


def test_another_version_is_no_change_by_itself(project: Project) -> None:
    project.run("generate")
    project.spec("version: 1.0.0", "version: 1.1.0")
    assert project.run("generate")[0] == 0
    changelog = (project.folder / "generated_app/CHANGELOG.md").read_text()
    assert "Nothing has changed since the first version." in changelog


def test_without_migrations_they_start_anew(project: Project) -> None:
    project.run("generate")
    project.spec("max: 200", "max: 300")
    migrations = project.folder / "generated_app/migrations"
    (migrations / "versions/0001_start.py").unlink()
    (migrations / "model.json").unlink()
    assert project.run("generate")[0] == 0
    assert "char_length(title) <= 300" in (migrations / "model.json").read_text()
    assert [path.name for path in (migrations / "versions").iterdir()] == ["0001_start.py"]
    assert project.run("check")[0] == 0


def test_a_record_that_is_none_is_refused(project: Project) -> None:
    project.run("generate")
    for text in ("", "{}", "[1]", '{"format": 2, "tables": 3}', '{"format": 1, "tables": []}'):
        project.write("generated_app/migrations/model.json", text)
        code, _, errors = project.run("generate")
        assert code == 1
        assert "E701" in errors


@pytest.mark.parametrize(
    "name", ["generator", "fastapi", "tests", "json", "class", "my-app", "1st", "é", "__main__"]
)
def test_a_name_that_cannot_be_imported_is_refused(project: Project, name: str) -> None:
    before = project.tree()
    code, _, errors = project.run("generate", "--out", f"some/{name}")
    assert code == 1
    assert errors.startswith(f"some/{name}: E601 ")
    assert project.tree() == before


def test_other_names_and_places(project: Project) -> None:
    project.write("shop.yaml", SPEC)
    code, shown, _ = project.run("generate", "--spec", "./shop.yaml", "--out", "a/../a/shop/")
    assert code == 0
    assert "a/../a/shop/main.py" in shown
    assert 'package = "shop"' in (project.folder / "a/shop/main.py").read_text()


def test_what_is_not_there_or_no_folder(project: Project) -> None:
    assert "missing.yaml:1:1: E101" in project.run("check", "--spec", "missing.yaml")[2]
    project.write("taken", "")
    assert "taken: E603 this is not a folder" in project.run("generate", "--out", "taken")[2]
    assert "E603" in project.run("generate", "--out", "taken/below")[2]
    assert "E603" in project.run("generate", "--out", "x" * 300)[2]


def test_a_failing_disk_is_reported(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied", str(target))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        code, _, errors = project.run("generate")
    assert code == 1
    assert errors == "generated_app/.generating.json: E603 permission denied\n"
    assert list(project.tree()) == ["resources.yaml"]


def test_a_broken_template_is_our_mistake(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        commands, "render", lambda *given: {"a.py": Emitted("x = (\n", "generated")}
    )
    code, _, errors = project.run("generate")
    assert code == 1
    assert errors.startswith("generated_app/a.py:")
    assert "mistake of apiwright" in errors


def test_the_schema_is_the_committed_one(project: Project) -> None:
    committed = (ROOT / "generator/spec.schema.json").read_text(encoding="utf-8")
    assert project.run("schema") == (0, committed, "")


@pytest.mark.parametrize("arguments", [[], ["make"], ["generate", "--to", "x"], ["check", "x"]])
def test_wrong_usage_is_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2


# As a process


def process(*arguments: str, folder: Path, seed: str = "0") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", "generator", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    trees = []
    for seed in ("1", "2", "77"):
        folder = tmp_path / seed
        folder.mkdir()
        (folder / "resources.yaml").write_text(SPEC, encoding="utf-8")
        done = process("generate", folder=folder, seed=seed)
        assert (done.returncode, done.stderr) == (0, "")
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        trees.append({path.relative_to(folder): path.read_bytes() for path in files})
    assert trees[0] == trees[1] == trees[2]
    assert len(trees[0]) > 10


def test_a_mistake_makes_no_traceback(tmp_path: Path) -> None:
    done = process("check", "--spec", "nowhere.yaml", folder=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "E101" in done.stderr


def test_a_reader_that_goes_away_makes_no_traceback(tmp_path: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m generator schema 2>errors | true"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, shell=True, cwd=tmp_path, env=environment, check=False)
    assert (tmp_path / "errors").read_text() == ""
