"""What was generated before, as the records in the folder tell."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from generator.emit.manifest import Owner, Record, digest, read_journal, read_manifest
from generator.emit.output.parts import CONFLICT, JOURNAL, MANIFEST, MERGED, RECORD, Refusal
from generator.emit.output.tree import Tree, check_path

_T = TypeVar("_T")


def read(out: Path, path: str) -> str | None:
    """The text of a file in the output folder, if it is there."""
    content = Tree(Path(os.path.realpath(out))).read(path)
    return None if content is None else content.decode("utf-8", errors="replace")


def scripts(out: Path, folder: str) -> dict[str, str]:
    """The Python files in a folder, but for those of a run that was interrupted."""
    tree = Tree(Path(os.path.realpath(out)))
    past = Past.read(tree)
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


def digests(content: bytes | None) -> frozenset[str]:
    """The digest of a file's content; none where there is no file."""
    return frozenset() if content is None else frozenset({digest(content)})


# What was written before


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier runs wrote, the last of them perhaps not to its end."""

    records: Mapping[str, Record]
    journal: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, tree: "Tree") -> "Past":
        past = cls(
            _parsed(tree, MANIFEST, read_manifest) or {},
            _parsed(tree, JOURNAL, read_journal) or {},
        )
        for path in past.paths:
            check_path(path)
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


def _parsed(tree: "Tree", path: str, parse: Callable[[str], _T]) -> _T | None:
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
