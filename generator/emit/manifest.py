"""What the generator remembers of the files that it wrote: the text of `.generated.json`."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from generator.model.data import JSON

Owner: TypeAlias = Literal["generated", "yours", "migration"]
"""Who may change a file: the generator, the user, or nobody once it is there."""

OWNERS: tuple[Owner, ...] = ("generated", "yours", "migration")
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Record:
    """A file that was written."""

    owner: Owner
    # Of the text that was written; None for the user's own, which are never compared.
    hash: str | None


def digest(content: bytes) -> str:
    """What stands for a text in the manifest."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Contract:
    """What clients were told: the model of the last run, and what changed from run to run."""

    model: JSON
    # The newest last.
    changes: tuple[JSON, ...] = ()
    # New names that clients know already, as long as the spec has the old ones.
    renamed: tuple[str, ...] = ()


def manifest_text(records: Mapping[str, Record], contract: Contract) -> str:
    """The manifest: no date, no version, no absolute path; a line for a file or a resource."""
    files: JSON = {
        path: {"owner": record.owner} | ({"hash": record.hash} if record.hash else {})
        for path, record in records.items()
    }
    parts = [
        f'  "changes": {lines([*contract.changes], 1)}',
        f'  "files": {lines(files, 1)}',
        f'  "format": {FORMAT}',
        f'  "model": {lines(contract.model, 2)}',
        f'  "renamed": {lines([*contract.renamed], 1)}',
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def read_manifest(text: str) -> dict[str, Record]:
    """The files of a manifest; ValueError if it isn't one."""
    return {path: _record(entry) for path, entry in _files(text).items()}


def read_contract(text: str | None) -> Contract:
    """The contract of a manifest; where it has none that can be read, nothing is known."""
    try:
        data: JSON = json.loads(text or "null")
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        return Contract(None)
    changes = data.get("changes", [])
    renamed = data.get("renamed", [])
    return Contract(
        data.get("model"),
        tuple(changes) if isinstance(changes, list) else (),
        tuple(map(str, renamed)) if isinstance(renamed, list) else (),
    )


def journal_text(hashes: Mapping[str, frozenset[str]]) -> str:
    """For the time of writing: every text that a file may have while some are old, some new."""
    files: JSON = {path: [*sorted(known)] for path, known in hashes.items()}
    return f'{{\n  "files": {lines(files, 1)},\n  "format": {FORMAT}\n}}\n'


def read_journal(text: str) -> dict[str, frozenset[str]]:
    """The texts of a journal; ValueError if it isn't one."""
    return {path: _hashes(entry) for path, entry in _files(text).items()}


def _files(text: str) -> dict[str, JSON]:
    data: JSON = json.loads(text)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError("not of a known format")
    files = data.get("files")
    if not isinstance(files, dict):
        raise ValueError("no files")
    return files


def _record(entry: JSON) -> Record:
    if not isinstance(entry, dict):
        raise ValueError("not a record of a file")
    owner = next((word for word in OWNERS if word == entry.get("owner")), None)
    known = entry.get("hash")
    if owner is None or not isinstance(known, str | None):
        raise ValueError("not a record of a file")
    return Record(owner, known)


def _hashes(entry: JSON) -> frozenset[str]:
    if not isinstance(entry, list):
        raise ValueError("not a list of hashes")
    return frozenset(item for item in entry if isinstance(item, str))


def lines(value: JSON, depth: int, indent: int = 1) -> str:
    """Sorted JSON with a line for each part down to a depth, so that changes merge."""
    if depth == 0 or not value or not isinstance(value, dict | list):
        return _compact(value)
    before, after = "\n" + "  " * (indent + 1), "\n" + "  " * indent
    if isinstance(value, list):
        items = [lines(item, depth - 1, indent + 1) for item in value]
        return f"[{before}{(',' + before).join(items)}{after}]"
    entries = [
        f"{_compact(key)}: {lines(value[key], depth - 1, indent + 1)}" for key in sorted(value)
    ]
    return f"{{{before}{(',' + before).join(entries)}{after}}}"


def _compact(value: JSON) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False)
