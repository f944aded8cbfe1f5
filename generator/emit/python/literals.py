"""Values, texts and names of the spec as Python writes them.

Text of the spec reaches code only through `literal`, `sql_literal` and `prose`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from generator.emit.filters import by_name
from generator.model.fields import Field
from generator.model.json_text import JsonText
from generator.model.names import MAX_IDENTIFIER, sql_identifier
from generator.model.resource import Resource

T = TypeVar("T")

# A long text is written in pieces, which end in a blank where they can.
_PIECES = re.compile(r".{1,72}(?:(?<=\s)|$(?!\s))|.{1,72}", re.DOTALL)


class Expression(str):
    """Python that stands where a value does."""


def literal(value: object) -> str:
    """A value as a Python literal, in ASCII where it must be escaped."""
    if isinstance(value, Expression):
        return str(value)
    if isinstance(value, str):
        return " ".join(map(_string, _PIECES.findall(value))) or '""'
    if isinstance(value, tuple):
        items = ", ".join(literal(item) for item in value)
        return f"({items},)" if len(value) == 1 else f"({items})"
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, dict):
        return dictionary(value.items())
    return repr(value)


def _string(value: str) -> str:
    """A string literal in double quotes; what isn't plainly printable is escaped."""
    quoted = repr(str(value))
    if quoted.isascii() or str(value).isprintable():
        body = quoted[1:-1].replace("\\'", "'") if quoted[0] == "'" else quoted[1:-1]
        return '"' + body.replace('"', '\\"') + '"' if '"' in body else f'"{body}"'
    return ascii(str(value))


def literals(values: Iterable[object]) -> str:
    """Several values, as the items of a list."""
    return ", ".join(literal(value) for value in values)


def dictionary(pairs: Iterable[tuple[str, object]]) -> str:
    """Pairs as a dictionary, with arrays as lists."""
    return (
        "{" + ", ".join(f"{literal(key)}: {literal(listed(value))}" for key, value in pairs) + "}"
    )


def listed(value: object) -> object:
    """A value of a field as JSON has it: an array is a list."""
    if isinstance(value, JsonText):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def prose(text: str) -> str:
    """Text of the spec inside a docstring: one line, with nothing that could end it."""
    line = " ".join(text.split()).replace("\\", "/").replace('"', "'")
    return "".join(character for character in line if character.isprintable())


def sql_literal(sql: str) -> str:
    """SQL text as SQLAlchemy takes it: a colon would begin a parameter."""
    return literal(re.sub(r"(?<!:):(?!:)", r"\\:", sql))


def sql_name(name: str) -> str:
    """A table or column as SQL names it."""
    return sql_identifier(name)


def version_table(package: str) -> str:
    """The table in which a database records the revision that it is at."""
    return f"{package.lower()[: MAX_IDENTIFIER - 8]}_version"


def typed_value(field: Field, value: object) -> str:
    """A value of a field as it is stored, in Python."""
    if isinstance(value, tuple) and field.element is not None:
        return "[" + ", ".join(typed_value(field.element, each) for each in value) + "]"
    match field.type:
        case "decimal":
            return f"Decimal({literal(value)})"
        case "date" | "datetime" | "time":
            return f"dt.{field.type}.fromisoformat({literal(value)})"
        case "uuid":
            return f"UUID({literal(value)})"
        case "float":
            return repr(float(str(value)))
    return literal(listed(value))


def call(name: str, arguments: Mapping[str, str], *, first: str = "") -> str:
    """A call of this name, its arguments by their names."""
    named = [f"{key}={value}" for key, value in arguments.items()]
    return f"{name}({', '.join([first, *named] if first else named)})"


def annotated(*parts: str, rule: Mapping[str, str]) -> str:
    """A type with what is checked of its values."""
    rules = [call("Rule", rule)] if rule else []
    return f"Annotated[{', '.join([*parts, *rules])}]" if parts[1:] or rules else parts[0]


def in_json(resource: Resource, pairs: Iterable[tuple[str, T]]) -> list[tuple[str, T]]:
    """Values of fields by the names that clients know."""
    public = {str(field.name): field.public for field in resource.fields}
    return [(public[name], value) for name, value in pairs]


FILTERS = by_name(
    dictionary,
    in_json,
    literal,
    literals,
    prose,
    sql_literal,
    sql_name,
    version_table,
)
