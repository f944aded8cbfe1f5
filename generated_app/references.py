"""Fields that refer to other rows: to the caller's own, and to no others.

The condition stands in the statement that writes, so nothing comes between looking and writing; a
row that goes in the same moment is missed by the foreign key. Whether a row isn't there or is
somebody else's, the client is told the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from typing import cast as cast_type

from sqlalchemy import (
    ColumnElement,
    Insert,
    Select,
    bindparam,
    insert,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, QueryableAttribute

from .errors import APIError, Conflict, FieldError, ValidationFailed
from .statements import Crud, parameter, reach


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that refers to other rows."""

    # The foreign key.
    constraint: str
    # What clients call the field, and what it is.
    field: str
    meaning: str
    # The rows that have it.
    rows: str


# By table and column.
REFERENCES = {
    ("tasks", "project_id"): Reference(
        "fk_tasks_project_id_projects", "project_id", "the id of one of your projects", "tasks"
    ),
}


class BrokenReference(ValidationFailed):
    """PostgreSQL refuses what would leave a reference to nothing."""

    def __init__(self, reference: Reference) -> None:
        error = _error(reference)
        super().__init__(f"{error.field} {error.message}.", errors=[error])
        self.reference = reference

    def by_delete(self) -> Conflict:
        """The same, where the row that is referred to was to be deleted."""
        return Conflict(f"It can't be deleted: {self.reference.rows} refer to it.")


def may_refer(name: str, crud: Crud, key: Mapped[Any]) -> ColumnElement[bool]:
    """That a parameter is null, or the key of a row that the caller reads."""
    kind = cast_type(QueryableAttribute[Any], key).type
    sent = bindparam(parameter(name).key, type_=kind)
    row: Select[Any] = select(literal_column("1")).where(key == sent, *reach(crud, "read"))
    # The row may be of the table that is written to, too.
    return sent.is_(None) | row.correlate(None).exists()


def refers(
    column: Mapped[Any], key: Mapped[Any], reached: ColumnElement[bool]
) -> ColumnElement[bool]:
    """That a column is null, or the key of a row for which this holds: for rows in sessions."""
    row: Select[Any] = select(literal_column("1")).where(key == column, reached)
    return column.is_(None) | row.exists()


def insert_if(
    model: type[Any], new: Mapping[str, Any], conditions: Iterable[ColumnElement[bool]]
) -> Insert:
    """An INSERT of one row, where all of this holds."""
    columns = model.__table__.c
    values = [type_coerce(value, columns[name].type) for name, value in new.items()]
    row = select(*values).where(*conditions)
    return insert(model).from_select([*new], row, include_defaults=False)


def as_sent(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by the names that the parameters of statements have in sessions."""
    return {parameter(name).key: value for name, value in values.items()}


def refusal(table: str, found: Mapping[str, bool]) -> APIError:
    """Why nothing was written: by column whether the row that it would refer to was found."""
    errors = [_error(REFERENCES[table, column]) for column in found if not found[column]]
    if not errors:
        return Conflict("It was changed at the same time; try again.")
    return ValidationFailed(f"{errors[0].field} {errors[0].message}.", errors=errors)


def broken(table: str | None, constraint: str | None) -> APIError:
    """What the client is told of a foreign key that doesn't hold."""
    for (place, _), reference in REFERENCES.items():
        if (place, reference.constraint) == (table, constraint):
            return BrokenReference(reference)
    return Conflict("It refers to something that isn't there, or is still referred to.")


def _error(reference: Reference) -> FieldError:
    message = f"is not {reference.meaning}"
    return FieldError(field=reference.field, message=message, code="unknown_reference")
