"""The fields of a sort key: one, or several in order."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic import Field as Key

from generator.diagnostics import quote
from generator.language.shape import one_or_several, refuse

MAX_SORT_FIELDS = 3


def _once_each(fields: tuple[str, ...]) -> tuple[str, ...]:
    names = [field.removeprefix("-") for field in fields]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise refuse("E117", f"{quote(name)} is listed twice", "remove one", at=index)
    return fields


_FIELD_SCHEMA = {"type": "string", "minLength": 1, "maxLength": 200}
_FIELDS_SCHEMA = {
    "anyOf": [
        _FIELD_SCHEMA,
        {
            "type": "array",
            "items": _FIELD_SCHEMA,
            "minItems": 1,
            "maxItems": MAX_SORT_FIELDS,
            "uniqueItems": True,
        },
    ]
}
SortFields: TypeAlias = Annotated[
    tuple[Annotated[str, Key(min_length=1, max_length=200)], ...],
    Key(max_length=MAX_SORT_FIELDS),
    BeforeValidator(one_or_several),
    AfterValidator(_once_each),
    WithJsonSchema(_FIELDS_SCHEMA),
]
