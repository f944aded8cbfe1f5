"""Formatting: ruff over all texts, whatever is configured around."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from generator.emit import formatting
from generator.emit.formatting import BrokenTemplate, formatted

UGLY = "from . import b\nimport sys\nimport os\nx = {'a':1}\nprint(x,b,os,sys)\n"
TIDY = 'import os\nimport sys\n\nfrom . import b\n\nx = {"a": 1}\nprint(x, b, os, sys)\n'


def test_python_is_formatted_and_its_imports_sorted() -> None:
    assert formatted({"main.py": UGLY, "resources/__init__.py": "x=1"}) == {
        "main.py": TIDY,
        "resources/__init__.py": "x = 1\n",
    }


def test_formatting_again_changes_nothing() -> None:
    assert formatted({"main.py": TIDY}) == {"main.py": TIDY}


def test_the_rest_is_untouched_and_the_order_kept() -> None:
    files = {"b.json": "{ }", "a.py": "x=1\n", "py": "x=1", "c.PY.txt": "\r\n"}
    done = formatted(files)
    assert list(done) == list(files)
    assert {**done, "a.py": "x=1\n"} == files


def test_nothing_is_started_for_no_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", None)
    assert formatted({"a.json": "{}"}) == {"a.json": "{}"}


def test_two_processes_whatever_the_number_of_files(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    run = subprocess.run

    def counted(command: list[str], **options: Any) -> Any:
        calls.append(command)
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", counted)
    formatted({f"{number}/x.py": "x=1\n" for number in range(50)})
    assert len(calls) == 2


def test_lines_are_as_long_as_ours() -> None:
    long = f"value = call({', '.join(['argument'] * 8)})\n"
    assert 88 < len(long) < 100
    assert formatted({"a.py": long}) == {"a.py": long}


def test_configuration_around_has_no_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = 'line-length = 20\nexclude = ["*"]\n[format]\nquote-style = "single"\n'
    (tmp_path / "ruff.toml").write_text(config)
    (tmp_path / "tmp").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.setenv("RUFF_OUTPUT_FORMAT", "json")
    assert formatted({"main.py": UGLY}) == {"main.py": TIDY}
    assert not list((tmp_path / "tmp").iterdir())


def test_paths_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "deep"))
    assert formatted({"../../x.py": "x=1\n"}) == {"../../x.py": "x = 1\n"}
    assert [path.name for path in tmp_path.rglob("*")] == ["deep"]


@pytest.mark.parametrize("broken", ["x = (\n", "def f(:\n", "x = 'a\n", "import a\nclass X\n"])
def test_broken_python_names_file_and_line(broken: str) -> None:
    files = {"a.py": "x = 1\n", "resources/tasks/router.py": "y = 1\n" + broken}
    with pytest.raises(BrokenTemplate, match=r"^resources/tasks/router\.py:[23]: "):
        formatted(files)


def test_a_failing_ruff_is_not_taken_for_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruff = tmp_path / "ruff"
    ruff.write_text("#!/bin/sh\necho out of order >&2\nexit 2\n")
    ruff.chmod(0o755)
    monkeypatch.setattr(formatting, "find_ruff_bin", lambda: str(ruff))
    with pytest.raises(BrokenTemplate, match="out of order"):
        formatted({"a.py": "x=1\n"})


def test_text_beyond_ascii_and_line_ends_survive() -> None:
    text = 'x = "é 日本 \\u2028"\n'
    assert formatted({"a.py": text}) == {"a.py": text}
