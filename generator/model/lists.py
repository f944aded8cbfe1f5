"""The resolved model of lists: filters, search, sorts and pages."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from generator.language.words import OperatorName
from generator.model.fields import Deprecation, Field, Scalar
from generator.model.names import ClassName, Column, Identifier, PublicName, across, under
from generator.model.relations import LATER


def _nothing() -> Any:
    """No parts, in a class where `field` is a field."""
    return field(default=(), metadata=LATER)


@dataclass(frozen=True, slots=True)
class OperatorFilter:
    """A query parameter that compares a field with a value."""

    name: PublicName
    field: Field
    operator: OperatorName
    # The same filter under the field's new name, where this one has the old name.
    renamed: PublicName | None
    # That the filter will go away, be it for its own sake or for its field's.
    deprecation: Deprecation | None
    # The references that lead to the row whose field it is; none where that is the row itself.
    steps: tuple[Field, ...] = _nothing()
    # The attribute of an old name across references.
    old_attribute: Identifier | None = dataclasses.field(default=None, metadata=LATER)

    @property
    def fixed(self) -> bool:
        """Whether its values stand for conditions without a parameter."""
        return self.operator == "is_null" or self.field.attached is not None

    @property
    def attribute(self) -> str:
        """The attribute in Python."""
        if self.steps:
            called = (*(step.relation for step in self.steps), self.field.name)
            return self.old_attribute or under(across(*called), self.operator)
        alias = self.field.alias if self.renamed else None
        return under(alias.attribute if alias else self.field.asked[0], self.operator)

    @property
    def subject(self) -> str:
        """The field as clients know it, with the references that lead there."""
        return public_path(self.steps, self.field)


@dataclass(frozen=True, slots=True)
class Beyond:
    """What a field of a row must be that references lead to; None is null."""

    steps: tuple[Field, ...]
    field: Field
    value: Scalar | None

    @property
    def subject(self) -> str:
        """The field as clients know it."""
        return public_path(self.steps, self.field)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a named filter."""

    name: PublicName
    # Fields and what each must be; None is null.
    conditions: tuple[tuple[Field, Scalar | None], ...]
    # The same of rows that references lead to.
    beyond: tuple[Beyond, ...] = _nothing()

    @property
    def said(self) -> list[tuple[str, Scalar | None]]:
        """All conditions, with the fields as clients know them."""
        own = [(field.public, value) for field, value in self.conditions]
        return own + [(each.subject, each.value) for each in self.beyond]


@dataclass(frozen=True, slots=True)
class ChoiceFilter:
    """A query parameter with named choices, each for fixed conditions."""

    name: PublicName
    # The name of the type of its values.
    value_class: ClassName
    default: PublicName
    choices: tuple[Choice, ...]
    # That the filter will go away.
    deprecation: Deprecation | None


@dataclass(frozen=True, slots=True)
class Search:
    """The full-text search of a resource."""

    # The generated column that holds the words.
    column: Column
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class SortField:
    """A field that lists can be sorted by."""

    field: Field
    # Whether its natural direction is descending.
    descending: bool
    # How values compare: as they are, text without regard to case, enums by rank.
    compare: Literal["value", "text", "rank"]
    # Where rows without a value go; None where every row has one.
    nulls: Literal["first", "last"] | None
    # The references that lead to the row whose field it is.
    steps: tuple[Field, ...] = _nothing()

    @property
    def subject(self) -> str:
        """The field as clients know it, with the references that lead there."""
        return public_path(self.steps, self.field)


@dataclass(frozen=True, slots=True)
class SortKey:
    """A key that lists can be sorted by; its field is as in `SortField`."""

    name: PublicName
    field: Field
    descending: bool
    compare: Literal["value", "text", "rank"]
    nulls: Literal["first", "last"] | None
    # What decides between rows that are alike in it.
    then: tuple[SortField, ...] = _nothing()
    steps: tuple[Field, ...] = _nothing()

    @property
    def fields(self) -> tuple[SortField, ...]:
        """Every field, in order."""
        first = SortField(self.field, self.descending, self.compare, self.nulls, self.steps)
        return (first, *self.then)

    @property
    def looks_across(self) -> bool:
        """Whether some field is that of a row which references lead to."""
        return any(each.steps for each in self.fields)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter, and the attribute that holds it in Python."""

    name: PublicName
    attribute: Identifier


@dataclass(frozen=True, slots=True)
class SortStyle:
    """The parameters of a list's sort."""

    by: Parameter
    # The one that gives a direction, if there is one.
    order: Parameter | None


@dataclass(frozen=True, slots=True)
class Page:
    """How much of a list one response holds."""

    size: int
    maximum: int
    # When all matching rows are counted.
    total: Literal["on_request", "exact", "none"]


def public_path(steps: Iterable[Field], last: Field) -> str:
    """A field as clients know it, with the references that lead to its row: ``project.name``."""
    return ".".join([*(step.public_relation for step in steps), last.asked[1]])
