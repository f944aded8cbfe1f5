"""The output folder: what is written, what is left alone, and what a failure leaves behind."""

import os
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from generator.emit import output
from generator.emit.manifest import Contract, Owner
from generator.emit.output import Emitted, Plan, Refusal
from tests.interrupting import interrupt

Files = dict[str, Emitted]

CONTRACT = Contract({"title": "Test"})
EMPTY = Contract({})


def emitted(owner: Owner = "generated", **texts: str) -> Files:
    return {path.replace("__", "/"): Emitted(text, owner) for path, text in texts.items()}


def app(*resources: str, text: str = "1") -> Files:
    files = {
        "main.py": Emitted(f"main = {list(resources)!r}\n", "generated"),
        "resources/__init__.py": Emitted(f"text = {text!r}\n", "generated"),
        "custom/__init__.py": Emitted("# yours\n", "yours"),
        "migrations/model.json": Emitted("{}\n", "migration"),
    }
    for name in resources:
        files[f"resources/{name}/models.py"] = Emitted(f"# {name} {text}\n", "generated")
        files[f"resources/{name}/router.py"] = Emitted(f"# routes of {name}\n", "generated")
    return files


def generate(out: Path, files: Mapping[str, Emitted]) -> Plan:
    plan = output.plan(files, CONTRACT, out)
    output.apply(plan)
    return plan


def tree(out: Path) -> dict[str, bytes | None]:
    """Every file below, and every folder as None."""
    return {
        str(path.relative_to(out)): path.read_bytes() if path.is_file() else None
        for path in sorted(out.rglob("*"))
    }


def steps(plan: Plan) -> dict[str, str]:
    return {entry.path: entry.step for entry in plan.entries}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "generated_app"


def test_writes_every_file_and_nothing_else(out: Path) -> None:
    generate(out, app("tasks"))
    written = {path for path, content in tree(out).items() if content is not None}
    assert written == {*app("tasks"), ".generated.json"}
    assert (out / "main.py").read_text() == "main = ['tasks']\n"
    assert (out / "main.py").stat().st_mode & 0o777 == 0o644


def test_folders_above_are_made(tmp_path: Path) -> None:
    generate(tmp_path / "a" / "b" / "shop", app())
    assert (tmp_path / "a" / "b" / "shop" / "main.py").exists()


def test_second_run_touches_nothing(out: Path) -> None:
    generate(out, app("tasks"))
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    plan = generate(out, app("tasks"))
    assert plan.done
    assert set(steps(plan).values()) == {"keep"}
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_the_manifest_does_not_depend_on_the_order_of_files(tmp_path: Path) -> None:
    files = app("tasks", "notes")
    generate(tmp_path / "one", files)
    generate(tmp_path / "two", dict(reversed(files.items())))
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    manifest = (tmp_path / "one" / ".generated.json").read_text()
    assert str(tmp_path) not in manifest
    assert manifest.endswith("}\n")


def test_a_changed_text_is_replaced(out: Path) -> None:
    generate(out, app("tasks"))
    plan = generate(out, app("tasks", text="2"))
    assert {entry.path for entry in plan.changes} == {
        "resources/__init__.py",
        "resources/tasks/models.py",
    }
    assert (out / "resources/tasks/models.py").read_text() == "# tasks 2\n"


def test_a_missing_file_is_created_again(out: Path) -> None:
    generate(out, app("tasks"))
    (out / "main.py").unlink()
    assert steps(generate(out, app("tasks")))["main.py"] == "create"
    assert (out / "main.py").exists()


@pytest.mark.parametrize(
    "edit",
    [lambda old: old + b"# mine\n", lambda old: old.replace(b"\n", b"\r\n"), lambda old: b""],
)
def test_a_hand_edit_is_a_conflict(out: Path, edit: Callable[[bytes], bytes]) -> None:
    generate(out, app("tasks"))
    file = out / "resources/tasks/models.py"
    file.write_bytes(edit(file.read_bytes()))
    before = tree(out)
    plan = output.plan(app("tasks", text="2"), EMPTY, out)
    assert [entry.path for entry in plan.conflicts] == ["resources/tasks/models.py"]
    with pytest.raises(ValueError, match="conflicts"):
        output.apply(plan)
    assert tree(out) == before


def test_a_hand_edit_is_a_conflict_even_if_nothing_else_changes(out: Path) -> None:
    generate(out, app())
    (out / "main.py").write_text("mine\n")
    assert output.plan(app(), EMPTY, out).conflicts


def test_an_edit_that_is_what_would_be_generated_is_none(out: Path) -> None:
    generate(out, app("tasks"))
    (out / "resources/tasks/models.py").write_text("# tasks 2\n")
    assert steps(generate(out, app("tasks", text="2")))["resources/tasks/models.py"] == "keep"


def test_somebody_elses_file_is_a_conflict_unless_identical(out: Path) -> None:
    out.mkdir()
    (out / "main.py").write_text("main = []\n")
    (out / "unrelated.txt").write_text("hello\n")
    generate(out, app())
    assert (out / "unrelated.txt").read_text() == "hello\n"
    (out / "resources/notes").mkdir()
    (out / "resources/notes/models.py").write_text("mine\n")
    assert steps(output.plan(app("notes"), EMPTY, out))["resources/notes/models.py"] == "conflict"


def test_a_removed_resource_goes_with_its_folder(out: Path) -> None:
    generate(out, app("tasks", "notes"))
    (out / "resources/notes/__pycache__").mkdir()
    (out / "resources/notes/__pycache__/models.cpython-311.pyc").write_bytes(b"")
    generate(out, app("tasks"))
    assert not (out / "resources/notes").exists()
    assert (out / "resources/tasks/models.py").exists()
    assert output.plan(app("tasks"), CONTRACT, out).done


def test_a_folder_with_something_of_the_users_stays(out: Path) -> None:
    generate(out, app("tasks", "notes"))
    (out / "resources/notes/mine.txt").write_text("hello\n")
    generate(out, app("tasks"))
    assert tree(out / "resources/notes") == {"mine.txt": b"hello\n"}


def test_an_edited_file_of_a_removed_resource_is_a_conflict(out: Path) -> None:
    generate(out, app("notes"))
    (out / "resources/notes/models.py").write_text("mine\n")
    assert steps(output.plan(app(), EMPTY, out))["resources/notes/models.py"] == "conflict"


def test_yours_are_written_once(out: Path) -> None:
    generate(out, app())
    yours = out / "custom/__init__.py"
    yours.write_text("mine\n")
    files = app() | {"custom/__init__.py": Emitted("# newer\n", "yours")}
    assert steps(generate(out, files))["custom/__init__.py"] == "keep"
    assert yours.read_text() == "mine\n"
    yours.unlink()
    generate(out, files)
    assert not yours.exists()
    generate(out, {path: file for path, file in files.items() if file.owner != "yours"})
    assert not yours.exists()


def test_yours_are_not_written_over_what_was_there_before(out: Path) -> None:
    (out / "custom").mkdir(parents=True)
    (out / "custom/__init__.py").write_text("mine\n")
    generate(out, app())
    assert (out / "custom/__init__.py").read_text() == "mine\n"


def test_yours_stay_when_they_are_not_emitted_any_more(out: Path) -> None:
    generate(out, app())
    without = {path: file for path, file in app().items() if file.owner != "yours"}
    generate(out, without)
    assert (out / "custom/__init__.py").exists()


START = "migrations/versions/0001_start.py"


def migrations(text: str) -> Files:
    return emitted("migration", migrations__model=text) | {START: Emitted(text, "migration")}


def test_a_migration_is_never_rewritten(out: Path) -> None:
    generate(out, migrations("one"))
    assert set(steps(output.plan(migrations("two"), EMPTY, out)).values()) == {"conflict"}


def test_a_migration_is_never_deleted(out: Path) -> None:
    generate(out, migrations("one"))
    generate(out, app())
    assert (out / START).read_text() == "one"
    generate(out, app())
    (out / START).write_text("edited")
    assert steps(output.plan(app(), EMPTY, out))[START] == "conflict"


def test_a_lost_migration_is_written_again_only_as_it_was(out: Path) -> None:
    generate(out, migrations("one"))
    (out / START).unlink()
    assert steps(output.plan(migrations("two"), EMPTY, out))[START] == "conflict"
    generate(out, migrations("one"))
    assert (out / START).read_text() == "one"


def test_without_any_migration_they_start_anew(out: Path) -> None:
    generate(out, migrations("one"))
    (out / START).unlink()
    (out / "migrations/model").unlink()
    generate(out, migrations("two"))
    assert (out / START).read_text() == "two"


@pytest.mark.parametrize(
    "path", ["../x.py", "/x.py", "a/../../x.py", "", "a//x.py", "./x.py", "a\\x.py", "a/\0.py"]
)
def test_paths_stay_inside(out: Path, path: str) -> None:
    with pytest.raises(Refusal) as refusal:
        output.plan({path: Emitted("", "generated")}, EMPTY, out)
    assert refusal.value.code == "E603"
    assert not out.exists()


def test_a_forged_manifest_deletes_nothing_outside(out: Path) -> None:
    generate(out, app())
    victim = out.parent / "victim.py"
    victim.write_text("main = []\n")
    manifest = out / ".generated.json"
    manifest.write_text(manifest.read_text().replace('"main.py"', '"../victim.py"'))
    with pytest.raises(Refusal):
        output.plan(app(), EMPTY, out)
    assert victim.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2, "files": {}}', "<<<<<<< HEAD\n"])
def test_a_broken_manifest_is_refused(out: Path, text: str) -> None:
    generate(out, app())
    (out / ".generated.json").write_text(text)
    with pytest.raises(Refusal) as refusal:
        output.plan(app(), EMPTY, out)
    assert refusal.value.path == ".generated.json"


@pytest.mark.parametrize("link", ["main.py", "resources", "resources/tasks", ".generated.json"])
def test_symlinks_inside_are_refused(out: Path, link: str) -> None:
    elsewhere = out.parent / "elsewhere"
    elsewhere.mkdir()
    (out / link).parent.mkdir(parents=True)
    (out / link).symlink_to(elsewhere)
    with pytest.raises(Refusal, match="symlink"):
        output.plan(app("tasks"), EMPTY, out)
    assert not tree(elsewhere)


def test_the_folder_itself_may_be_a_symlink(out: Path) -> None:
    (out.parent / "real").mkdir()
    out.symlink_to(out.parent / "real")
    generate(out, app())
    assert (out.parent / "real/main.py").exists()


@pytest.mark.parametrize("paths", [("a.py", "A.py"), ("a/x.py", "A/y.py")])
def test_names_that_differ_only_in_case_are_refused(out: Path, paths: Iterable[str]) -> None:
    with pytest.raises(Refusal, match="upper and lower"):
        output.plan({path: Emitted("", "generated") for path in paths}, EMPTY, out)


def test_a_file_or_a_folder_in_the_way_is_refused(out: Path) -> None:
    (out / "main.py").mkdir(parents=True)
    with pytest.raises(Refusal, match="not a file"):
        output.plan(app(), EMPTY, out)
    (out / "main.py").rmdir()
    (out / "resources").write_text("")
    with pytest.raises(Refusal, match="folder"):
        output.plan(app(), EMPTY, out)
    with pytest.raises(Refusal, match="not a folder"):
        output.plan(app(), EMPTY, out / "resources")


def test_stale_temporary_files_are_cleaned(out: Path) -> None:
    generate(out, app("tasks"))
    stale = out / "resources/tasks/.models.py.apiwright-tmp"
    stale.write_text("half")
    assert not output.plan(app("tasks"), CONTRACT, out).done
    generate(out, app("tasks"))
    assert not stale.exists()
    assert output.plan(app("tasks"), CONTRACT, out).done


# Failures


def disk_full() -> None:
    raise OSError(28, "No space left on device")


OLD, NEW = app("tasks", "notes"), app("tasks", "users", text="2") | emitted(extra__x="x\n")


def test_a_failure_anywhere_leaves_the_tree_as_it_was(tmp_path: Path) -> None:
    failures = 0
    for at in range(1, 200):
        out = tmp_path / f"app{at}"
        generate(out, OLD)
        before = tree(out)
        with pytest.MonkeyPatch.context() as monkeypatch:
            interrupt(monkeypatch, at, disk_full)
            try:
                generate(out, NEW)
            except OSError:
                failures += 1
            else:
                break
        assert tree(out) == before, f"failed at the {at}th write"
    assert failures > 20


def test_a_first_run_that_fails_leaves_nothing(tmp_path: Path) -> None:
    for at in range(1, 30):
        with pytest.MonkeyPatch.context() as monkeypatch:
            interrupt(monkeypatch, at, disk_full)
            with pytest.raises(OSError, match="space"):
                generate(tmp_path / "some" / "app", OLD)
        assert not tree(tmp_path), f"failed at the {at}th write"


def test_an_interrupt_from_the_keyboard_too(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(out, OLD)
    before = tree(out)

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        interrupt(patch, 25, stop)
        with pytest.raises(KeyboardInterrupt):
            generate(out, NEW)
    assert tree(out) == before


def killed(out: Path, files: Files, at: int) -> bool:
    """Whether a run was killed at its n-th write, or had fewer."""
    child = os.fork()
    if child == 0:
        with pytest.MonkeyPatch.context() as monkeypatch:
            interrupt(monkeypatch, at, lambda: os.kill(os.getpid(), signal.SIGKILL))
            generate(out, files)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


@pytest.mark.parametrize("then", [NEW, OLD, app("others", text="3")], ids=["same", "back", "other"])
@pytest.mark.parametrize("first", [{}, OLD], ids=["empty", "old"])
def test_a_killed_run_is_finished_by_the_next(tmp_path: Path, first: Files, then: Files) -> None:
    expected = tmp_path / "expected"
    generate(expected, then)
    kills = 0
    for at in range(1, 200):
        out = tmp_path / f"app{at}"
        if first:
            generate(out, first)
        if not killed(out, NEW, at):
            break
        kills += 1
        for path, content in tree(out).items():
            texts = {files[path].text.encode() for files in (first, NEW) if path in files}
            whole = content is None or path.rsplit("/")[-1].startswith(".") or content in texts
            assert whole, f"{path} after a kill at the {at}th write"
        generate(out, then)
        assert tree(out) == tree(expected), f"killed at the {at}th write"
    assert kills > 20


def test_two_killed_runs_are_finished_by_a_third(tmp_path: Path) -> None:
    other, last = app("others", text="3"), app("tasks", text="4")
    expected = tmp_path / "expected"
    generate(expected, last)
    for at in range(2, 60, 7):
        out = tmp_path / f"app{at}"
        generate(out, OLD)
        assert killed(out, NEW, 30)
        killed(out, other, at)
        generate(out, last)
        assert tree(out) == tree(expected), f"killed at the {at}th write"


def test_thousands_of_files_are_quick(out: Path) -> None:
    files = {
        f"r{n}/m{m}.py": Emitted(f"{n} {m}\n", "generated") for n in range(400) for m in "abcde"
    }
    generate(out, files)
    started = time.process_time()
    assert generate(out, files).done
    assert time.process_time() - started < 10
