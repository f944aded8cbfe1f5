"""Templates are kept compiled between runs: compiling them takes as long as all else together."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from pickle import UnpicklingError

from jinja2 import BytecodeCache, FileSystemBytecodeCache
from jinja2.bccache import Bucket

GENERATOR = Path(__file__).parents[1]
# Of so many versions of the generator: several checkouts may be worked with in turns.
KEPT = 4


def kept_compiled() -> BytecodeCache | None:
    """Where the compiled templates of this version are; None where nothing can be kept."""
    try:
        folder = _place() / _digest()
        if not folder.is_dir():
            # Nobody else may put code there that is run later.
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _forget_old(folder.parent)
        is_own = folder.stat().st_uid == os.geteuid()
    except (OSError, RuntimeError):
        # No home, or one that can't be written to.
        return None
    return _Kept(str(folder)) if is_own else None


class _Kept(FileSystemBytecodeCache):
    """What can't be read or written is compiled anew."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except (OSError, UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _place() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "apiwright"


def _digest() -> str:
    """What compiled templates depend on: they hold what filters make of constants, too."""
    found = blake2b(importlib.util.MAGIC_NUMBER + version("jinja2").encode(), digest_size=12)
    for path in _sources():
        found.update(f"\0{path.relative_to(GENERATOR)}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _sources() -> Iterator[Path]:
    for folder, folders, files in os.walk(GENERATOR):
        folders.sort()
        yield from (
            Path(folder, name) for name in sorted(files) if name.endswith((".py", ".jinja"))
        )


def _forget_old(place: Path) -> None:
    folders = sorted(place.iterdir(), key=lambda folder: folder.stat().st_mtime)
    for folder in folders[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
