"""Every code has a case: a folder with a spec and the exact text of its diagnostics.

`UPDATE_SNAPSHOTS=1` rewrites the expected texts. A folder without a spec is the missing file.
"""

import os
from pathlib import Path

import pytest

from generator.diagnostics import CODES, Diagnostic, SpecError, format_diagnostics
from generator.language import load, read
from generator.model import resolve
from generator.model.resolve import resolve_intents

HERE = Path(__file__).parent
CASES = sorted(folder for folder in HERE.iterdir() if (folder / "expected.txt").exists())


def check(path: Path) -> tuple[list[Diagnostic], str]:
    """The mistakes in a spec, and its text."""
    try:
        source = load(path)
        document = read(source)
        resolve_intents(document, source, resolve(document, source))
    except SpecError as problem:
        return problem.diagnostics, problem.text
    return [], ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_snapshot(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    shown = format_diagnostics(*check(Path("resources.yaml")))
    expected = case / "expected.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        expected.write_text(shown, encoding="utf-8")
    assert shown == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", [code for code in CODES if code < "E6"])
def test_each_code_has_a_case(code: str) -> None:
    own = [case for case in CASES if case.name.startswith(f"{code}-")]
    assert own
    assert all(f" {code} " in (case / "expected.txt").read_text(encoding="utf-8") for case in own)
