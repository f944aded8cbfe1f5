"""How a version is brought to a database in use: the one place that knows how to apply a part."""

from collections.abc import Callable
from pathlib import Path

from tests.journeys import migrating


def expand(package: Path, url: str, say: Callable[[str], None]) -> None:
    """What the version before tolerates, while it is serving."""
    _apply(package, url, say, "expand")


def contract(package: Path, url: str, say: Callable[[str], None]) -> None:
    """The rest, when the version before is gone."""
    _apply(package, url, say, "contract")


def _apply(package: Path, url: str, say: Callable[[str], None], part: str) -> None:
    applied = migrating.recorded(package, url)
    chain = migrating.revisions(package)
    done = [revision.id for revision in chain].index(applied) + 1 if applied else 0
    for revision in chain[done:]:
        if revision.part != part:
            break
        say(f"{part} {revision.file}")
        found = migrating.upgrade(package, url, until=revision.id)
        assert found is None, found
