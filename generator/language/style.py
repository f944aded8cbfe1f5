"""How the API looks to its clients: the words of `style`."""

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator
from pydantic import Field as Key

from generator.language.shape import Shape, refuse

PARAMETER = r"[a-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*"


def _parameter(value: str) -> str:
    if not re.fullmatch(PARAMETER, value):
        raise refuse("E115", "must be the name of a parameter", "for example sort_by or sortBy")
    return value


Parameter: TypeAlias = Annotated[
    str,
    Key(max_length=40, json_schema_extra={"pattern": f"^{PARAMETER}$"}),
    AfterValidator(_parameter),
]


class SortStyle(Shape):
    """The names of the parameters that lists are sorted by."""

    noun = "the style of a sort"
    sample = "{by: sort_by, order: sort_order}"

    by: Parameter = Key(
        default="sort", description="Parameter that names the key.", examples=["sort_by"]
    )
    order: Parameter | None = Key(
        default=None,
        description="Parameter that says asc or desc; without one, '-' turns a key round.",
        examples=["sort_order"],
    )


class ApiStyle(Shape):
    """How the API looks to its clients."""

    noun = "a style"
    sample = "{sort: {by: sort_by, order: sort_order}}"

    sort: SortStyle = Key(
        default=SortStyle(), description="Names of the parameters that lists are sorted by."
    )


class ResourceStyle(Shape):
    """How one resource looks to its clients, where that is another way than the API's."""

    noun = "a style"
    sample = "{sort: {by: sort_by, order: sort_order}}"

    sort: SortStyle | None = Key(
        default=None, description="Names of its sort parameters; see api.style.sort."
    )
