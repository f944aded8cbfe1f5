"""The resolved model of what belongs to a row, and of what answers tell of it."""

from dataclasses import dataclass

from generator.model.names import ClassName, Column, Folder, Identifier


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows refer to a row, of those that the caller reads."""

    # The resource of the rows, its package, and the field of theirs.
    resource: ClassName
    folder: Folder
    by: Column


@dataclass(frozen=True, slots=True)
class HasMany:
    """The rows of a resource that refer to a row."""

    name: Identifier
    resource: ClassName
    folder: Folder
    # The field of theirs that refers to the row.
    by: Column
