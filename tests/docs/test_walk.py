"""The walk-through of docs/evolve.md is walked: each edit is made, each command run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents import blocks, commands, copy_project, matches
from tests.generating import ROOT, database, environment

PAGE = ROOT / "docs/evolve.md"
BLOCKS = blocks(PAGE)
SECONDS = 60.0


class Walk:
    """A copy of the project, in which the page is followed."""

    def __init__(self, folder: Path, url: str) -> None:
        self.spec = folder / "resources.yaml"
        self._folder = folder
        # The page uses psql, which the embedded PostgreSQL brings.
        (psql,) = Path(sys.prefix).glob("lib/python*/site-packages/*/pginstall/bin/psql")
        self._env = environment(folder / "generated_app", url) | {
            "APP_ENV": "development",
            "PATH": f"{sys.prefix}/bin:{psql.parent}:{os.environ['PATH']}",
        }

    def edit(self, block: str) -> None:
        """Make an edit of the spec: `-` goes, `+` comes, what has neither stands around it."""
        lines = block.rstrip("\n").split("\n")
        for hunk in "\n".join(lines).split("\n...\n"):
            old = [line[1:] for line in hunk.split("\n") if line[:1] != "+"]
            new = [line[1:] for line in hunk.split("\n") if line[:1] != "-"]
            before, text = "\n".join(old) + "\n", self.spec.read_text(encoding="utf-8")
            assert text.count(before) == 1, before
            after = "\n".join(new) + "\n"
            self.spec.write_text(text.replace(before, after), encoding="utf-8")

    def run(self, command: str) -> str:
        """What a command prints, wherever it prints it."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self._folder,
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        # How make says that a command failed depends on the make.
        return re.sub(r"^make: \*\*\* .*\n", "", done.stdout, flags=re.MULTILINE)


@pytest.fixture
def update() -> bool:
    """Whether the page is to be written anew: the output of each command that has no `...`."""
    return bool(os.environ.get("UPDATE_DOCS"))


def test_the_walk(tmp_path: Path, update: bool) -> None:
    assert shutil.which("make")
    assert sum(kind == "diff" for kind, _ in BLOCKS) >= 4
    folder = tmp_path / "apiwright"
    copy_project(folder)
    text, place = PAGE.read_text(encoding="utf-8"), 0
    wrong: list[str] = []
    with database() as url:
        walk = Walk(folder, url)
        for kind, block in BLOCKS:
            if kind == "diff":
                walk.edit(block)
            for command, shown in commands(block) if kind == "console" else []:
                output = walk.run(command)
                place = text.index(f"$ {command}\n{shown}", place)
                if update and "..." not in shown:
                    after = text[place + len(f"$ {command}\n{shown}") :]
                    text = f"{text[:place]}$ {command}\n{output}{after}"
                elif not matches(shown, output):
                    wrong.append(f"$ {command}\n{output}")
    if update:
        PAGE.write_text(text, encoding="utf-8")
    assert not wrong, "\n".join(wrong)
