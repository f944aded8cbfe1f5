"""Writing a plan: all of it or nothing, even if the process is killed."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from generator.emit.manifest import journal_text
from generator.emit.output.parts import JOURNAL, RECORD, Entry, Plan
from generator.emit.output.tree import CACHE, beside

_FILE_MODE = 0o644
_FOLDER_MODE = 0o755


def apply(plan: Plan) -> None:
    """Does what is planned; when it fails, everything is put back as it was."""
    if plan.conflicts:
        raise ValueError("a plan with conflicts can't be applied")
    if plan.done:
        return
    work = _Work(plan.root)
    try:
        work.do(plan)
    except BaseException:
        work.undo()
        raise


class _Work:
    """One run: everything that it does can be undone until its journal is removed."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._undo: list[Callable[[], None]] = []

    def do(self, plan: Plan) -> None:
        """Stages every file before the first is replaced: a full disk shows up early."""
        for path in plan.leftovers:
            if path != JOURNAL:
                os.unlink(self._root / path)
        self._start(journal_text(plan.journal).encode())
        # The record is last of all: what it lists is there by then.
        written = sorted(
            (entry for entry in plan.changes if entry.after is not None),
            key=lambda entry: entry.path == RECORD,
        )
        for entry in (*written, plan.manifest):
            self._stage(entry.path, entry.after or b"")
        for entry in written:
            self._replace(entry)
        for entry in plan.changes:
            if entry.after is None:
                self._delete(entry)
        for folder in sorted(plan.folders, key=len, reverse=True):
            _remove_empty(self._root / folder)
        self._replace(plan.manifest)
        os.unlink(self._root / JOURNAL)

    def undo(self) -> None:
        """In reverse; the journal goes last, so that the next run can help if this fails."""
        while self._undo:
            self._undo.pop()()

    def _start(self, journal: bytes) -> None:
        target = self._root / JOURNAL
        before = target.read_bytes() if target.exists() else None
        self._stage(JOURNAL, journal)
        self._replace(Entry(JOURNAL, "replace", before, journal))

    def _stage(self, path: str, content: bytes) -> None:
        temporary = self._root / beside(path)
        self._make_folders(temporary.parent)
        self._undo.append(partial(temporary.unlink, missing_ok=True))
        _write(temporary, content)

    def _replace(self, entry: Entry) -> None:
        self._undo.append(partial(self._restore, entry))
        os.replace(self._root / beside(entry.path), self._root / entry.path)

    def _delete(self, entry: Entry) -> None:
        self._undo.append(partial(self._restore, entry))
        os.unlink(self._root / entry.path)

    def _restore(self, entry: Entry) -> None:
        target = self._root / entry.path
        if entry.before is None:
            target.unlink(missing_ok=True)
        elif not target.exists() or target.read_bytes() != entry.before:
            temporary = self._root / beside(entry.path)
            target.parent.mkdir(_FOLDER_MODE, parents=True, exist_ok=True)
            temporary.unlink(missing_ok=True)
            _write(temporary, entry.before)
            os.replace(temporary, target)

    def _make_folders(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folders(folder.parent)
            os.mkdir(folder, _FOLDER_MODE)
            self._undo.append(partial(_remove_empty, folder))


def _write(path: Path, content: bytes) -> None:
    """A new file; one that is already there, or a symlink, is not opened."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        os.fchmod(descriptor, _FILE_MODE)


def _remove_empty(folder: Path) -> None:
    """Removes a folder that holds nothing, or nothing but what Python compiled."""
    try:
        if os.listdir(folder) == [CACHE] and not (folder / CACHE).is_symlink():
            for compiled in (folder / CACHE).glob("*.pyc"):
                compiled.unlink()
            os.rmdir(folder / CACHE)
        if not os.listdir(folder):
            os.rmdir(folder)
    except FileNotFoundError:
        return
