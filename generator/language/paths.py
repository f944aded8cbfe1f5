"""Paths as the spec writes them."""

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic import Field as Key

from generator.language.shape import kind, refuse

PREFIX = r"(/[a-z0-9][a-z0-9_-]*)*"
SEGMENT = r"/[a-z0-9][a-z0-9_-]*"
# Below the prefix, and with the parameter at its end.
USER_PATH = PREFIX + r"/\{[a-z][a-z0-9]*(_[a-z0-9]+)*\}"
DEFAULT_USER_PATH = "/{user_id}"
LONGEST = 200


def _prefix(value: str) -> str:
    if not re.fullmatch(PREFIX, value):
        raise refuse("E115", "must be a path in lower case", "for example /api or /api/v1")
    return value


def _segment(value: str) -> str:
    if not re.fullmatch(SEGMENT, value):
        raise refuse("E115", "must be one segment of a path in lower case", "for example /todos")
    return value


def _list_path(value: str) -> str:
    if not re.fullmatch(SEGMENT + "/?", value):
        raise refuse(
            "E115", "must be one segment of a path in lower case", "for example /todos or /todos/"
        )
    return value


def _user_path(value: object) -> object:
    if isinstance(value, bool):
        return DEFAULT_USER_PATH if value else None
    if not isinstance(value, str):
        raise refuse("E113", f"must be true or a path, not {kind(value)}", "for example /{user_id}")
    if len(value) > LONGEST or not re.fullmatch(USER_PATH, value):
        raise refuse(
            "E115",
            "must be a path in lower case that ends in one parameter",
            "for example /{user_id} or /users/{id}",
        )
    return value


Prefix: TypeAlias = Annotated[
    str,
    Key(max_length=LONGEST, json_schema_extra={"pattern": f"^{PREFIX}$"}),
    AfterValidator(_prefix),
]
Segment: TypeAlias = Annotated[
    str,
    Key(max_length=LONGEST, json_schema_extra={"pattern": f"^{SEGMENT}$"}),
    AfterValidator(_segment),
]
# With a slash at its end, lists are there.
ListPath: TypeAlias = Annotated[
    str,
    Key(max_length=LONGEST, json_schema_extra={"pattern": f"^{SEGMENT}/?$"}),
    AfterValidator(_list_path),
]
UserPath: TypeAlias = Annotated[
    str | None,
    BeforeValidator(_user_path),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "boolean"},
                {"type": "string", "maxLength": LONGEST, "pattern": f"^{USER_PATH}$"},
            ]
        }
    ),
]
