"""The resolved model of what belongs to a row, and of what answers tell of it."""

from dataclasses import dataclass, field

from generator.language.words import NestedRouteName, TypeName
from generator.model.names import ClassName, Column, Folder, Identifier, Path, PublicName

# Parts of the model that came later: where they say nothing they are left out of what is stored.
LATER = {"left out": True}


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows refer to a row, of those that the caller reads."""

    # The resource of the rows, its package, and the field of theirs.
    resource: ClassName
    folder: Folder
    by: Column


@dataclass(frozen=True, slots=True)
class Nested:
    """The routes of rows at a path below the row that they belong to."""

    routes: tuple[NestedRouteName, ...]
    # The whole path, with the key of the row as a parameter.
    path: Path
    # The resource of the row that is looked at first, what it calls those that belong to it, and
    # the field of theirs that refers to it.
    below: ClassName
    name: Identifier
    by: Column
    # The handlers, which are the names of the operations.
    list_name: Identifier
    create_name: Identifier
    # What reads the parameters of the list, and the body of a create: both without the field.
    query: ClassName
    body: ClassName


@dataclass(frozen=True, slots=True)
class HasMany:
    """The rows of a resource that refer to a row."""

    name: Identifier
    resource: ClassName
    folder: Folder
    # The field of theirs that refers to the row.
    by: Column
    nested: Nested | None


@dataclass(frozen=True, slots=True)
class Link:
    """What a field lists: rows of the same owner, which a table between them links to a row."""

    # What the spec calls it, and what filters do.
    name: Column
    known_as: PublicName
    # The other resource, and the column of its key.
    resource: ClassName
    folder: Folder
    key: Column
    # One of the other rows in words, and what its key is: "the id of one of your tags".
    label: str
    label_with_article: str
    meaning: str
    # Whether everybody reads the other rows.
    public: bool
    # Where a single link is: the last segments of its path.
    segment: Path
    parameter: Identifier
    # The class of the rows between, and their columns: the row's key, and the other's.
    row: ClassName
    here: Column
    there: Column
    # The text of the other rows that is listed instead of their keys, and the type of those.
    names: Column | None = field(default=None, metadata=LATER)
    key_type: TypeName | None = field(default=None, metadata=LATER)
    # The resource whose rows the links are; None where they are in a table that nobody sees.
    through: ClassName | None = field(default=None, metadata=LATER)
