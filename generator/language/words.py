"""Single values of the spec language: closed lists of words, names, texts, numbers and days."""

import re
from contextlib import suppress
from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, InstanceOf, WithJsonSchema
from pydantic import Field as Key

from generator.diagnostics import quote
from generator.language.json_text import JsonText
from generator.language.shape import (
    MAX_LIST,
    MAX_SCALAR,
    as_tuple,
    bound,
    distinct,
    kind,
    not_empty,
    one_of,
    refuse,
    scalar,
    scalar_or_list,
)

ORIGIN = r"\*|https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

# Closed lists of words.
TypeName: TypeAlias = Literal[
    "string",
    "text",
    "int",
    "bigint",
    "decimal",
    "float",
    "bool",
    "date",
    "datetime",
    "time",
    "uuid",
    "enum",
    "email",
    "url",
    "json",
    "array",
]
# A field may be a reference, too: it is of the type of the key that it holds. Or it lists the keys
# of many rows, which a table between them holds.
DeclaredTypeName: TypeAlias = Literal[TypeName, "ref", "many"]
OperatorName: TypeAlias = Literal[
    "eq",
    "ne",
    "in",
    "nin",
    "lt",
    "lte",
    "gt",
    "gte",
    "between",
    "is_null",
    "contains",
    "startswith",
    "endswith",
    "any",
    "all",
]
RouteName: TypeAlias = Literal["list", "create", "read", "update", "delete"]
ValidationStatus: TypeAlias = Literal[400, 422]
ForeignStatus: TypeAlias = Literal[403, 404]
Jwt: TypeAlias = Literal["secret", "jwks"]
Users: TypeAlias = Literal["none", "provision"]
FieldAccess: TypeAlias = Literal["read_only", "create_only", "write_only", "hidden"]
FormatName: TypeAlias = Literal["slug", "hostname", "ipv4", "ipv6", "phone", "color"]
OnDelete: TypeAlias = Literal["set_null", "cascade", "restrict"]
Nulls: TypeAlias = Literal["first", "last"]
Total: TypeAlias = Literal["on_request", "exact", "none"]
Put: TypeAlias = Literal["replace", "partial", "off"]
Method: TypeAlias = Literal["POST", "PATCH", "PUT", "DELETE"]

# Texts and lists, all bounded.
Name: TypeAlias = Annotated[str, Key(min_length=1, max_length=200)]
Description: TypeAlias = Annotated[str, Key(min_length=1, max_length=2000)]
EnumValue: TypeAlias = Annotated[str, Key(min_length=1, max_length=200)]
Operator: TypeAlias = Annotated[OperatorName, one_of(OperatorName, "operator")]
NestedRouteName: TypeAlias = Literal["list", "create"]
NestedRoute: TypeAlias = Annotated[NestedRouteName, one_of(NestedRouteName, "nested route")]
Route: TypeAlias = Annotated[RouteName, one_of(RouteName, "route")]
_List = BeforeValidator(as_tuple)
_Filled = (BeforeValidator(not_empty), Key(json_schema_extra={"minItems": 1}))
_Set = (AfterValidator(distinct), Key(json_schema_extra={"uniqueItems": True}))
Names: TypeAlias = Annotated[tuple[Name, ...], _List, *_Set]
Groups: TypeAlias = Annotated[
    tuple[Annotated[tuple[Name, ...], _List, *_Filled, *_Set], ...], _List, *_Filled
]
Operators: TypeAlias = Annotated[tuple[Operator, ...], _List, *_Filled, *_Set]
Routes: TypeAlias = Annotated[tuple[Route, ...], _List, *_Set]
NestedRoutes: TypeAlias = Annotated[tuple[NestedRoute, ...], _List, *_Filled, *_Set]
Body: TypeAlias = Annotated[tuple[Name, ...], _List, *_Filled, *_Set]
EnumValues: TypeAlias = Annotated[
    tuple[EnumValue, ...], Key(max_length=1000), _List, *_Filled, *_Set
]
_Text: TypeAlias = Annotated[str, Key(max_length=MAX_SCALAR)]
Scalar: TypeAlias = Annotated[_Text | int | float | bool, BeforeValidator(scalar)]
_Several: TypeAlias = Annotated[tuple[_Text | int | float | bool, ...], Key(max_length=MAX_LIST)]
_Json: TypeAlias = Annotated[InstanceOf[JsonText], WithJsonSchema({"type": ["object", "array"]})]
Value: TypeAlias = Annotated[
    _Text | int | float | bool | _Several | _Json, BeforeValidator(scalar_or_list)
]
Bound: TypeAlias = Annotated[_Text | int | float, BeforeValidator(bound)]


def text_form(type_: DeclaredTypeName, format_: FormatName | None) -> str | None:
    """The form that a text must have: its type's, or the one that is declared."""
    return type_ if type_ in ("email", "url") else format_


# Formats of JSON Schema that are types of their own.
_TYPES_OF_FORMATS: dict[object, TypeName] = {
    "email": "email",
    "url": "url",
    "uri": "url",
    "uuid": "uuid",
    "date": "date",
    "date-time": "datetime",
    "datetime": "datetime",
    "time": "time",
}


def _no_type(value: object) -> object:
    if isinstance(value, str) and value in _TYPES_OF_FORMATS:
        hint = f"type: {_TYPES_OF_FORMATS[value]}"
        raise refuse("E114", f"{quote(value)} is no format but a type", hint)
    return value


Format: TypeAlias = Annotated[FormatName, one_of(FormatName, "format"), BeforeValidator(_no_type)]


def _origin(value: str) -> str:
    if not re.fullmatch(ORIGIN, value):
        raise refuse(
            "E115",
            f"{quote(value)} is not an origin",
            "scheme://host[:port] without a path, for example http://localhost:3000; or '*'",
        )
    return value


Origin: TypeAlias = Annotated[
    str,
    Key(max_length=200, json_schema_extra={"pattern": f"^({ORIGIN})$"}),
    AfterValidator(_origin),
]
Origins: TypeAlias = Annotated[tuple[Origin, ...], Key(max_length=100), _List, *_Set]


def _claims(value: object) -> object:
    if not isinstance(value, str | list | tuple):
        raise refuse("E113", f"must be a claim or a list of claims, not {kind(value)}")
    return (value,) if isinstance(value, str) else as_tuple(value)


_CLAIM_SCHEMA = {"type": "string", "minLength": 1, "maxLength": 200}
_CLAIMS_SCHEMA = {
    "anyOf": [
        _CLAIM_SCHEMA,
        {
            "type": "array",
            "items": _CLAIM_SCHEMA,
            "minItems": 1,
            "maxItems": 20,
            "uniqueItems": True,
        },
    ]
}
Claims: TypeAlias = Annotated[
    tuple[Name, ...],
    Key(max_length=20),
    BeforeValidator(_claims),
    BeforeValidator(not_empty),
    AfterValidator(distinct),
    WithJsonSchema(_CLAIMS_SCHEMA),
]
Words: TypeAlias = Annotated[str, Key(min_length=1, max_length=500)]
Consent: TypeAlias = Annotated[tuple[Words, ...], Key(max_length=100), _List, *_Filled, *_Set]
ABOUT_CONSENT = "Changes that may break something, in the words that make plan prints."


def _day(value: str) -> str:
    # Python reads other forms than this one, too.
    if re.fullmatch(DAY, value):
        with suppress(ValueError):
            return date.fromisoformat(value).isoformat()
    raise refuse("E115", "must be a day that exists", "for example 2026-11-21")


def _one_line(value: str) -> str:
    line = " ".join(value.split())
    if not line:
        raise refuse("E115", "must not be blank", "name what clients use instead, or remove it")
    return line


Day: TypeAlias = Annotated[
    str, Key(json_schema_extra={"pattern": f"^{DAY}$"}), AfterValidator(_day)
]
Instead: TypeAlias = Annotated[str, Key(min_length=1, max_length=200), AfterValidator(_one_line)]
