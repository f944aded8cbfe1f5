"""The resolved model of marks: rows of a caller's own that refer to another row."""

from dataclasses import dataclass

from generator.model.names import ClassName, Column, Folder, Identifier


@dataclass(frozen=True, slots=True)
class Marked:
    """Whether a row of the caller's own refers to a row."""

    # The resource of such rows, its package, and the field of theirs that refers to the row.
    resource: ClassName
    folder: Folder
    refers: Column


@dataclass(frozen=True, slots=True)
class Mark:
    """That an action makes a row of the caller's own that refers to a row, or takes it away."""

    # What the spec calls such rows.
    name: Identifier
    resource: ClassName
    folder: Folder
    by: Column
    adds: bool
