"""Statements: built by FastCRUD and SQLAlchemy, compiled once, answered by PostgreSQL as JSON.

A statement is built from the models and the row policy when it is first needed, and its SQL
is kept. A request then only fills in the parameters.
"""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fastcrud import FastCRUD
from fastcrud.crud.policy_enforcement import conditions_in_reach
from fastcrud.exceptions.access import AccessDenied
from pydantic import BaseModel
from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    BindParameter,
    ColumnElement,
    Float,
    FromClause,
    Numeric,
    Select,
    String,
    Text,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert, ReturningUpdate
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlalchemy.types import TypeEngine
from sqlmodel import DateTime, UTCDateTime

# The caller's id, in every statement: the row policy compares the owner with it. Its name
# begins as no field's can, like those of all parameters and parts that are not fields.
CALLER: BindParameter[str] = bindparam("_caller", type_=String())

_ISO_8601 = """'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'"""

Crud = FastCRUD[Any, Any, Any, Any, Any, Any]
Write = ReturningInsert[Any] | ReturningUpdate[Any] | ReturningDelete[Any]

# A request's parameters begin with this in SQLAlchemy, which calls constants after their columns,
# `status_1`: that may be the name of another field.
_SENT = "__"

_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text, and what to fill in: the names of the parameters in their order.

    Some are constants: they stand by their places.
    """

    sql: str
    parameters: tuple[str, ...]
    constants: Mapping[int, Any]

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The arguments for these values, in the order that the SQL wants them."""
        constants = self.constants
        return [
            constants[place] if place in constants else values[name]
            for place, name in enumerate(self.parameters)
        ]


def compiled(statement: Executable) -> Statement:
    """A statement as asyncpg takes it."""
    text = statement.compile(dialect=_DIALECT)  # type: ignore[attr-defined]
    names, values = text.positiontup or (), text.params
    constants = {
        place: values[name] for place, name in enumerate(names) if values[name] is not None
    }
    return Statement(text.string, tuple(name.removeprefix(_SENT) for name in names), constants)


def build(query: Coroutine[Any, Any, Select[Any]]) -> Select[Any]:
    """FastCRUD's select, at once: it is declared async but waits for nothing."""
    try:
        query.send(None)
    except StopIteration as done:
        result: Select[Any] = done.value
        return result
    raise RuntimeError("FastCRUD.select waited for something")


def reach(crud: Crud, operation: str) -> list[Any]:
    """The conditions on the rows that an operation reaches; a denied one raises."""
    conditions = conditions_in_reach(crud.policy, crud.model, operation)  # type: ignore[arg-type]
    return list(dict.fromkeys(conditions))


def require_create(crud: Crud) -> None:
    """Refuse to build an INSERT that the policy denies."""
    if crud.policy is None or not crud.policy.grants("create"):
        raise AccessDenied("create", crud.model)


# What answers have beside the columns of their rows: by name, how it is made of the rows.
OfRows = Callable[[FromClause], ColumnElement[Any]]
Attached = Mapping[str, OfRows]
NOTHING: Attached = {}


def public_columns(
    model: type[Any], schema: type[BaseModel], attached: Attached = NOTHING
) -> list[Any]:
    """The columns that a response has, in the schema's order."""
    return [getattr(model, name) for name in schema.model_fields if name not in attached]


def one(query: Select[Any], attached: Attached = NOTHING) -> Statement:
    """Read one row as a JSON object."""
    return compiled(_as_object(query.subquery("_found"), attached))


def written(
    statement: Write, attached: Attached = NOTHING, *, first: CTE | None = None
) -> Statement:
    """Write one row and answer with it as a JSON object, after what comes `first`."""
    answer = _as_object(statement.cte("_written"), attached)
    return compiled(answer if first is None else answer.add_cte(first))


def _as_object(rows: FromClause, attached: Attached = NOTHING) -> Select[Any]:
    row = shaped(rows, attached).subquery("_row")
    return select(cast(func.row_to_json(row.table_valued()), Text))


def as_array(rows: Select[Any]) -> Select[Any]:
    """These rows as one JSON array."""
    row = rows.subquery("_row")
    array = func.json_agg(row.table_valued())
    return select(cast(func.coalesce(array, literal_column("'[]'")), Text))


def shaped(rows: FromClause, attached: Attached = NOTHING) -> Select[Any]:
    """The fields of these rows, with each value in the form in which it travels."""
    fields = [column for column in rows.c if not column.key.startswith("_")]
    more = [value(rows).label(name) for name, value in attached.items()]
    return select(*map(in_json, fields), *more).select_from(rows)


def in_json(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column as JSON shows it.

    The statement itself writes UTC, since a session's time zone is not ours to set on a
    pooled connection. Numbers that JavaScript can't hold become strings.
    """
    kind = column.type
    if isinstance(kind, (UTCDateTime, DateTime)):
        utc = func.timezone(literal_column("'UTC'"), column)
        return func.to_char(utc, literal_column(_ISO_8601)).label(column.key)
    if isinstance(kind, BigInteger) or _is_decimal(kind):
        return cast(column, Text).label(column.key)
    return column.label(column.key)


def _is_decimal(kind: TypeEngine[Any]) -> bool:
    return isinstance(kind, Numeric) and not isinstance(kind, Float)


def parameter(name: str, kind: TypeEngine[Any] | None = None) -> BindParameter[Any]:
    """A parameter that a request fills in, of the type of the column that it meets, or its own."""
    return bindparam(_SENT + name, type_=kind)


def compared_as(column: SQLCoreOperations[Any]) -> TypeEngine[Any]:
    """The type of what a column is compared with.

    A decimal may have more digits than the column has: it must not be rounded.
    """
    kind: TypeEngine[Any] = column.type  # type: ignore[attr-defined]
    return Numeric() if _is_decimal(kind) else kind


def parameters(names: Iterable[str]) -> dict[str, BindParameter[Any]]:
    """For each of these columns a parameter of its name."""
    return {name: parameter(name) for name in names}


def is_one_of(column: Mapped[Any], name: str) -> ColumnElement[bool]:
    """That a column has one of the values of a list."""
    return column == any_(parameter(name, ARRAY(compared_as(column))))


def ends(name: str) -> tuple[str, str]:
    """The names of the two parameters that a range fills in."""
    return f"_{name}_from", f"_{name}_to"


def is_between(column: Mapped[Any], name: str) -> ColumnElement[bool]:
    """That a column's value lies between two, or is one of them."""
    least, most = (bindparam(end, type_=compared_as(column)) for end in ends(name))
    return column.between(least, most)


# Texts are compared in any case. The collation "C" compares bytes, which every server does alike;
# it is the fastest, and what an index needs to find beginnings.


def lowered(column: Mapped[Any]) -> ColumnElement[str]:
    """A text without regard to case."""
    return func.lower(column, type_=Text()).collate("C")


def beginning(column: Mapped[Any]) -> ColumnElement[str]:
    """The same of a long text, as far as an index has room for it."""
    first = func.left(func.lower(column), literal_column("400"), type_=Text())
    return first.collate("C")


# A part of a text is looked for as it is: nothing in it stands for something else.


def _part(name: str) -> ColumnElement[str]:
    return func.lower(bindparam(_SENT + name, type_=Text()))


def has_part(column: Mapped[Any], name: str) -> ColumnElement[bool]:
    """That a text stands somewhere in a column."""
    return func.strpos(lowered(column), _part(name)) > literal_column("0")


def has_start(column: Mapped[Any], name: str) -> ColumnElement[bool]:
    """That a column begins with a text."""
    return lowered(column).bool_op("^@")(_part(name))


def has_end(column: Mapped[Any], name: str) -> ColumnElement[bool]:
    """That a column ends in a text."""
    part = _part(name)
    return func.right(lowered(column), func.length(part)) == part


def has_words(column: Mapped[Any], name: str) -> ColumnElement[bool]:
    """That the words of a text search stand in a column of words."""
    words = func.websearch_to_tsquery(
        literal_column("'simple'"), bindparam(_SENT + name, type_=Text())
    )
    return column.bool_op("@@")(words)
