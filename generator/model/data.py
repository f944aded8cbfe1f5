"""The resolved model as plain data, to be stored and compared."""

import dataclasses
from collections.abc import Iterable
from functools import cache
from types import UnionType
from typing import (
    Any,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from generator.model.tables import TableModel

JSON: TypeAlias = "str | int | float | bool | list[JSON] | dict[str, JSON] | None"

T = TypeVar("T")


def to_data(value: object) -> JSON:
    """What `json` writes as it is: dataclasses as mappings in the order of their fields.

    Parts that are marked as later ones are left out where they say nothing, so that a new word
    changes nothing that is stored of an application without it.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple | list):
        return [to_data(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {
            field.name: to_data(part)
            for field in dataclasses.fields(value)
            if (part := getattr(value, field.name)) or "left out" not in field.metadata
        }
    raise TypeError(f"{type(value).__name__} is not part of a model")


def from_data(kind: type[T], data: JSON) -> T:
    """The model that `to_data` wrote; ValueError if these data are not of this kind."""
    value: T = _read(kind, data)
    return value


def _read(kind: Any, data: JSON) -> Any:
    if dataclasses.is_dataclass(kind):
        return _dataclass(cast("type[Any]", kind), data)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        if not isinstance(data, list):
            raise ValueError(f"not a list: {data!r}")
        if arguments[1:] == (...,):
            return tuple(_read(arguments[0], item) for item in data)
        return tuple(_read(part, item) for part, item in zip(arguments, data, strict=True))
    if origin is Union or origin is UnionType:
        return _one_of(arguments, data)
    if origin is Literal:
        if data not in arguments:
            raise ValueError(f"not one of {arguments}: {data!r}")
        return data
    if kind in (type(None), str, int, float, bool):
        if type(data) is not kind:
            raise ValueError(f"not {kind.__name__}: {data!r}")
        return data
    # A name is a text of a type of its own.
    return kind(_read(str, data))


def _one_of(kinds: tuple[Any, ...], data: JSON) -> Any:
    for kind in kinds:
        try:
            return _read(kind, data)
        except ValueError:
            continue
    raise ValueError(f"not one of {kinds}: {data!r}")


def _dataclass(kind: Any, data: JSON) -> Any:
    types = _types(kind)
    if not isinstance(data, dict) or not set(data) <= set(types):
        raise ValueError(f"not the parts of {kind.__name__}")
    return kind(
        **{
            name: _read(part, data[name]) if name in data else _nothing(part)
            for name, part in types.items()
        }
    )


def _nothing(kind: Any) -> Any:
    """What stands for a part that a later version has added."""
    if type(None) in get_args(kind):
        return None
    if get_origin(kind) is tuple:
        return ()
    if kind is bool:
        return False
    raise ValueError("a part is missing")


@cache
def _types(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def tables_to_data(tables: Iterable[TableModel]) -> list[JSON]:
    """The tables without the reasons of their indexes, which the database doesn't know."""
    return [
        to_data(
            dataclasses.replace(
                table,
                indexes=tuple(dataclasses.replace(index, reason="") for index in table.indexes),
                uniques=tuple(dataclasses.replace(unique, reason="") for unique in table.uniques),
            )
        )
        for table in tables
    ]
