"""Pages whose examples are run: their blocks, a copy of the project, and how output is compared."""

import re
import shutil
import subprocess
from pathlib import Path

from tests.generating import ROOT


def blocks(page: Path) -> list[tuple[str, str]]:
    """The fenced blocks of a page, each with its kind."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def shown(page: str, kind: str, word: str) -> str:
    """The only example of a page of docs/ that is of this kind and has this word in it."""
    found = [text for each, text in blocks(ROOT / "docs" / page) if each == kind and word in text]
    assert len(found) == 1, (page, kind, word, len(found))
    return found[0]


def commands(block: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it prints."""
    found = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        found.append((command, output))
    return found


def matches(shown: str, output: str) -> bool:
    """Whether a command printed what is shown, in which `...` stands for anything."""
    pattern = ".*?".join(re.escape(part) for part in shown.strip().split("..."))
    return re.fullmatch(pattern, output.strip(), re.DOTALL) is not None


def copy_project(folder: Path) -> None:
    """All files that git knows or would add, and the environment that they run in."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
