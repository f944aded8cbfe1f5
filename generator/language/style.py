"""How the API looks to its clients: the words of `style`.

The same words may stand on the API and on a resource, whose own come first.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field as Key

from generator.language.envelopes import DeletedForm, ErrorForm, ListForm, RowForm
from generator.language.shape import Shape, one_of

Case: TypeAlias = Literal["snake", "camel"]


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
        description="Form of lists: array, a bare list, or JSON with $rows once, and $total, "
        "$limit, $offset. {items} in a key is the name of the resource.",
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


class ResourceStyle(Style):
    """How one resource looks to its clients, where that is another way than the API's."""

    noun = "the style of a resource"
    sample = "{row: {data: $row}}"

    row: RowForm | None = Key(default=None, description="Form of single rows; see api.style.row.")
    deleted: DeletedForm | None = Key(
        default=None, description="Answer to a delete; see api.style.deleted."
    )
