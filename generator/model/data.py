"""The resolved model as plain data, to be stored and compared."""

import dataclasses
from collections.abc import Iterable
from typing import TypeAlias

from generator.model.app import TableModel

JSON: TypeAlias = "str | int | float | bool | list[JSON] | dict[str, JSON] | None"


def to_data(value: object) -> JSON:
    """What `json` writes as it is: dataclasses as mappings in the order of their fields."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple | list):
        return [to_data(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {
            field.name: to_data(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    raise TypeError(f"{type(value).__name__} is not part of a model")


def tables_to_data(tables: Iterable[TableModel]) -> list[JSON]:
    """The tables without the reasons of their indexes, which the database doesn't know."""
    return [
        to_data(
            dataclasses.replace(
                table,
                indexes=tuple(dataclasses.replace(index, reason="") for index in table.indexes),
            )
        )
        for table in tables
    ]
