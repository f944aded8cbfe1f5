"""The output folder: what would change in it, and the change, all of it or nothing.

`plan` reads, `apply` writes. A file may be written over or deleted only if it has a text that an
earlier run gave it. While files are replaced one by one, a journal knows every text that each of
them may have, so that a run that was killed is finished by the next one, whatever its spec.
"""

import json
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from generator.diagnostics import CODES, quote
from generator.emit.manifest import (
    Contract,
    Owner,
    Record,
    digest,
    journal_text,
    manifest_text,
    read_journal,
    read_manifest,
)

Step: TypeAlias = Literal["create", "replace", "keep", "delete", "conflict"]

MANIFEST = ".generated.json"
JOURNAL = ".generating.json"
TEMPORARY = ".apiwright-tmp"
RECORD = "migrations/model.json"
"""Where the application keeps its migrations, and the tables that they lead to."""

_FILE_MODE = 0o644
_FOLDER_MODE = 0o755
_CACHE = "__pycache__"

_CHANGED = (
    "it was changed by hand",
    "to keep the change, move it to custom/ or into the spec; then, or to drop it, "
    "delete the file and run make generate",
)
_FOREIGN = (
    "it stands where generated code belongs, but was not generated",
    "move it out of the way and run make generate",
)
_REWRITTEN = (
    "the migration that is there would become another one",
    "restore it from git if it was changed by hand; as long as no database holds data to keep, "
    "delete the folder migrations and run make generate && make reset",
)
_GONE = (
    "a migration that a database may have been through is missing",
    "restore it from git, or delete the whole folder migrations to start anew",
)

_T = TypeVar("_T")


# What git leaves in a file that two sides changed, and the way out.
CONFLICT = "<<<<<<<"
MERGED = (
    "take one side's generated application, but for custom/, with\n"
    "     git restore --source BRANCH --staged --worktree -- {folder} ':!{folder}/custom'\n"
    "   and run make generate again: it writes the changes of the other side on top"
)


class Refusal(Exception):
    """Why nothing can be written: a code, the path it is about, and what to do."""

    def __init__(self, code: str, path: str, message: str, hint: str | None = None) -> None:
        if code not in CODES:
            raise KeyError(code)
        super().__init__(code, path, message, hint)
        self.code = code
        # Below the output folder; empty for the folder itself.
        self.path = path
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Emitted:
    """A file as it should be."""

    text: str
    owner: Owner


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, and what is to be done about it."""

    path: str
    step: Step
    # What is on disk, and what should be; None where there is no file.
    before: bytes | None = None
    after: bytes | None = None
    # Why it is a conflict, and what to do.
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a run would do."""

    # The output folder, without symlinks.
    root: Path
    # Every file that is emitted or was, by path.
    entries: tuple[Entry, ...]
    # Written last.
    manifest: Entry
    # What an interrupted run left behind: its journal, temporary files.
    leftovers: tuple[str, ...]
    # The texts that each file may have until all are written.
    journal: Mapping[str, frozenset[str]]
    # Folders that may have lost their last file.
    folders: tuple[str, ...]

    @property
    def changes(self) -> tuple[Entry, ...]:
        """What would be created, replaced or deleted."""
        return tuple(entry for entry in self.entries if entry.step not in ("keep", "conflict"))

    @property
    def conflicts(self) -> tuple[Entry, ...]:
        """Files that somebody else wrote or changed."""
        return self._having("conflict")

    @property
    def done(self) -> bool:
        """Whether everything is as it should be."""
        clean = not self.changes and not self.conflicts and not self.leftovers
        return clean and self.manifest.step == "keep"

    def count(self, step: Step) -> int:
        """How many files take this step."""
        return len(self._having(step))

    def _having(self, step: Step) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.step == step)


def plan(files: Mapping[str, Emitted], contract: Contract, out: Path) -> Plan:
    """What has to be done so that `out` holds exactly these files and the user's own."""
    _check_names(files)
    tree = _Tree(Path(os.path.realpath(out)))
    past = _Past.read(tree)
    entries = _entries(files, past, tree)
    records = _records(files, entries, past)
    journal = {
        entry.path: past.texts(entry.path) | _digests(entry.after)
        for entry in entries
        if records.get(entry.path, Record("generated", None)).owner != "yours"
    }
    before, after = tree.read(MANIFEST), manifest_text(records, contract).encode()
    return Plan(
        root=tree.root,
        entries=entries,
        manifest=Entry(MANIFEST, _step(before, after), before, after),
        leftovers=tree.leftovers(_folders([*(entry.path for entry in entries), MANIFEST])),
        journal=journal,
        folders=tuple(_folders(entry.path for entry in entries if entry.path not in files) - {""}),
    )


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


def read(out: Path, path: str) -> str | None:
    """The text of a file in the output folder, if it is there."""
    content = _Tree(Path(os.path.realpath(out))).read(path)
    return None if content is None else content.decode("utf-8", errors="replace")


def scripts(out: Path, folder: str) -> dict[str, str]:
    """The Python files in a folder, but for those of a run that was interrupted."""
    tree = _Tree(Path(os.path.realpath(out)))
    past = _Past.read(tree)
    listed = _listed(tree.read(RECORD))
    found = {}
    for name in tree.names(folder):
        path = f"{folder}/{name}"
        # The record comes before the manifest: what it lists is there for good.
        unfinished = path in past.journal and path not in past.records and name not in listed
        if name.endswith(".py") and name != "__init__.py" and not unfinished:
            found[name] = (tree.read(path) or b"").decode("utf-8", errors="replace")
    return found


def _listed(record: bytes | None) -> frozenset[str]:
    """The migrations of a record, as far as it can be read."""
    try:
        data = json.loads(record or b"{}")
        return frozenset(item["file"] for item in data["revisions"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return frozenset()


def _step(before: bytes | None, after: bytes) -> Step:
    if before is None:
        return "create"
    return "keep" if before == after else "replace"


def _digests(content: bytes | None) -> frozenset[str]:
    return frozenset() if content is None else frozenset({digest(content)})


# What was written before


@dataclass(frozen=True, slots=True)
class _Past:
    """What earlier runs wrote, the last of them perhaps not to its end."""

    records: Mapping[str, Record]
    journal: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, tree: "_Tree") -> "_Past":
        past = cls(
            _parsed(tree, MANIFEST, read_manifest) or {},
            _parsed(tree, JOURNAL, read_journal) or {},
        )
        for path in past.paths:
            _check_path(path)
        return past

    @property
    def paths(self) -> frozenset[str]:
        return frozenset(self.records) | frozenset(self.journal)

    def texts(self, path: str) -> frozenset[str]:
        """The digests of the texts that were generated for a file."""
        record = self.records.get(path)
        known = frozenset() if record is None or record.hash is None else {record.hash}
        return self.journal.get(path, frozenset()) | known

    def owner(self, path: str) -> Owner | None:
        record = self.records.get(path)
        return None if record is None else record.owner


def _parsed(tree: "_Tree", path: str, parse: Callable[[str], _T]) -> _T | None:
    content = tree.read(path)
    if content is None:
        return None
    text = content.decode("utf-8", errors="replace")
    try:
        return parse(text)
    except (ValueError, RecursionError):
        hint = "restore it from git, or delete it: then only what differs is in question"
        if CONFLICT in text:
            hint = MERGED.format(folder=tree.root.name)
        raise Refusal("E603", path, "this is not what the generator wrote", hint) from None


# Deciding, file by file


def _entries(files: Mapping[str, Emitted], past: _Past, tree: "_Tree") -> tuple[Entry, ...]:
    restarted = _restarted(files, past, tree)
    entries = {}
    for path in sorted({*files, *past.paths}):
        emitted = files.get(path)
        if emitted is None:
            entry = _orphan(path, past, tree, restarted)
        elif emitted.owner == "yours":
            entry = _yours(path, emitted, past, tree)
        else:
            entry = _emitted(path, emitted, past, tree, restarted)
        entries[path] = entry
    return tuple(entries.values())


def _restarted(files: Mapping[str, Emitted], past: _Past, tree: "_Tree") -> bool:
    """Whether somebody removed all migrations, to start anew.

    Those that a killed run wrote since are as good as missing.
    """
    return all(
        (content := tree.read(path)) is None
        or (path in files and content == files[path].text.encode())
        for path, record in past.records.items()
        if record.owner == "migration"
    )


def _emitted(path: str, emitted: Emitted, past: _Past, tree: "_Tree", restarted: bool) -> Entry:
    before, after = tree.read(path), emitted.text.encode()
    if before == after:
        return Entry(path, "keep", before, after)
    if past.owner(path) == "migration":
        return _migration(path, before, after, past, restarted)
    if before is None:
        return Entry(path, "create", before, after)
    known = past.texts(path)
    if digest(before) in known:
        return Entry(path, "replace", before, after)
    return Entry(path, "conflict", before, after, *(_CHANGED if known else _FOREIGN))


def _migration(
    path: str, before: bytes | None, after: bytes, past: _Past, restarted: bool
) -> Entry:
    """Migrations are only added: databases may have been through those that are there."""
    if before is not None:
        return Entry(path, "conflict", before, after, *_REWRITTEN)
    if restarted or digest(after) in past.texts(path):
        return Entry(path, "create", before, after)
    return Entry(path, "conflict", before, after, *_GONE)


def _yours(path: str, emitted: Emitted, past: _Past, tree: "_Tree") -> Entry:
    """Written once; what was written before and is gone was removed on purpose."""
    if path in past.records or tree.read(path) is not None:
        return Entry(path, "keep")
    return Entry(path, "create", None, emitted.text.encode())


def _orphan(path: str, past: _Past, tree: "_Tree", restarted: bool) -> Entry:
    """A file that is not emitted any more."""
    owner = past.owner(path)
    if owner == "yours":
        return Entry(path, "keep")
    before = tree.read(path)
    if owner == "migration":
        return _old_migration(path, before, past, restarted)
    if before is None:
        return Entry(path, "keep")
    if digest(before) in past.texts(path):
        return Entry(path, "delete", before)
    return Entry(path, "conflict", before, None, *_CHANGED)


def _old_migration(path: str, before: bytes | None, past: _Past, restarted: bool) -> Entry:
    if before is None:
        return Entry(path, "keep") if restarted else Entry(path, "conflict", None, None, *_GONE)
    if digest(before) in past.texts(path):
        return Entry(path, "keep", before, before)
    return Entry(path, "conflict", before, before, *_CHANGED)


def _records(
    files: Mapping[str, Emitted], entries: Iterable[Entry], past: _Past
) -> dict[str, Record]:
    """What the manifest says of the files after the run."""
    records = {
        path: Record(file.owner, None if file.owner == "yours" else digest(file.text.encode()))
        for path, file in files.items()
    }
    kept = {
        entry.path: past.records[entry.path]
        for entry in entries
        if entry.path not in files
        and entry.before is not None
        and past.owner(entry.path) == "migration"
    }
    return records | kept


# Names


def _check_names(paths: Iterable[str]) -> None:
    spellings: dict[str, str] = {}
    for path in paths:
        _check_path(path)
        for part in (path, *_folders([path])):
            other = spellings.setdefault(part.casefold(), part)
            if other != part:
                message = f"differs from {quote(other)} only in upper and lower case"
                raise Refusal("E603", part, message, "another name for one of them")


def _check_path(path: str) -> None:
    """A path of the manifest may have come from anywhere, so it is not trusted either."""
    parts = path.split("/")
    inside = not {"", ".", ".."} & set(parts) and not set(path) & {"\\", "\0"}
    own = parts[-1] in {MANIFEST, JOURNAL} or parts[-1].endswith(TEMPORARY)
    if not inside or own:
        message = f"{quote(path)} is not the path of a file in the output folder"
        raise Refusal("E603", "", message, f"look at {MANIFEST}, or restore it from git")


def _folders(paths: Iterable[str]) -> frozenset[str]:
    """The folders that the files are in, up to the output folder itself, which is empty."""
    folders = {""}
    for path in paths:
        while (path := path.rpartition("/")[0]) and path not in folders:
            folders.add(path)
    return frozenset(folders)


def _temporary(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}.{name}{TEMPORARY}"


# The disk


class _Tree:
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
        temporary = self._root / _temporary(path)
        self._make_folders(temporary.parent)
        self._undo.append(partial(temporary.unlink, missing_ok=True))
        _write(temporary, content)

    def _replace(self, entry: Entry) -> None:
        self._undo.append(partial(self._restore, entry))
        os.replace(self._root / _temporary(entry.path), self._root / entry.path)

    def _delete(self, entry: Entry) -> None:
        self._undo.append(partial(self._restore, entry))
        os.unlink(self._root / entry.path)

    def _restore(self, entry: Entry) -> None:
        target = self._root / entry.path
        if entry.before is None:
            target.unlink(missing_ok=True)
        elif not target.exists() or target.read_bytes() != entry.before:
            temporary = self._root / _temporary(entry.path)
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
        if os.listdir(folder) == [_CACHE] and not (folder / _CACHE).is_symlink():
            for compiled in (folder / _CACHE).glob("*.pyc"):
                compiled.unlink()
            os.rmdir(folder / _CACHE)
        if not os.listdir(folder):
            os.rmdir(folder)
    except FileNotFoundError:
        return
