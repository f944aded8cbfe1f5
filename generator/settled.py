"""Whether a run has seen, or left, just this folder as what just this spec makes.

Then `generate` has nothing to do, and says so without making everything again. What is kept is
a name that stands for all that a run looks at: whatever differs makes it another one. `check` and
`plan` never rely on it.
"""

import os
from contextlib import suppress
from datetime import date
from hashlib import blake2b
from pathlib import Path

from generator import kept

# So many, the oldest go first.
MOST = 100
_CACHE = "__pycache__"


def is_settled(spec: str, out: str) -> bool:
    """Whether `generate` is known to have nothing to do."""
    place = _place(spec, out)
    return place is not None and place.is_file()


def remember(spec: str, out: str) -> None:
    """The folder is what the spec makes."""
    place = _place(spec, out)
    if place is not None:
        with suppress(OSError):
            place.touch(mode=0o600)
            _forget_old(place.parent)


def _place(spec: str, out: str) -> Path | None:
    """The file that stands for spec and folder as they are; None where nothing can be kept."""
    folder = kept.folder("settled")
    if folder is None:
        return None
    # What was promised until a day may end after it.
    found = blake2b(date.today().isoformat().encode(), digest_size=20)
    try:
        for path in (os.path.realpath(spec), os.path.abspath(out), os.path.realpath(out)):
            found.update(f"\0{path}\0".encode(errors="surrogateescape"))
        found.update(Path(spec).read_bytes())
        _add(found, out)
    except OSError:
        return None
    return folder / found.hexdigest()


def _add(found: blake2b, folder: str) -> None:
    """Everything in a folder: the names, what kind of thing each is, and the contents."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and (entry.name.startswith(".") or entry.name == _CACHE):
            # Of other tools: nothing is generated there.
            continue
        kind = entry.stat(follow_symlinks=False).st_mode
        found.update(f"\0{entry.name}\0{kind}\0".encode(errors="surrogateescape"))
        if is_folder:
            _add(found, entry.path)
            found.update(b"\0/\0")
        elif entry.is_file(follow_symlinks=False):
            content = Path(entry.path).read_bytes()
            found.update(f"{len(content)}\0".encode())
            found.update(content)


def _forget_old(folder: Path) -> None:
    files = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime)
    for file in files[:-MOST]:
        file.unlink(missing_ok=True)
