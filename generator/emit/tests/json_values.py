"""What the emitted tests try of JSON: values of every kind, of every size, and hostile ones."""

from collections.abc import Iterator

from generator.model.fields import Field, Value
from generator.model.json_text import JsonText, json_text
from generator.model.resolve.json_values import MAX_LEVELS

_SAMPLES: tuple[object, ...] = (
    {"one": 1, "more": [True, None, {"deep": "é"}]},
    [],
    "alpha",
    2.5,
    False,
    {},
)
_ACCEPTED: tuple[object, ...] = (
    {"": {"__proto__": None, "a.b": []}},
    [None, 0, -0.5, 2**70, "😀"],
    '\\u0000 "\\" {} $1 %s :a',
    "' OR 1=1 --",
    "null",
    True,
    0,
    "",
)


def variants(field: Field) -> list[Value]:
    """A few values, all different."""
    shown = [] if field.example is None else [field.example]
    return [*shown, *map(json_text, _SAMPLES)]


def accepted() -> list[JsonText]:
    """Values that may surprise."""
    return [*map(json_text, _ACCEPTED)]


def largest(field: Field) -> Iterator[str]:
    """Expressions of values that are as large and as deep as they may be."""
    most = int(field.maximum or 0)
    yield f'"x" * {most - 2}'
    if most >= 2 * MAX_LEVELS:
        yield _nested(MAX_LEVELS)


def refused(field: Field) -> Iterator[str]:
    """Expressions of values that are too large or too deep, or that PostgreSQL can't hold."""
    most = int(field.maximum or 0)
    yield f'"x" * {most - 1}'
    yield f"[0] * {most // 3 + 1}"
    if most >= 2 * (MAX_LEVELS + 1):
        yield _nested(MAX_LEVELS + 1)
    yield from ('"a\\x00b"', '{"a\\x00b": 1}', '[["\\x00"]]')


def _nested(levels: int) -> str:
    return f'json.loads("[" * {levels} + "]" * {levels})'
