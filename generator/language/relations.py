"""What belongs to a row: the rows of another resource that refer to it, or that it refers to."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, TypeAdapter
from pydantic import Field as Key

from generator.language.shape import Shape, kind, refuse
from generator.language.words import Name, NestedRoutes

# How many rows an answer holds of those that belong to a row, where the spec doesn't say it, and
# how many it may hold.
EXPANDED = 100
MAX_EXPANDED = 1000


class ExpandOne(Shape):
    """The row that a field refers to, in answers."""

    noun = "an expand"
    sample = "{as: project}"

    as_: Name = Key(alias="as", description="Its name in answers.", examples=["project"])
    always: bool = Key(
        default=False,
        description="Whether every answer has it; else those that are asked for it.",
    )


class ExpandMany(Shape):
    """The rows that refer to a row, in answers."""

    noun = "an expand"
    sample = "{max: 20, sort: created}"

    max: int = Key(
        default=EXPANDED,
        ge=1,
        le=MAX_EXPANDED,
        description="How many of them an answer holds at most.",
    )
    sort: Name | None = Key(
        default=None,
        description="A key to sort lists of them by; a '-' before it reverses it.",
        examples=["created", "-created"],
    )


_NAME: TypeAdapter[str] = TypeAdapter(Name)


def _expand_one(value: object) -> object:
    """Decides between the forms, so that a mistake is reported once, for the form meant."""
    if isinstance(value, dict):
        return ExpandOne.model_validate(value)
    if isinstance(value, str):
        return _NAME.validate_python(value)
    raise refuse("E113", f"must be a name or a mapping, not {kind(value)}", "write expand: project")


def _expand_many(value: object) -> object:
    if isinstance(value, dict):
        return ExpandMany.model_validate(value)
    if value is True:
        return value
    raise refuse("E113", "must be true or a mapping", "write expand: true, or {max: 20}")


Expand: TypeAlias = Annotated[Name | ExpandOne, BeforeValidator(_expand_one)]


class HasMany(Shape):
    """The rows that refer to a row by one of their fields."""

    noun = "a has_many"
    sample = "{of: Task, by: project_id, nested: [list, create], count: true}"

    of: Name = Key(description="The resource of the rows.", examples=["Task"])
    by: Name = Key(
        description="The field of theirs that refers to the row.", examples=["project_id"]
    )
    nested: NestedRoutes = Key(
        default=(),
        description="What there is below the path of a row: the list of those that belong to it, "
        "and creating one that does.",
    )
    count: bool = Key(
        default=False,
        description="Whether answers tell how many there are, as <name>_count: of those that the "
        "caller reads.",
    )
    mine: Name | None = Key(
        default=None,
        description="The name of a bool in answers: whether one of them is the caller's own.",
        examples=["favorited"],
    )
    expand: Annotated[Literal[True] | ExpandMany, BeforeValidator(_expand_many)] | None = Key(
        default=None,
        description="That answers hold the rows themselves, where they are asked for them; or "
        "{max: 20, sort: created}.",
    )

    @property
    def expanded(self) -> ExpandMany | None:
        """How answers hold the rows, in the long form."""
        return ExpandMany() if self.expand is True else self.expand
