"""Each folder in `tests/golden` is a spec and the files that it decides.

`UPDATE_GOLDEN=1` writes them anew: read the difference as the application's owner would. The
committed `generated_app/` is a golden tree too, which `make check` holds.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.generating import ROOT, generate

GOLDEN = ROOT / "tests" / "golden"
CASES = sorted(folder for folder in GOLDEN.iterdir() if folder.is_dir())


def decided(path: str) -> bool:
    """Whether a file is another one for another spec; the core is the same for all."""
    if path.startswith("resources/") or path in ("api.py", "users.py", "openapi.json"):
        return True
    return path == "migrations/versions/0001_start.py"


def tree(folder: Path) -> dict[str, str]:
    """The files below a folder that the spec decides."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: path.read_text("utf-8") for name, path in named.items() if decided(name)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path, tmp_path: Path) -> None:
    made = tree(generate(case / "resources.yaml", tmp_path / "made"))
    expected = case / "expected"
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(expected, ignore_errors=True)
        for name, text in made.items():
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
            (expected / name).write_text(text, "utf-8")
    shown = tree(expected)
    assert made.keys() == shown.keys()
    for name, text in made.items():
        assert text == shown[name], name
