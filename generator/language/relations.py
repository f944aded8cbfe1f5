"""What belongs to a row: the rows of another resource that refer to it."""

from typing import ClassVar

from pydantic import Field as Key

from generator.language import later
from generator.language.later import Later
from generator.language.shape import Shape
from generator.language.words import Name


class HasMany(Shape):
    """The rows that refer to a row by one of their fields."""

    noun = "a has_many"
    postponed: ClassVar[Later] = later.HAS_MANY
    sample = "{of: Task, by: project_id, count: true}"

    of: Name = Key(description="The resource of the rows.", examples=["Task"])
    by: Name = Key(
        description="The field of theirs that refers to the row.", examples=["project_id"]
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
