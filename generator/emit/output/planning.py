"""What generation is to write, keep, merge and delete."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.emit.manifest import Contract, Record, digest, manifest_text
from generator.emit.output.parts import MANIFEST, Emitted, Entry, Plan, Step
from generator.emit.output.past import Past, digests
from generator.emit.output.tree import Tree, check_names, folders_of

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


def plan(files: Mapping[str, Emitted], contract: Contract, out: Path) -> Plan:
    """What has to be done so that `out` holds exactly these files and the user's own."""
    check_names(files)
    tree = Tree(Path(os.path.realpath(out)))
    past = Past.read(tree)
    entries = _entries(files, past, tree)
    records = _records(files, entries, past)
    journal = {
        entry.path: past.texts(entry.path) | digests(entry.after)
        for entry in entries
        if records.get(entry.path, Record("generated", None)).owner != "yours"
    }
    before, after = tree.read(MANIFEST), manifest_text(records, contract).encode()
    return Plan(
        root=tree.root,
        entries=entries,
        manifest=Entry(MANIFEST, _step(before, after), before, after),
        leftovers=tree.leftovers(folders_of([*(entry.path for entry in entries), MANIFEST])),
        journal=journal,
        folders=tuple(
            folders_of(entry.path for entry in entries if entry.path not in files) - {""}
        ),
    )


def _step(before: bytes | None, after: bytes) -> Step:
    if before is None:
        return "create"
    return "keep" if before == after else "replace"


# Deciding, file by file


def _entries(files: Mapping[str, Emitted], past: Past, tree: "Tree") -> tuple[Entry, ...]:
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


def _restarted(files: Mapping[str, Emitted], past: Past, tree: "Tree") -> bool:
    """Whether somebody removed all migrations, to start anew.

    Those that a killed run wrote since are as good as missing.
    """
    return all(
        (content := tree.read(path)) is None
        or (path in files and content == files[path].text.encode())
        for path, record in past.records.items()
        if record.owner == "migration"
    )


def _emitted(path: str, emitted: Emitted, past: Past, tree: "Tree", restarted: bool) -> Entry:
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


def _migration(path: str, before: bytes | None, after: bytes, past: Past, restarted: bool) -> Entry:
    """Migrations are only added: databases may have been through those that are there."""
    if before is not None:
        return Entry(path, "conflict", before, after, *_REWRITTEN)
    if restarted or digest(after) in past.texts(path):
        return Entry(path, "create", before, after)
    return Entry(path, "conflict", before, after, *_GONE)


def _yours(path: str, emitted: Emitted, past: Past, tree: "Tree") -> Entry:
    """Written once; what was written before and is gone was removed on purpose."""
    if path in past.records or tree.read(path) is not None:
        return Entry(path, "keep")
    return Entry(path, "create", None, emitted.text.encode())


def _orphan(path: str, past: Past, tree: "Tree", restarted: bool) -> Entry:
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


def _old_migration(path: str, before: bytes | None, past: Past, restarted: bool) -> Entry:
    if before is None:
        return Entry(path, "keep") if restarted else Entry(path, "conflict", None, None, *_GONE)
    if digest(before) in past.texts(path):
        return Entry(path, "keep", before, before)
    return Entry(path, "conflict", before, before, *_CHANGED)


def _records(
    files: Mapping[str, Emitted], entries: Iterable[Entry], past: Past
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
