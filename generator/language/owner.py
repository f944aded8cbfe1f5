"""The words that say whose the rows of a resource are."""

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, TypeAdapter
from pydantic import Field as Key

from generator.language.shape import Shape, kind, refuse
from generator.language.words import Name


class Through(Shape):
    """That a row is owned by whoever owns the row that it refers to."""

    noun = "an owner"
    sample = "{through: project_id}"

    through: Name = Key(
        description="A required field of type ref: the caller's rows are those that refer to a row "
        "of the caller's.",
        examples=["project_id"],
    )


def _owner(value: object) -> object:
    """Decides between the forms, so that a mistake is reported once, for the form meant."""
    if isinstance(value, dict):
        return Through.model_validate(value)
    if isinstance(value, str):
        return _NAME.validate_python(value)
    raise refuse("E113", f"must be a name or a mapping, not {kind(value)}", "write owner: user_id")


_NAME: TypeAdapter[str] = TypeAdapter(Name)
Owner: TypeAlias = Annotated[Name | Through, BeforeValidator(_owner)]
