"""Arrays as PostgreSQL holds them: their rules, and how they are written."""

import re
from collections.abc import Iterator, Sequence

from generator.model import names
from generator.model.fields import Field, Scalar
from generator.model.resolve.values import INT_RANGES, NUMBERS
from generator.model.tables import CheckRule

# What needs no quotation marks in an array.
_BARE = re.compile(r"[A-Za-z0-9_.+-]+")


def array_checks(field: Field, element: Field) -> Iterator[tuple[CheckRule, str, object]]:
    """Each rule that can be said of all elements at once, and what the word says.

    Lengths, patterns and forms of texts are not among them: a check can't look at elements one
    by one, and none of these has an operator that takes an array on its right.
    """
    column = names.sql_identifier(field.name)
    # An array without elements has no dimensions.
    whole = f"array_ndims({column}) = 1 AND array_position({column}, NULL) IS NULL"
    yield "elements", whole, field.type
    if field.minimum:
        yield "min", f"cardinality({column}) >= {field.minimum}", field.minimum
    yield "max", f"cardinality({column}) <= {field.maximum}", field.maximum
    if element.type in NUMBERS:
        least, most = INT_RANGES.get(element.type, (None, None))
        if element.minimum is not None and element.minimum != least:
            yield "items_min", f"{element.minimum} <= ALL ({column})", element.minimum
        if element.maximum is not None and element.maximum != most:
            yield "items_max", f"{element.maximum} >= ALL ({column})", element.maximum
    if element.members:
        values = tuple(member.value for member in element.members)
        texts = ", ".join(map(names.sql_text, values))
        yield "values", f"{column} <@ ARRAY[{texts}]", values


def array_literal(values: Sequence[Scalar]) -> str:
    """An array as a literal of SQL."""
    return names.sql_text("{" + ",".join(map(_element, values)) + "}")


def _element(value: Scalar) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if _BARE.fullmatch(text) and text.lower() != "null":
        return text
    return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'
