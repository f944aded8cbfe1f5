"""Values of the type `json`: what PostgreSQL holds of them, and how large they may be."""

import json
from collections.abc import Iterator
from decimal import Decimal

from generator.language.json_text import JsonText
from generator.model import names
from generator.model.fields import Field
from generator.model.tables import CheckRule

# How many bytes a value has at most where the spec sets no maximum, and how many it may allow:
# each is looked at when it is sent, and a page of them is one answer.
DEFAULT_BYTES = 10_000
MAX_BYTES = 100_000
# How deep lists and objects may lie in one another.
MAX_LEVELS = 32


def json_checks(field: Field) -> Iterator[tuple[CheckRule, str, object]]:
    """The rules of a column, and what the word says."""
    column = names.sql_identifier(field.name)
    # What isn't there is null, as of any field.
    yield "kind", f"jsonb_typeof({column}) <> 'null'", field.type
    yield "max", f"octet_length({column}::text) <= {field.maximum}", field.maximum


def json_problem(field: Field, value: JsonText) -> str | None:
    """Why a value is too large; how deep it may be is the bound of the spec itself."""
    most = int(field.maximum or 0)
    return f"must have at most {most} bytes" if size(value.value) > most else None


def size(value: object) -> int:
    """The bytes that a value has as PostgreSQL writes it."""
    match value:
        case dict():
            inner = sum(size(name) + 2 + size(part) for name, part in value.items())
            return 2 + inner + 2 * max(0, len(value) - 1)
        case list():
            return 2 + sum(map(size, value)) + 2 * max(0, len(value) - 1)
        case float():
            # All digits, without an exponent.
            return len(f"{Decimal(repr(value)):f}")
    return len(json.dumps(value, ensure_ascii=False).encode())
