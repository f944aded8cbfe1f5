"""The resolved model of actions: routes that change one row in one way."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from generator.language.functions import HookName
from generator.model.fields import Deprecation, Field, Scalar
from generator.model.marks import Mark
from generator.model.names import ClassName, Identifier, Path
from generator.model.relations import LATER

HookPoint: TypeAlias = HookName

# The value of a datetime that an action sets to the time of the request.
NOW = "now"


@dataclass(frozen=True, slots=True)
class Step:
    """What an action adds to a number."""

    field: Field
    # What is added: of a decimal as text, like all its values.
    by: Scalar
    # The end of the field's range that it leads to, and the last value from which it stays within.
    end: Scalar
    last: Scalar

    @property
    def down(self) -> bool:
        """Whether it takes away."""
        return str(self.by).startswith("-")

    def has_room(self, value: Scalar) -> bool:
        """Whether the field stays within its range from here."""
        now, last = Decimal(str(value)), Decimal(str(self.last))
        return now >= last if self.down else now <= last


@dataclass(frozen=True, slots=True)
class ActionBody:
    """What clients send to an action."""

    # The class that reads it.
    name: ClassName
    # Each field gets the value that is sent.
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class OwnFunction:
    """A function in the folder of the user's own code."""

    # The file without its ending.
    module: Identifier
    name: Identifier

    @property
    def path(self) -> str:
        """As the spec names it."""
        return f"custom.{self.module}:{self.name}"


@dataclass(frozen=True, slots=True)
class Hook:
    """A function of the user's own that is called around what the routes write."""

    # When it is called.
    point: HookPoint
    function: OwnFunction


@dataclass(frozen=True, slots=True)
class Action:
    """A route that changes one row in one way: in one statement, or in a function of the user's."""

    name: Identifier
    method: Literal["POST", "PATCH", "PUT", "DELETE"]
    # The bool field that it turns over.
    toggle: Field | None
    # That the action will go away.
    deprecation: Deprecation | None
    # The last segment of its path, where that isn't its name.
    path: Path | None = field(default=None, metadata=LATER)
    # Fields and what each gets; None is null, and NOW of a datetime is the time of the request.
    set: tuple[tuple[Field, Scalar | None], ...] = field(default=(), metadata=LATER)
    increment: tuple[Step, ...] = field(default=(), metadata=LATER)
    # Fields and the values of which each must have one; None is null.
    when: tuple[tuple[Field, tuple[Scalar | None, ...]], ...] = field(default=(), metadata=LATER)
    # What it takes; None where it reads no body.
    body: ActionBody | None = field(default=None, metadata=LATER)
    # What does it, and gets what is sent; None where the statement says it all.
    run: OwnFunction | None = field(default=None, metadata=LATER)
    # The row of the caller's own that it makes or takes away; of the row itself it changes nothing.
    mark: Mark | None = field(default=None, metadata=LATER)

    @property
    def given(self) -> tuple[Field, ...]:
        """The fields that a request may give."""
        return self.body.fields if self.body else ()

    @property
    def needed(self) -> tuple[Field, ...]:
        """Those that it must give: a toggle knows what to do without."""
        return tuple(field for field in self.given if field != self.toggle)

    @property
    def segment(self) -> str:
        """The last segment of its path."""
        return str(self.path or self.name)

    @property
    def changes(self) -> tuple[Field, ...]:
        """The fields that it changes."""
        toggled = () if self.toggle is None else (self.toggle,)
        set_ = tuple(field for field, _ in self.set)
        return (*toggled, *set_, *(step.field for step in self.increment))

    @property
    def guarded(self) -> bool:
        """Whether there are rows to which it doesn't apply: they answer 409."""
        return bool(self.when or self.increment)

    @property
    def turns(self) -> Field | None:
        """The field that it turns over, where that is all there is to it, and answers have it."""
        more = self.path or self.body or self.set or self.increment or self.when
        if more or self.toggle is None or not self.toggle.shown:
            return None
        return self.toggle
