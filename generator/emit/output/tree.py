"""The folder of the application, as far as generation touches it."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from generator.diagnostics import quote
from generator.emit.output.parts import JOURNAL, MANIFEST, TEMPORARY, Refusal

CACHE = "__pycache__"


# Names


def check_names(paths: Iterable[str]) -> None:
    """Refuse names that are the same on some file systems, or lie outside the folder."""
    spellings: dict[str, str] = {}
    for path in paths:
        check_path(path)
        for part in (path, *folders_of([path])):
            other = spellings.setdefault(part.casefold(), part)
            if other != part:
                message = f"differs from {quote(other)} only in upper and lower case"
                raise Refusal("E603", part, message, "another name for one of them")


def check_path(path: str) -> None:
    """A path of the manifest may have come from anywhere, so it is not trusted either."""
    parts = path.split("/")
    inside = not {"", ".", ".."} & set(parts) and not set(path) & {"\\", "\0"}
    own = parts[-1] in {MANIFEST, JOURNAL} or parts[-1].endswith(TEMPORARY)
    if not inside or own:
        message = f"{quote(path)} is not the path of a file in the output folder"
        raise Refusal("E603", "", message, f"look at {MANIFEST}, or restore it from git")


def folders_of(paths: Iterable[str]) -> frozenset[str]:
    """The folders that the files are in, up to the output folder itself, which is empty."""
    folders = {""}
    for path in paths:
        while (path := path.rpartition("/")[0]) and path not in folders:
            folders.add(path)
    return frozenset(folders)


def beside(path: str) -> str:
    """The name under which a file is written before it takes its place."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}.{name}{TEMPORARY}"


# The disk


class Tree:
    """Reads below the output folder, and follows no symlink out of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, bool] = {"": self._is_root()}

    def read(self, path: str) -> bytes | None:
        """The file, or None where there is none."""
        mode = self._mode(path) if self._is_folder(path.rpartition("/")[0]) else None
        if mode is None:
            return None
        if not stat.S_ISREG(mode):
            raise Refusal("E603", path, "this is not a file", "remove it and generate again")
        return (self.root / path).read_bytes()

    def leftovers(self, folders: Iterable[str]) -> tuple[str, ...]:
        """What a run that was killed left in these folders."""
        found = [JOURNAL] if self.read(JOURNAL) is not None else []
        for folder in folders:
            if self._is_folder(folder):
                with os.scandir(self.root / folder) as listing:
                    found += [
                        f"{folder}/{entry.name}".removeprefix("/")
                        for entry in listing
                        if _is_leftover(entry)
                    ]
        return tuple(sorted(found))

    def names(self, folder: str) -> list[str]:
        """What is in a folder; nothing where there is none."""
        return sorted(os.listdir(self.root / folder)) if self._is_folder(folder) else []

    def _is_root(self) -> bool:
        if os.path.lexists(self.root) and not self.root.is_dir():
            raise Refusal("E603", "", "this is not a folder", "name another one with --out")
        return self.root.is_dir()

    def _is_folder(self, path: str) -> bool:
        """Whether the folder is there; anything else in its place is refused."""
        if path not in self._known:
            above = self._is_folder(path.rpartition("/")[0])
            mode = self._mode(path) if above else None
            if mode is not None and not stat.S_ISDIR(mode):
                hint = "remove it and generate again"
                raise Refusal("E603", path, "there must be a folder in its place", hint)
            self._known[path] = mode is not None
        return self._known[path]

    def _mode(self, path: str) -> int | None:
        try:
            mode = os.lstat(self.root / path).st_mode
        except FileNotFoundError:
            return None
        if stat.S_ISLNK(mode):
            hint = "replace it with what it points to"
            raise Refusal("E603", path, "a symlink, which may lead anywhere", hint)
        return mode


def _is_leftover(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    return name[:1] == "." and name.endswith(TEMPORARY) and entry.is_file(follow_symlinks=False)
