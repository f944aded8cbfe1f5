"""An application's own code that migrates, run in this process.

Applications of one name follow each other in a run of the tests, so each is imported anew.
"""

import importlib
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_IN_THE_WAY = re.compile(r"^  (?P<what>.+): (?P<count>\d+)\n    (?P<query>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class InTheWay:
    """Rows that a revision doesn't suit, as the refusal names them."""

    what: str
    query: str
    count: int


def revisions(package: Path) -> list[Any]:
    """All revisions of an application, in order."""
    with _migrations(package) as migrations:
        return [*migrations.history.History.read().revisions]


def upgrade(package: Path, url: str) -> InTheWay | None:
    """Applies what is pending, as far as no rows are in the way."""
    with _migrations(package) as migrations:
        try:
            migrations.runner.upgrade(url)
        except migrations.history.MigrationError as error:
            found = _IN_THE_WAY.search(str(error))
            if found is None or "rows are in the way" not in str(error):
                raise
            return InTheWay(found["what"], found["query"], int(found["count"]))
    return None


def downgrade(package: Path, url: str, revision: str) -> None:
    """Goes back to a revision."""
    with _migrations(package) as migrations:
        migrations.runner.downgrade(url, revision)


@contextmanager
def _migrations(package: Path) -> Iterator[Any]:
    sys.path.insert(0, str(package.parent))
    try:
        name = f"{package.name}.migrations"
        known = sys.modules.get(name)
        if known is None or known.__file__ != str(package / "migrations/__init__.py"):
            for module in [*sys.modules]:
                if module.partition(".")[0] == package.name:
                    del sys.modules[module]
            importlib.invalidate_caches()
        importlib.import_module(f"{name}.runner")
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(package.parent))
