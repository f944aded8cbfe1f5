"""A run that would change nothing is known before the generator is loaded, and nothing else is."""

import os
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from generator import cli, commands, kept, settled
from generator.emit.output import Plan
from tests.generating import ROOT

SPEC = (ROOT / "tests/specs/task.yaml").read_text(encoding="utf-8")
NOTHING = "app: nothing to do\n"


class Project:
    """A folder with a spec and what was generated from it."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._patch = patch
        self.spec = folder / "resources.yaml"
        self.spec.write_text(SPEC, encoding="utf-8")

    def generate(self, out: str = "app") -> int:
        return cli.main(["generate", "--out", out])

    @property
    def looks_again(self) -> bool:
        """Whether `generate` loads the generator."""
        with self._patch.context() as patch:
            patch.setitem(sys.modules, "generator.commands", None)
            try:
                return self.generate() != 0
            except ImportError:
                return True


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    assert "generator.commands" in sys.modules, commands.__name__
    project = Project(tmp_path, monkeypatch)
    assert project.looks_again
    assert project.generate() == 0
    return project


def test_a_run_after_another_loads_nothing(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert not project.looks_again
    assert capsys.readouterr() == (NOTHING, "")
    # What other tools leave behind makes no difference, but for a name that is new.
    for folder, news in (("__pycache__", False), (".mypy_cache", True)):
        (project.folder / "app" / folder).mkdir()
        assert project.looks_again == news
        assert project.generate() == 0
        (project.folder / "app" / folder / "x").write_text("x")
        assert not project.looks_again


def comment(folder: Path) -> None:
    with (folder / "resources.yaml").open("a", encoding="utf-8") as spec:
        spec.write("# More to come.\n")


def edit(folder: Path) -> None:
    main = folder / "app/main.py"
    main.write_text(main.read_text().replace("a", "b", 1))


def add(folder: Path) -> None:
    (folder / "app/migrations/versions/0002_mine.py").write_text("revision = '0002'\n")


def interrupt(folder: Path) -> None:
    (folder / "app/.main.py.apiwright-tmp").write_text("half")


def link(folder: Path) -> None:
    """The same content, by way of a symlink."""
    main = folder / "app/main.py"
    main.rename(folder / "main.py")
    main.symlink_to(folder / "main.py")


def move(folder: Path) -> None:
    """The same content, somewhere else."""
    (folder / "app").rename(folder / "other")
    (folder / "app").symlink_to(folder / "other")


def remove(folder: Path) -> None:
    (folder / "app/custom/__init__.py").unlink()


@pytest.mark.parametrize("change", [comment, edit, add, interrupt, link, move, remove])
def test_whatever_differs_is_looked_at(project: Project, change: Callable[[Path], None]) -> None:
    change(project.folder)
    assert project.looks_again


@pytest.mark.parametrize("change", [comment, edit, add, remove])
@pytest.mark.parametrize("writes", [True, False], ids=["writes", "keeps"])
def test_what_changes_while_a_run_is_under_way_is_looked_at(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], None],
    writes: bool,
) -> None:
    apply = commands.output.apply

    def disturbed(plan: Plan) -> None:
        apply(plan)
        change(project.folder)

    if writes:
        (project.folder / "app/main.py").unlink()
    else:
        shutil.rmtree(project.folder / "cache")
    with monkeypatch.context() as patch:
        patch.setattr(commands.output, "apply", disturbed)
        assert project.generate() == 0
    assert project.looks_again


def test_a_run_that_deletes_is_known_again(project: Project) -> None:
    unique = "unique: per_owner, example: Buy milk"
    project.spec.write_text(SPEC.replace("example: Buy milk", unique, 1))
    shutil.rmtree(project.folder / "app")
    assert project.generate() == 0
    assert not project.looks_again
    made = (project.folder / "app/uniques.py").exists()
    project.spec.write_text(SPEC)
    assert project.generate() == 0
    assert made > (project.folder / "app/uniques.py").exists()
    assert not project.looks_again


@pytest.mark.parametrize("spec", ["fifo", "a\0b", "folder", "missing"])
def test_what_is_no_spec_is_refused_as_ever(
    project: Project, spec: str, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(project.folder / "fifo")
    (project.folder / "folder").mkdir()
    capsys.readouterr()
    assert cli.main(["generate", "--spec", spec, "--out", "app"]) == 1
    assert "E101" in capsys.readouterr().err


def test_another_day_and_another_generator_look_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tomorrow(date):
        @classmethod
        def today(cls) -> date:
            return date.fromordinal(date.today().toordinal() + 1)

    with monkeypatch.context() as patch:
        patch.setattr(settled, "date", Tomorrow)
        assert project.looks_again
    assert not project.looks_again
    source = shutil.copytree(ROOT / "generator", project.folder / "generator")
    (source / "emit/templates/main.py.jinja").write_text("")
    monkeypatch.setattr(kept, "GENERATOR", source)
    assert project.looks_again


def test_what_a_spec_says_of_the_past_is_told_each_time(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    backfill = "{type: bool, default: false, backfill: true}"
    project.spec.write_text(SPEC.replace("{type: bool, default: false}", backfill, 1))
    for _ in range(3):
        capsys.readouterr()
        assert project.generate() == 0
        assert "`backfill` applies to nothing" in capsys.readouterr().out


def test_check_and_plan_look_at_everything(project: Project) -> None:
    for command in ("check", "plan"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(sys.modules, "generator.commands", None)
            with pytest.raises(ImportError):
                cli.main([command, "--out", "app"])


def test_so_many_are_kept(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settled, "MOST", 3)
    for number in range(5):
        project.spec.write_text(f"{SPEC}# {number}\n")
        assert project.generate() == 0
    place = kept.folder("settled")
    assert place is not None
    assert len([*place.iterdir()]) == 3


def test_without_a_place_every_run_looks(project: Project) -> None:
    shutil.rmtree(project.folder / "cache")
    (project.folder / "cache").write_text("a file")
    assert project.generate() == 0
    assert project.looks_again
