"""What a plan is made of: files, and what is to be done with each."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from generator.diagnostics import CODES
from generator.emit.manifest import Owner

Step: TypeAlias = Literal["create", "replace", "keep", "delete", "conflict"]
MANIFEST = ".generated.json"
JOURNAL = ".generating.json"
TEMPORARY = ".apiwright-tmp"
RECORD = "migrations/model.json"
"""Where the application keeps its migrations, and the tables that they lead to."""

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
