"""How the API looks to its clients: the words of `style`.

The same words may stand on the API and on a resource, whose own come first.
"""

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator
from pydantic import Field as Key

from generator.language.envelopes import DeletedForm, ErrorForm, ListForm, RowForm
from generator.language.shape import Shape, one_of, refuse

Case: TypeAlias = Literal["snake", "camel"]

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


class Style(Shape):
    """What the API and a resource may both say."""

    case: Annotated[Case, one_of(Case, "case")] | None = Key(
        default=None, description="How JSON names are written: due_date (snake) or dueDate (camel)."
    )


class ApiStyle(Style):
    """How the API looks to its clients."""

    noun = "the style of the api"
    sample = "{case: camel}"

    list: ListForm = Key(
        default="array",
        description="Form of lists: array, a bare list; envelope, with items, total and next; or "
        "JSON with $rows once, and $total, $limit, $offset, $next. {items} in a key is the "
        "name of the resource.",
        examples=[{"{items}": "$rows", "total": "$total"}],
    )
    row: RowForm = Key(
        default="bare",
        description="Form of single rows: bare, or JSON with $row once.",
        examples=[{"success": True, "data": "$row"}],
    )
    deleted: DeletedForm = Key(
        default=204,
        description="Answer to a delete: 204, without a body, or 200 with JSON in which $key is "
        "the key and $row the row as it was.",
        examples=[{"message": "Deleted"}],
    )
    error: ErrorForm = Key(
        default="problem",
        description="Form of errors: problem, as RFC 9457 has it, or JSON with $status, $code, "
        "$title, $message, $errors.",
        examples=[{"error": {"code": "$code", "message": "$message"}}],
    )
    sort: SortStyle = Key(
        default=SortStyle(), description="Names of the parameters that lists are sorted by."
    )


class ResourceStyle(Style):
    """How one resource looks to its clients, where that is another way than the API's."""

    noun = "the style of a resource"
    sample = "{row: {data: $row}}"
    elsewhere: ClassVar[Mapping[str, str]] = {
        "list": "page: {style: ...} of the resource has the form of its lists",
        "error": "errors have one form in the whole API: api.style.error",
    }

    row: RowForm | None = Key(default=None, description="Form of single rows; see api.style.row.")
    deleted: DeletedForm | None = Key(
        default=None, description="Answer to a delete; see api.style.deleted."
    )
    sort: SortStyle | None = Key(
        default=None, description="Names of its sort parameters; see api.style.sort."
    )
