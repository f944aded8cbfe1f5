"""From one type to another: which rule it is, for columns and for fields alike."""

from collections.abc import Iterable
from typing import TypeAlias

from generator.model.fields import Field
from generator.model.resolve.storage import column_type
from generator.model.resolve.values import matches
from generator.model.tables import ColumnType

Form: TypeAlias = tuple[str, int | None, int | None]
"""The type of a column with its precision and scale, whatever its length."""

# To a type that holds every value; whether clients find the same form in JSON.
_WIDER = {
    ("integer", "bigint"): False,
    ("integer", "numeric"): False,
    ("integer", "double"): True,
    ("bigint", "numeric"): True,
    ("date", "timestamptz"): False,
    **{
        (kind, "text"): kind in ("uuid", "date", "bigint")
        for kind in ("integer", "bigint", "boolean", "date", "time", "uuid")
    },
}
_NARROWER = {("bigint", "integer"), ("numeric", "integer"), ("numeric", "bigint")}
# Characters that a value of these types may have as text.
_LONGEST = {"integer": 11, "bigint": 20, "boolean": 5, "date": 10, "time": 15, "uuid": 36}
# Digits before the point that a number of these types may have.
_DIGITS = {"integer": 10, "bigint": 19}


def form_of(kind: ColumnType) -> Form:
    """What matters of a column's type."""
    name = "text" if kind.name == "varchar" else kind.name
    return (f"{name}[]" if kind.array else name, kind.precision, kind.scale)


def form_of_field(field: Field) -> Form:
    """The same of a field's."""
    return form_of(column_type(field))


def type_rule(old: Form, new: Form) -> str:
    """The rule that leads from one type to another."""
    pair = (old[0], new[0])
    if keeps_storage(old, new):
        return "widen_precision"
    if pair == ("numeric", "numeric"):
        wider = _before_point(old) <= _before_point(new) and (old[2] or 0) <= (new[2] or 0)
        return "widen_type" if wider else "narrow_type"
    if pair in _WIDER:
        if new[0] == "numeric" and _DIGITS[old[0]] > _before_point(new):
            return "narrow_type"
        return "widen_type" if _WIDER[pair] else "widen_type_as_text"
    return "narrow_type" if pair in _NARROWER else "change_type"


def keeps_storage(old: Form, new: Form) -> bool:
    """Whether PostgreSQL needs to touch no row: a decimal with more digits before its point."""
    return (
        old[0] == new[0] == "numeric"
        and old[2] == new[2]
        and _before_point(old) <= _before_point(new)
    )


def becomes_text(old: Form, new: Form) -> bool:
    """Whether bounds were those of a number and are those of a length, or the other way."""
    return (old[0] == "text") != (new[0] == "text")


def always_holds(old: Form, new: Form, word: str, bound: str) -> bool:
    """Whether no value of a type can break a rule about a text's length when it becomes one."""
    if old[0] == "text" or new[0] != "text" or word not in ("min", "max"):
        return False
    return int(bound) <= 1 if word == "min" else int(bound) >= _LONGEST.get(old[0], 0)


def all_hold(values: Iterable[str], word: str, bound: str | None) -> bool:
    """Whether none of these texts breaks a rule: the values of an enum that becomes a text."""
    if bound is None:
        return True
    if word == "pattern":
        return all(matches(bound, value) for value in values)
    least = word == "min"
    return all(len(value) >= int(bound) if least else len(value) <= int(bound) for value in values)


def type_name(form: Form) -> str:
    """A type as SQL writes it."""
    kind = form[0].removesuffix("[]")
    name = {"double": "double precision", "timestamptz": "timestamp with time zone"}.get(kind, kind)
    sized = f"{name}({form[1]}, {form[2]})" if kind == "numeric" else name
    return sized + form[0].removeprefix(kind)


def _before_point(form: Form) -> int:
    return (form[1] or 0) - (form[2] or 0)
