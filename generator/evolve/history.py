"""The migrations that are there: the chain that the record keeps, and whether it holds.

The record knows each file of the chain by a hash that includes those before it, and the tables
that the chain leads to.
"""

import ast
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.emit.manifest import lines
from generator.emit.output import CONFLICT, MERGED, RECORD, Refusal
from generator.evolve.database.revisions import FOLDER
from generator.model.data import JSON, from_data, tables_to_data
from generator.model.tables import TableModel

_FORMAT = 2
_RESTORE = "restore it from git, or, as long as no database holds data to keep, delete the folder "
_RESTORE += "migrations and run make generate && make reset"


@dataclass(frozen=True, slots=True)
class Link:
    """A file of the chain."""

    file: str
    # Of its text and of everything before it.
    hash: str


@dataclass(frozen=True, slots=True)
class History:
    """A chain that holds."""

    links: tuple[Link, ...]
    # The last revision.
    head: str
    # The tables that it leads to.
    tables: tuple[TableModel, ...]
    # New names that tables and columns have got already, as long as the spec has the old ones.
    renamed: tuple[str, ...]
    # Keys of tables of other systems that some revision refers to.
    referred: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Script:
    """What a file says of itself."""

    file: str
    revision: str
    parent: str | None


def read_history(record: str | None, files: Mapping[str, str], folder: str) -> History | None:
    """The chain of an application, None where there is none yet; a Refusal if it is broken.

    `files` are the texts of all revisions, but for those of a run that was interrupted.
    """
    if record is None and not files:
        return None
    if record is None:
        raise Refusal("E701", RECORD, "the migrations are there, but not their record", _RESTORE)
    links, tables, renamed, referred = _recorded(record, folder)
    scripts = {file: _script(file, text, folder) for file, text in files.items()}
    _check_links(links, files)
    own = _own(links, scripts, folder)
    for file in own:
        links = (*links, link(links, file, files[file]))
    return History(links, scripts[links[-1].file].revision, tables, renamed, referred)


def link(before: Sequence[Link], file: str, text: str) -> Link:
    """The next link of a chain."""
    previous = before[-1].hash if before else ""
    # As git may write them on another system, the ends of lines don't count.
    plain = text.replace("\r\n", "\n")
    return Link(file, hashlib.sha256(f"{previous}\n{plain}".encode()).hexdigest())


def record_text(
    links: Sequence[Link],
    tables: Sequence[TableModel],
    renamed: Sequence[str],
    referred: Sequence[str],
) -> str:
    """The record: a line for each revision and each part of a table, so that changes merge."""
    revisions: JSON = [{"file": item.file, "hash": item.hash} for item in links]
    parts: dict[str, JSON] = {
        "format": _FORMAT,
        "referred": _referred(tables, referred),
        "renamed": [*renamed],
        "revisions": revisions,
        "tables": tables_to_data(tables),
    }
    return lines(parts, 4, indent=0) + "\n"


def _referred(tables: Sequence[TableModel], before: Sequence[str]) -> list[JSON]:
    """What was referred to, and what is now."""
    own = {str(table.name) for table in tables}
    targets = [key.target for table in tables for key in table.foreign_keys]
    found = [*before, *(target for target in targets if target.rpartition(".")[0] not in own)]
    return [*dict.fromkeys(found)]


def read_record(record: str) -> tuple[tuple[TableModel, ...] | None, tuple[str, ...]]:
    """The tables and new names of a record of another time, if it can be read."""
    try:
        _, tables, renamed, _ = _recorded(record, "")
    except Refusal:
        return None, ()
    return tables, renamed


def _recorded(
    text: str, folder: str
) -> tuple[tuple[Link, ...], tuple[TableModel, ...], tuple[str, ...], tuple[str, ...]]:
    try:
        data: JSON = json.loads(text)
        if not isinstance(data, dict) or data.get("format") != _FORMAT:
            raise ValueError("not of a known format")
        links = from_data(tuple[Link, ...], data.get("revisions"))
        tables = from_data(tuple[TableModel, ...], data.get("tables"))
        renamed = from_data(tuple[str, ...], data.get("renamed", []))
        referred = from_data(tuple[str, ...], data.get("referred", []))
        if not links:
            raise ValueError("no revisions")
    except (ValueError, RecursionError):
        hint = MERGED.format(folder=folder) if CONFLICT in text else _RESTORE
        raise Refusal("E701", RECORD, "this is not what was recorded", hint) from None
    return links, tables, renamed, referred


def _check_links(links: Sequence[Link], files: Mapping[str, str]) -> None:
    known: list[Link] = []
    for item in links:
        path = f"{FOLDER}/{item.file}"
        text = files.get(item.file)
        if text is None:
            raise Refusal(
                "E701", path, "a migration that databases may have been through is gone", _RESTORE
            )
        if link(known, item.file, text) != item:
            message = "a migration that databases may have been through was edited"
            raise Refusal("E701", path, message, _RESTORE)
        known.append(item)


def _own(links: Sequence[Link], scripts: Mapping[str, _Script], folder: str) -> tuple[str, ...]:
    """Files that go on where the chain ends, in their order."""
    chain = {scripts[item.file].revision: item.file for item in links}
    head = scripts[links[-1].file].revision
    left = [script for file, script in sorted(scripts.items()) if file not in chain.values()]
    found: list[str] = []
    while left:
        following = [script for script in left if script.parent == head]
        if len(following) != 1:
            raise _two_heads(following or left, chain, folder)
        head = following[0].revision
        if head in chain:
            path = f"{FOLDER}/{following[0].file}"
            message = f"it has the name of {chain[head]}: {head}"
            raise Refusal("E701", path, message, "give it a revision of its own")
        found.append(following[0].file)
        chain[head] = following[0].file
        left.remove(following[0])
    return tuple(found)


def _two_heads(scripts: Sequence[_Script], chain: Mapping[str, str], folder: str) -> Refusal:
    script = scripts[0]
    path = f"{FOLDER}/{script.file}"
    if script.parent is None or script.parent not in chain:
        message = f"it follows a revision that isn't here: {script.parent}"
        return Refusal("E701", path, message, MERGED.format(folder=folder))
    others = [file for revision, file in chain.items() if revision != script.parent]
    rival = scripts[1].file if scripts[1:] else others[-1] if others else chain[script.parent]
    message = f"two heads: it follows {chain[script.parent]}, and so does {rival}"
    return Refusal("E701", path, message, MERGED.format(folder=folder))


def _script(file: str, text: str, folder: str) -> _Script:
    try:
        values = {
            target.id: node.value.value
            for node in ast.parse(text).body
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        revision, parent = values["revision"], values["down_revision"]
        if not isinstance(revision, str) or not isinstance(parent, str | None):
            raise ValueError("names are texts")
        return _Script(file, revision, parent)
    except (SyntaxError, ValueError, KeyError):
        hint = (
            MERGED.format(folder=folder)
            if CONFLICT in text
            else ("it needs revision = '...' and down_revision = '...'; move it away if it is none")
        )
        path = f"{FOLDER}/{file}"
        raise Refusal("E701", path, "this is no revision of Alembic", hint) from None
