"""The resolved model of rows of other resources in answers."""

from dataclasses import dataclass

from generator.model.names import ClassName, Column, Folder, Identifier, PublicName


@dataclass(frozen=True, slots=True)
class Expansion:
    """Another row, or several, that the answers of a resource hold."""

    # What clients call it, in answers and in the parameter `expand`; and the attribute in Python.
    name: PublicName
    attribute: Identifier
    description: str
    # The resource of the rows, and its package.
    resource: ClassName
    folder: Folder
    # The field that refers to the other: one of this resource where it is one row, else of theirs.
    by: Column
    # The key that it holds.
    key: Column
    # Whether every answer holds it, unasked.
    always: bool
    # How many rows at most, and the key to sort them by, with `-` before it to reverse it; None
    # where it is one row, or where there is nothing to sort by.
    most: int | None = None
    sort: str | None = None
