"""Whether a value of the spec suits a field: its type first, then its rules."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints, TypeAdapter, ValidationError
from pydantic_core import SchemaError

from generator.language.json_text import JsonText
from generator.model.fields import Field
from generator.model.resolve.forms import FORMS
from generator.model.resolve.json_values import json_problem

INT_RANGES = {"int": (-(2**31), 2**31 - 1), "bigint": (-(2**63), 2**63 - 1)}
# What may be any text, and with it what must have a form.
PLAIN_TEXTS = frozenset({"string", "text"})
TEXTS = PLAIN_TEXTS | {"email", "url"}
# What has a length: a number of characters or of elements.
MEASURED = TEXTS | {"array"}
# Types whose values are not compared with others.
WHOLE = frozenset({"array", "json"})
NUMBERS = frozenset({"int", "bigint", "decimal", "float"})

_FORMS = {"date": date, "time": time, "datetime": datetime, "uuid": UUID}


def pattern_problem(pattern: str) -> str | None:
    """Why pydantic can't use a pattern; None where it can."""
    if "\x00" in pattern:
        return "must not contain the NUL character"
    try:
        _matcher(pattern)
    except SchemaError as error:
        reason = str(error).strip().rpartition("error: ")[2] or "look-around isn't supported"
        return f"is not a regular expression that pydantic takes: {reason}"
    return None


def type_problem(field: Field, value: object) -> str | None:
    """Why a value is not of the field's type."""
    match field.type:
        case "bool":
            return None if isinstance(value, bool) else "must be true or false"
        case "int" | "bigint":
            if isinstance(value, bool) or not isinstance(value, int):
                return "must be a whole number"
            low, high = INT_RANGES[field.type]
            return None if low <= value <= high else f"must be between {low} and {high}"
        case "float":
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return None if number else "must be a number"
        case "decimal":
            return _decimal_problem(field, value)
        case "enum":
            values = [member.value for member in field.members]
            return None if value in values else f"must be one of: {', '.join(values)}"
        case "string" | "text" | "email" | "url":
            if not isinstance(value, str):
                return "must be text, in quotes"
            return "must not contain the NUL character" if "\x00" in value else None
        case "date" | "time" | "datetime" | "uuid":
            return _form_problem(field.type, value)
        case "array":
            return _array_problem(field, value, type_problem)
        case "json":
            return None if isinstance(value, JsonText) else "must be JSON"


def value_problem(field: Field, value: object) -> str | None:
    """Why a value breaks the field's type or one of its rules."""
    problem = type_problem(field, value)
    if problem:
        return problem
    if field.type in TEXTS:
        return _text_problem(field, str(value))
    if field.type in NUMBERS:
        number = Decimal(str(value))
        if field.minimum is not None and number < Decimal(str(field.minimum)):
            return f"must be at least {field.minimum}"
        if field.maximum is not None and number > Decimal(str(field.maximum)):
            return f"must be at most {field.maximum}"
    if isinstance(value, tuple):
        if isinstance(field.minimum, int) and len(value) < field.minimum:
            return f"must have at least {field.minimum} elements"
        if isinstance(field.maximum, int) and len(value) > field.maximum:
            return f"must have at most {field.maximum} elements"
        return _array_problem(field, value, value_problem)
    if isinstance(value, JsonText):
        return json_problem(field, value)
    return None


def _array_problem(
    field: Field, value: object, problem_of: Callable[[Field, object], str | None]
) -> str | None:
    """Why a value is no array, or what is wrong with the first of its elements that is."""
    if not isinstance(value, tuple) or field.element is None:
        return "must be a list"
    problems = (problem_of(field.element, each) for each in value)
    found = next((problem for problem in problems if problem), None)
    return found and f"has an element that {found}"


def number_range(field: Field) -> tuple[Decimal, Decimal]:
    """The least and the greatest value of a number that is exact: its bounds, or its type's."""
    if field.type in INT_RANGES:
        low, high = map(Decimal, INT_RANGES[field.type])
    else:
        digits, scale = field.precision or 0, field.scale or 0
        high = Decimal((0, (9,) * digits, -scale))
        low = high.copy_negate()
    if field.minimum is not None:
        low = max(low, Decimal(str(field.minimum)))
    if field.maximum is not None:
        high = min(high, Decimal(str(field.maximum)))
    return low, high


def _matcher(pattern: str) -> TypeAdapter[str]:
    return TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])


def matches(pattern: str, text: str) -> bool:
    """Whether a text matches a pattern somewhere, as pydantic reads it."""
    try:
        _matcher(pattern).validate_python(text)
    except ValidationError:
        return False
    return True


def _text_problem(field: Field, value: str) -> str | None:
    text = value.strip() if field.trim else value
    if isinstance(field.minimum, int) and len(text) < field.minimum:
        return f"must have at least {field.minimum} characters"
    if isinstance(field.maximum, int) and len(text) > field.maximum:
        return f"must have at most {field.maximum} characters"
    if field.pattern is not None and not matches(field.pattern, text):
        return "must match the pattern"
    form = FORMS[field.form] if field.form else None
    if form is not None and not form.takes(text):
        return f"must be {form.noun} such as {form.example}"
    return None


def _decimal_problem(field: Field, value: object) -> str | None:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        return 'must be a number in quotes, such as "9.90"'
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "must be a number"
    scale, precision = field.scale or 0, field.precision or 0
    _, digits, exponent = number.as_tuple()
    places = max(0, -int(exponent))
    if places > scale or len(digits) - places > precision - scale:
        return f"must fit decimal({precision},{scale})"
    return None


def _form_problem(kind: str, value: object) -> str | None:
    examples = {
        "date": "2030-01-31",
        "time": "09:00",
        "datetime": "2030-01-31T09:00:00Z",
        "uuid": "0197a3c4-0000-7000-8000-000000000000",
    }
    problem = f'must be a {kind} such as "{examples[kind]}"'
    if not isinstance(value, str):
        return problem
    try:
        parsed = UUID(value) if kind == "uuid" else _FORMS[kind].fromisoformat(value)  # type: ignore[attr-defined]
    except ValueError:
        return problem
    if isinstance(parsed, datetime) and parsed.tzinfo is None:
        return problem
    return None
