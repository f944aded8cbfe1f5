"""Templates that are kept compiled change nothing but the time."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator import kept
from generator.emit.compiled import kept_compiled
from tests.generating import ROOT

SPEC = ROOT / "tests/specs/task.yaml"
# Fails as soon as a template is compiled.
WITHOUT_COMPILING = """\
import sys
from jinja2 import Environment
from generator.cli import main

def compile(*arguments, **options):
    raise AssertionError("compiled")

Environment.compile = compile
sys.exit(main())
"""


def generated(out: Path, cache: Path, *, script: str | None = None) -> dict[str, bytes]:
    """What a process makes that keeps templates in this folder."""
    command = ["-c", script] if script else ["-m", "generator"]
    done = subprocess.run(
        [sys.executable, *command, "generate", "--spec", SPEC, "--out", out],
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return {
        str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()
    }


def test_a_second_run_compiles_nothing(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = generated(tmp_path / "one" / "app", cache)
    assert generated(tmp_path / "two" / "app", cache, script=WITHOUT_COMPILING) == first
    # What is broken is made anew.
    for path in cache.rglob("*.cache"):
        path.write_bytes(path.read_bytes()[:40])
    assert generated(tmp_path / "three" / "app", cache) == first
    # Without a place for them there is no difference.
    shutil.rmtree(cache)
    cache.write_text("a file")
    assert generated(tmp_path / "four" / "app", cache) == first


def test_another_generator_has_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    place = tmp_path / "cache" / "apiwright"
    for number in range(kept.KEPT + 2):
        source = tmp_path / f"generator{number}"
        (source / "emit").mkdir(parents=True)
        (source / "emit" / "filters.py").write_text(f"NUMBER = {number}\n")
        monkeypatch.setattr(kept, "GENERATOR", source)
        assert kept_compiled() is not None
        assert len([*place.iterdir()]) == min(number + 1, kept.KEPT)
    before = {*place.iterdir()}
    assert kept_compiled() is not None
    assert {*place.iterdir()} == before
    source = tmp_path / "with another template"
    source.mkdir()
    (source / "a.jinja").write_text("x")
    monkeypatch.setattr(kept, "GENERATOR", source)
    assert kept_compiled() is not None
    assert {*place.iterdir()} != before
