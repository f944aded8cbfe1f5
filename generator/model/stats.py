"""The resolved model of stats: numbers about the rows of a list."""

from dataclasses import dataclass
from typing import Literal

from generator.language.stats import Period
from generator.model.fields import Field, FieldType, Scalar
from generator.model.names import ClassName, Identifier, PublicName, under


@dataclass(frozen=True, slots=True)
class Group:
    """A field whose values make the groups of a stat."""

    field: Field
    # Which part of a date or a time makes them, in UTC.
    by: Period | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that a stat tells of each group."""

    operation: Literal["count", "sum", "avg", "min", "max"]
    # What is added up or compared; None where rows are counted.
    field: Field | None
    # The type in which it travels.
    type: FieldType

    @property
    def name(self) -> PublicName:
        """Its JSON name: `count`, `price__sum`."""
        return under(self.field.public, self.operation) if self.field else PublicName("count")

    @property
    def attribute(self) -> str:
        """The same in Python."""
        return under(self.field.name, self.operation) if self.field else "count"


@dataclass(frozen=True, slots=True)
class Stat:
    """A route that tells numbers about the rows of a list, in one statement."""

    name: Identifier
    # The class of one answer, or of one group of it.
    value_class: ClassName
    # None where all rows are one group.
    groups: tuple[Group, ...]
    measures: tuple[Measure, ...]

    @property
    def values(self) -> tuple[Scalar, ...]:
        """The values that have a group each, even without rows; none where any may come."""
        if len(self.groups) != 1:
            return ()
        field = self.groups[0].field
        return (False, True) if field.type == "bool" else tuple(m.value for m in field.members)
