"""Templates are kept compiled between runs: compiling them takes as long as all else together."""

from contextlib import suppress
from pickle import UnpicklingError

from jinja2 import BytecodeCache, FileSystemBytecodeCache
from jinja2.bccache import Bucket

from generator import kept


def kept_compiled() -> BytecodeCache | None:
    """Where the compiled templates of this version are; None where nothing can be kept."""
    folder = kept.folder("templates")
    return _Kept(str(folder)) if folder else None


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
