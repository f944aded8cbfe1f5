"""The pass over examples: bodies that create a row, for documentation, seeds and tests."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

from generator.language.json_text import JsonText, json_text
from generator.model import names
from generator.model.fields import Field, Scalar, Value
from generator.model.resolve.forms import FORMS
from generator.model.resolve.values import value_problem
from generator.model.resolve.varied import OF_FORMS, Varied, varied
from generator.model.tables import Unique

ROWS = 3
# More than any decimal of the language has.
DIGITS = 80


def example_rows(
    fields: Sequence[Field], uniques: Sequence[Unique]
) -> tuple[tuple[tuple[names.Column, Value], ...], ...]:
    """Bodies with every field that clients may send; each differs from the others."""
    rows = []
    told_apart = telling_apart(fields, uniques)
    for number in range(ROWS):
        row = [
            (field.name, sent(field, value))
            for field in fields
            if field.writable and (value := _example(field, number, told_apart)) is not None
        ]
        rows.append(tuple(row))
    return tuple(rows)


def sent(field: Field, value: Value) -> Value:
    """A value as it travels: JavaScript can't hold every bigint, so they are text."""
    if isinstance(value, tuple) and field.element is not None:
        # No element is an array itself.
        return tuple(sent(field.element, each) for each in value)  # type: ignore[misc]
    return str(value) if field.type == "bigint" else value


def telling_apart(fields: Sequence[Field], uniques: Sequence[Unique]) -> dict[str, Varied | None]:
    """For all that is unique a field by which rows differ, and how; by null where it can't else."""
    by_name = {field.name: field for field in fields}
    found: dict[str, Varied | None] = {}
    for unique in uniques:
        writable = [by_name[name] for name in unique.fields if by_name[name].writable]
        if any(field.name in found for field in writable):
            continue
        ways = [(field, varied(field)) for field in writable]
        values = [(field, way) for field, way in ways if way is not None and way.kind != "row"]
        nulls = [(field, None) for field in writable if field.nullable]
        rows = [(field, way) for field, way in ways if way is not None]
        field, way = next(iter([*values, *nulls, *rows]), (None, None))
        if field is not None:
            found[field.name] = way
    return found


def _example(field: Field, number: int, told_apart: Mapping[str, Varied | None]) -> Value | None:
    """The example of the spec, but for what must differ in each row."""
    value = example_value(field, number)
    if number == 0 or field.name not in told_apart:
        return value
    way = told_apart[field.name]
    first = example_value(field)
    if way is None or way.kind == "row":
        return None
    # The first row has the example of the spec, which may be one of these.
    others = (other for other in map(way.value, range(1, ROWS + 2)) if other != first)
    return list(others)[number]


def example_value(field: Field, number: int = 0) -> Value | None:
    """The example of the spec in the first row, and variations of it in the others.

    Of a reference there is none: which rows there are is known when some have been made.
    """
    if field.reference is not None:
        return None
    first = _first(field) if field.example is None else field.example
    varied = _varied(field, first, number)
    for value in (varied, first):
        if value is not None and value_problem(field, value) is None:
            return value
    return None


def _first(field: Field) -> Value | None:
    match field.type:
        case "string" | "text" | "email" | "url":
            return FORMS[field.form].example if field.form else _text(field)
        case "int" | "bigint":
            return int(_within(field, 1))
        case "float":
            return float(_within(field, 1))
        case "decimal":
            return f"{_within(field, 1):f}"
        case "bool":
            return False
        case "enum":
            return field.members[0].value
        case "date":
            return "2030-01-31"
        case "time":
            return "09:00:00"
        case "datetime":
            return "2030-01-31T09:00:00Z"
        case "uuid":
            return "0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"
        case "array":
            return _elements(field, 0)
        case "json":
            return json_text({})


def _text(field: Field) -> str:
    text = names.words(field.name).capitalize()
    least, most = int(field.minimum or 0), int(field.maximum or 0)
    return (text * (least // len(text) + 1))[: max(least, min(most, len(text)))]


def _within(field: Field, value: int) -> Decimal:
    """This number, or the nearest one that the field may have."""
    unit = Decimal(1).scaleb(-(field.scale or 0))
    lows = [] if field.minimum is None else [Decimal(str(field.minimum))]
    highs = [] if field.maximum is None else [Decimal(str(field.maximum))]
    with localcontext(prec=DIGITS):
        if field.precision is not None:
            widest = Decimal("9" * field.precision) * unit
            lows, highs = [*lows, -widest], [*highs, widest]
        number = min([max([Decimal(value), *lows]), *highs])
        return number if field.precision is None else number.quantize(unit)


def _elements(field: Field, number: int) -> tuple[Scalar, ...] | None:
    """Elements enough, and one at least where there may be one."""
    count = max(int(field.minimum or 0), min(1, int(field.maximum or 0)))
    value = example_value(field.element, number) if field.element else None
    # No element is an array itself, or JSON.
    return None if value is None or isinstance(value, tuple | JsonText) else (value,) * count


def _varied(field: Field, first: Value | None, number: int) -> Value | None:
    if isinstance(first, tuple):
        return first if number == 0 else _elements(field, number)
    if first is None or number == 0 or isinstance(first, JsonText):
        return first
    match field.form or field.type:
        case "string" | "text":
            return f"{first} {number + 1}"
        case "email" | "hostname":
            return f"{number + 1}.{first}"
        case "url":
            return f"{str(first).removesuffix('/')}/{number + 1}"
        case "slug":
            return f"{first}-{number + 1}"
        case form if form in FORMS:
            return OF_FORMS[form].value(number)
        case "int":
            return int(first) + number
        case "bool":
            return number % 2 == 1 if not first else number % 2 == 0
        case "enum":
            values = [member.value for member in field.members]
            return values[(values.index(str(first)) + number) % len(values)]
    return first
