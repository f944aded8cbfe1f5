"""How a version is brought to a database in use: by its own commands."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.generating import environment


def expand(package: Path, url: str, say: Callable[[str], None]) -> None:
    """What the version before tolerates, while it is serving."""
    _migrate(package, url, say, "--expand")


def contract(package: Path, url: str, say: Callable[[str], None]) -> None:
    """The rest, when the version before is gone."""
    _migrate(package, url, say)


def _migrate(package: Path, url: str, say: Callable[[str], None], *options: str) -> None:
    """Each revision is said when it is done."""
    with subprocess.Popen(
        [sys.executable, "-u", "-W", "error", "-m", package.name, "migrate", *options],
        cwd=package.parent,
        env=environment(package, url),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout or ():
            if re.match(r"\d{4}_", line):
                say(line.rstrip())
    assert process.returncode == 0
