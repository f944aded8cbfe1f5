"""The words that say who may do what with the rows of a resource."""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator
from pydantic import Field as Key

from generator.language import later
from generator.language.shape import (
    Shape,
    as_tuple,
    distinct,
    kind,
    not_empty,
    not_yet,
    one_of,
    refuse,
)

ReaderName: TypeAlias = Literal["owner", "public"]


def _reader(value: object) -> object:
    if isinstance(value, str) and value.startswith("role:"):
        raise not_yet(value, later.READERS["role"])
    return value


def _with_owner(readers: tuple[ReaderName, ...]) -> tuple[ReaderName, ...]:
    if "owner" not in readers:
        raise refuse(
            "E115", "must have 'owner' in it: owners read their rows", "read: [public, owner]"
        )
    return readers


_Reader: TypeAlias = Annotated[
    ReaderName, one_of(ReaderName, "reader", later.READERS), BeforeValidator(_reader)
]


class Access(Shape):
    """Who may do what with the rows of a resource."""

    noun = "an access"
    postponed = later.ACCESS
    sample = "{read: [public, owner]}"

    read: Annotated[
        tuple[_Reader, ...],
        BeforeValidator(as_tuple),
        BeforeValidator(not_empty),
        AfterValidator(distinct),
        AfterValidator(_with_owner),
        Key(json_schema_extra={"minItems": 1, "uniqueItems": True, "contains": {"const": "owner"}}),
    ] = Key(
        description="Who reads the rows: their owner, or everybody, without a token, too.",
        examples=[["public", "owner"]],
    )


def _access(value: object) -> object:
    if value == "parent":
        raise not_yet("parent", later.READERS["members"])
    if not isinstance(value, dict):
        hint = f"for example {Access.sample}"
        raise refuse("E113", f"must be a mapping, not {kind(value)}", hint)
    return value


ResourceAccess: TypeAlias = Annotated[Access, BeforeValidator(_access)]
