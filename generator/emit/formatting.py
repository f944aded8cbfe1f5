"""Ruff over everything that was rendered, in memory as far as anyone else can see."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from ruff import find_ruff_bin

# Whatever is configured around the project, or installed beside it, has no say.
_CONFIG = """\
line-length = 100
target-version = "py311"
include = ["*.py"]
exclude = []
src = []
respect-gitignore = false
"""
_MISTAKE = re.compile(r"(\d+)\.py:(\d+):\d+: (.*)")


class BrokenTemplate(Exception):
    """A template rendered to something that isn't Python: a mistake of ours, not of the spec."""


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """The same texts: Python formatted, its imports sorted and those without use left out."""
    paths = [path for path in files if path.endswith(".py")]
    texts = dict(files)
    if not paths:
        return texts
    with TemporaryDirectory(prefix="apiwright-") as name:
        folder = Path(name)
        (folder / "ruff.toml").write_text(_CONFIG, encoding="utf-8")
        # Numbers for names: no path, whatever it is made of, leads out of the folder.
        for number, path in enumerate(paths):
            (folder / f"{number}.py").write_bytes(files[path].encode())
        _ruff(folder, paths, "check", "--select=I,F401", "--fix", "--output-format=concise")
        _ruff(folder, paths, "format")
        for number, path in enumerate(paths):
            texts[path] = (folder / f"{number}.py").read_bytes().decode()
    return texts


def _ruff(folder: Path, paths: list[str], *arguments: str) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RUFF_")}
    command = [find_ruff_bin(), *arguments, "--quiet", "--no-cache", "--config=ruff.toml", "."]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise BrokenTemplate(_explained(done.stdout + done.stderr, paths))


def _explained(output: str, paths: list[str]) -> str:
    """The first mistake that ruff found, by the name of its file."""
    match = _MISTAKE.search(output)
    if match is None:
        return f"ruff failed: {output.strip()}"
    return f"{paths[int(match[1])]}:{match[2]}: {match[3]}"
