"""The resolved model of fields: what each is called, holds and may do.

The model is plain data, in the order in which it is printed. Names that stand in the emitted code
are types of their own, made in `names` and nowhere else.
"""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from generator.language.json_text import JsonText
from generator.language.words import FieldAccess, FormatName, OnDelete, TypeName, text_form
from generator.model.marks import Marked
from generator.model.names import (
    ClassName,
    Column,
    Folder,
    Identifier,
    PublicName,
    Table,
    relation,
)
from generator.model.relations import LATER, Count, Link

Scalar: TypeAlias = str | int | float | bool

# What a field holds: an array, several.
Value: TypeAlias = Scalar | tuple[Scalar, ...] | JsonText

# The types of the spec language stay what they are; a reference has that of the key it holds.
FieldType: TypeAlias = TypeName


@dataclass(frozen=True, slots=True)
class EnumMember:
    """One value of an enum."""

    # The member of the Python class.
    name: Identifier
    # What travels and is stored.
    value: str


@dataclass(frozen=True, slots=True)
class Deprecation:
    """That something will go away: OpenAPI and the headers of answers say so."""

    # The day since which clients are told, and the one until which it works for sure: ISO 8601.
    since: str
    sunset: str | None
    # What to use instead, on one line of Markdown.
    use: str | None


@dataclass(frozen=True, slots=True)
class Alias:
    """The old name of a field, which works beside the new one."""

    # The JSON name.
    name: PublicName
    deprecation: Deprecation
    # The attribute in Python, where the name itself can't be it.
    column: Column | None = field(default=None, metadata=LATER)

    @property
    def attribute(self) -> Column:
        """The attribute in Python."""
        return self.column or Column(self.name)


@dataclass(frozen=True, slots=True)
class Hop:
    """A row on the way from another one to its owner."""

    table: Table
    key: Column
    # The column that leads on: to the next row, or from the last one to the owner.
    owner: Column


@dataclass(frozen=True, slots=True)
class Reference:
    """What a field refers to: a row of a resource, of the same owner unless everybody reads it."""

    resource: ClassName
    folder: Folder
    table: Table
    # The columns of the row's key and of its owner.
    key: Column
    owner: Column
    # The rows in words, and what the field holds: "the id of one of your projects", or "the id of
    # a project".
    labels: str
    meaning: str
    # What becomes of the rows that refer to one that is deleted.
    on_delete: OnDelete
    # Whether it leads back: to rows that are alike, or that need such a row in turn.
    circular: bool
    # The rows between that row and its owner, where its column of the owner refers to one.
    hops: tuple[Hop, ...] = field(default=(), metadata=LATER)
    # Whether the row may be anybody's: everybody reads such rows.
    public: bool = field(default=False, metadata=LATER)
    # Whether each owner has one such row at most.
    single: bool = field(default=False, metadata=LATER)
    # Whether it is the owner's own one, whose key the server fills in.
    own: bool = field(default=False, metadata=LATER)
    # Of rows that are alike: whether they may refer to each other in a circle.
    circles: bool = field(default=False, metadata=LATER)


@dataclass(frozen=True, slots=True)
class State:
    """That a bool or an enum has one of some values."""

    field: "Field"
    # None is null.
    values: tuple[Scalar | None, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """That a bool says whether rows are in a state of an enum, and brings them there and back."""

    state: State
    # What the enum becomes where the bool is made false; None where nobody can write it.
    otherwise: str | None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a resource, and everything that is checked of its values."""

    # The attribute in Python and the column.
    name: Column
    type: FieldType
    # For the documentation.
    description: str | None
    example: Value | None
    # Whether the value may be null.
    nullable: bool
    # Whether a create must give it.
    required: bool
    # The value of a create that doesn't give it; None where there is none.
    default: Value | None
    # Whether clients may send it at all: each create may give it.
    writable: bool
    # When the server writes the time into it.
    stamp: Literal["on_create", "on_update"] | None
    # The least and the greatest value, or length of a text or an array.
    minimum: int | float | str | None
    maximum: int | float | str | None
    # What a text must match somewhere, as pydantic reads it.
    pattern: str | None
    # Whether blanks around a text are removed.
    trim: bool
    # Digits in all, and after the point, of a decimal.
    precision: int | None
    scale: int | None
    # The values of an enum, in sorting order.
    members: tuple[EnumMember, ...]
    # The name of the enum, or of the checked type of a writable field.
    value_class: ClassName
    # The name that the field had before: JSON and filters have both.
    alias: Alias | None
    # That the field will go away.
    deprecation: Deprecation | None
    # The SQL that works it out when a row is read, where it isn't stored.
    sql: str | None = field(default=None, metadata=LATER)
    # An element of an array, which is never null.
    element: "Field | None" = field(default=None, metadata=LATER)
    # The JSON name, where that is another one.
    json_name: PublicName | None = field(default=None, metadata=LATER)
    # What clients may do with it, where that isn't both: send it and read it.
    access: FieldAccess | None = field(default=None, metadata=LATER)
    # The row that it refers to, where it holds the key of one.
    reference: Reference | None = field(default=None, metadata=LATER)
    # The state of another field that it stands for; then it has no column.
    switch: Switch | None = field(default=None, metadata=LATER)
    # The state since which it tells the time.
    since: State | None = field(default=None, metadata=LATER)
    # What it tells of other rows; then it has no column.
    attached: Count | Marked | None = field(default=None, metadata=LATER)
    # The rows that it lists, where it holds the keys of many; then it has no column.
    link: Link | None = field(default=None, metadata=LATER)
    # The form that a text must have, where its type doesn't say it.
    format: FormatName | None = field(default=None, metadata=LATER)

    # The text that the server makes it of, where a create doesn't give it.
    made_from: Column | None = field(default=None, metadata=LATER)

    @property
    def form(self) -> str | None:
        """The form that a text must have."""
        return text_form(self.type, self.format)

    @property
    def public(self) -> str:
        """The name that clients know it by."""
        return str(self.json_name or self.name)

    @property
    def relation(self) -> str:
        """What the row is called that it refers to."""
        return relation(self.name)

    @property
    def public_relation(self) -> str:
        """The same, as clients know it."""
        return relation(self.public)

    @property
    def asked(self) -> tuple[str, str]:
        """What filters call it: in Python, and as parameters."""
        if self.link is None:
            return str(self.name), self.public
        return str(self.link.name), str(self.link.known_as)

    @property
    def derived(self) -> bool:
        """Whether it has no column: it is worked out when a row is answered."""
        told = self.attached is not None or self.link is not None
        return self.sql is not None or told

    @property
    def changeable(self) -> bool:
        """Whether clients may send it to change a row."""
        return self.writable and self.access != "create_only"

    @property
    def shown(self) -> bool:
        """Whether answers have it."""
        return self.access not in ("write_only", "hidden")

    @property
    def own(self) -> bool:
        """Whether it holds the key of the owner's own row, which the server fills in."""
        return self.reference is not None and self.reference.own

    @property
    def automatic(self) -> bool:
        """Whether nobody but the server gives it a value: a key, an owner, a time, a slug."""
        told = any(word is not None for word in (self.stamp, self.since, self.made_from))
        return not self.writable and (self.access is None or told or self.own)
