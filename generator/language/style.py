"""How answers and requests are written, apart from what they say.

The same words may stand on the API and on a resource, whose own come first.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field as Key

from generator.language.shape import Shape, one_of

Case: TypeAlias = Literal["snake", "camel"]


class Style(Shape):
    """How JSON is written, where the spec says so."""

    noun = "a style"
    sample = "{case: camel}"

    case: Annotated[Case, one_of(Case, "case")] | None = Key(
        default=None, description="How JSON names are written: due_date (snake) or dueDate (camel)."
    )


class ApiStyle(Style):
    """The style of the whole API."""


class ResourceStyle(Style):
    """The style of one resource, where it differs."""
