"""Another revision of git as what is compared with."""

import subprocess
from pathlib import Path

from generator.emit.output import Refusal


def read_at(revision: str, out: Path, path: str) -> str | None:
    """A file of the output folder as it was then; None where there was none."""
    if revision.startswith("-"):
        raise Refusal("E706", "", f"'{revision}' is not a revision of git")
    folder = out if out.is_dir() else out.parent
    _git(folder, revision, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    shown = f"{revision}:./{path}" if out.is_dir() else f"{revision}:./{out.name}/{path}"
    done = _run(folder, "show", shown)
    return done.stdout if done.returncode == 0 else None


def _git(folder: Path, revision: str, *arguments: str) -> None:
    if _run(folder, *arguments).returncode != 0:
        hint = "a branch, a tag or a commit of the repository that holds this folder"
        raise Refusal("E706", "", f"'{revision}' is not a revision of git here", hint)


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
    except FileNotFoundError:
        raise Refusal("E706", "", "git is not installed") from None
