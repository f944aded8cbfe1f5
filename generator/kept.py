"""What is kept between runs: below `~/.cache/apiwright`, for each version of the generator."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

GENERATOR = Path(__file__).parent
# Of so many versions of the generator: several checkouts may be worked with in turns.
KEPT = 4
# What the generator's output depends on, beside its own sources.
_LIBRARIES = ("jinja2", "pydantic", "ruamel.yaml", "ruff")


def folder(name: str) -> Path | None:
    """Where this version keeps things of a kind; None where nothing can be kept."""
    try:
        home = _home()
        found = home / digest() / name
        if not found.is_dir():
            # Nobody else may put anything there that is trusted later.
            found.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            found.mkdir(mode=0o700, exist_ok=True)
            forget_old(home, KEPT)
        is_own = all(place.stat().st_uid == os.geteuid() for place in (found, found.parent))
    except (OSError, RuntimeError, ImportError):
        # No home, or one that can't be written to; or a library that says no version.
        return None
    return found if is_own else None


def forget_old(place: Path, most: int) -> None:
    """Keep the newest of the files, or of the folders, in a place."""
    found = sorted(place.iterdir(), key=lambda path: path.stat().st_mtime)
    for path in found[:-most]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def digest() -> str:
    """The version of the generator: all that it is made of."""
    return _digest(GENERATOR)


@cache
def _digest(sources: Path) -> str:
    found = blake2b(importlib.util.MAGIC_NUMBER, digest_size=12)
    for library in _LIBRARIES:
        found.update(f"{library} {version(library)}\0".encode())
    for path in _sources(sources):
        found.update(f"\0{path.relative_to(sources)}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(root):
        folders.sort()
        yield from (Path(place, name) for name in sorted(files) if name.endswith((".py", ".jinja")))


def _home() -> Path:
    # One that is relative is to be ignored.
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (given if given.is_absolute() else Path.home() / ".cache") / "apiwright"
