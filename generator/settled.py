"""Folders that a run has left, or found, as their spec makes them: `generate` knows them again.

What is kept is a name that stands for the spec and for every file in the folder, so that whatever
differs is another name. `check` and `plan` never rely on it.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from pathlib import Path

from generator import kept

# So many, the oldest go first.
MOST = 100
# Larger specs are left to the loader, which refuses them.
_MOST_BYTES = 1 << 24
_CACHE = "__pycache__"


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a run looks at, as it was at one time."""

    # What stands for the spec, the places, the version of the generator and the day.
    spec: str
    # What stands for each file in the folder.
    files: Mapping[str, str]

    def after(self, written: Mapping[str, bytes | None]) -> "Seen":
        """How it is once these files are written, or deleted."""
        files = dict(self.files)
        for path, content in written.items():
            if content is None:
                files.pop(path, None)
            else:
                files[path] = _digest(content)
        return replace(self, files=files)

    @property
    def name(self) -> str:
        """What stands for all of it."""
        lines = [f"{path!r} {content}" for path, content in sorted(self.files.items())]
        return _digest("\n".join([self.spec, *lines]).encode())


def seen(spec: str, out: str) -> Seen | None:
    """Spec and folder as they are now; None where there is nothing to know again."""
    try:
        # What was promised until a day may end after it.
        parts = [kept.digest(), date.today().isoformat(), os.path.realpath(spec)]
        parts += [os.path.abspath(out), os.path.realpath(out)]
        parts.append(_digest(_content(spec, _MOST_BYTES)))
        files = _files(out, "") if os.path.lexists(out) else ()
        return Seen(_digest(repr(parts).encode()), dict(files))
    except (OSError, ValueError, ImportError, RecursionError):
        return None


def is_known(found: Seen) -> bool:
    """Whether a run left it like this, or found nothing to do there."""
    folder = kept.folder("settled")
    return folder is not None and os.path.isfile(folder / found.name)


def remember(found: Seen) -> None:
    """That there is nothing to do."""
    folder = kept.folder("settled")
    if folder is not None:
        with suppress(OSError):
            (folder / found.name).touch(mode=0o600)
            kept.forget_old(folder, MOST)


def _files(folder: str, below: str) -> Iterator[tuple[str, str]]:
    """What is in a folder, and what stands for each."""
    entries = [entry for entry in os.scandir(folder) if entry.name != _CACHE]
    if below and not entries:
        yield below, "an empty folder"
    for entry in entries:
        path = f"{below}{entry.name}"
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISREG(mode):
            yield path, _digest(_content(entry.path))
        elif stat.S_ISLNK(mode):
            yield path, f"to {os.readlink(entry.path)!r}"
        elif stat.S_ISDIR(mode) and not entry.name.startswith("."):
            yield from _files(entry.path, f"{path}/")
        else:
            # What is in it belongs to other tools.
            yield path, f"of the kind {stat.S_IFMT(mode)}"


def _content(path: str, most: int | None = None) -> bytes:
    about = os.stat(path)
    if not stat.S_ISREG(about.st_mode) or (most is not None and about.st_size > most):
        raise ValueError(path)
    return Path(path).read_bytes()


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=20).hexdigest()
