"""Values of one field that tell rows apart, or have a certain length."""

from collections.abc import Iterator

from generator.emit import arrays
from generator.emit.python.literals import Expression, literal
from generator.emit.tests import json_values
from generator.model.fields import Field, Reference, Scalar, Value
from generator.model.json_text import JsonText
from generator.model.resolve.examples import sent, telling_apart
from generator.model.resolve.values import TEXTS, value_problem
from generator.model.resource import Resource

# What a client sends for a field: as the model's value, but a bigint travels as text.
Pairs = list[tuple[str, Value | None]]
_MOST_VARIANTS = 5
MOST_MEMBERS = 20

# More than any decimal of the language has.
DIGITS = 80
CANDIDATES: dict[str, tuple[Scalar, ...]] = {
    "string": ("alpha", "Beta", "ALPHA", "Alan", "b%_"),
    "text": ("alpha", "Beta", "ALPHA", "Alan", "b%_"),
    "int": (2, 10, -3, 0),
    "bigint": (2, 10, -3, 2**53 + 1),
    "decimal": ("2", "10", "-3.5", "0.25"),
    "float": (2, 10.5, -3, 0.25),
    "bool": (True, False),
    "date": ("2030-01-31", "2029-12-31", "2031-02-01"),
    "datetime": ("2030-01-31T09:00:00Z", "2030-01-31T09:30:00+02:00", "2029-12-31T23:59:59Z"),
    "time": ("09:00:00", "08:59:59.5", "23:00"),
    "uuid": ("0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071", "00000000-0000-4000-8000-000000000000"),
    "enum": (),
    "email": ("ann@example.com", "Bob.Smith+tag@Example.org", "ANN@EXAMPLE.COM", "b%_@example.com"),
    "url": (
        "https://example.com",
        "HTTP://Example.com:8080/A?b=%20&c#d",
        "http://localhost/b%_",
        "https://example.com/A",
    ),
    "slug": ("blue-shoes", "alpha", "a1", "2030"),
    "hostname": ("api.example.com", "Beta.Example.org", "API.EXAMPLE.COM", "localhost"),
    "ipv4": ("192.0.2.1", "10.0.0.1", "9.255.0.10"),
    "ipv6": ("2001:db8::1", "2001:DB8::1", "::1", "FE80::a:0:0:1"),
    "phone": ("+12025550123", "+491701234567", "+12"),
    "color": ("#1e90ff", "#1E90FF", "#000000"),
}


# Bodies.


def as_sent(field: Field, value: Value | None) -> Value | None:
    """The value as it travels."""
    return value if value is None or isinstance(value, Expression) else sent(field, value)


def own(reference: Reference, number: int = 1) -> Expression:
    """One of the user's own rows: its key, once it has been made.

    Where each user has one only, the others are those of other users.
    """
    if reference.own or (reference.single and not reference.public):
        number = 0
    return Expression(f"Own({literal(reference.table)}, {number})")


def first_example(resource: Resource, number: int = 0) -> dict[str, Value]:
    """The fields of an example, with the rows that it must refer to."""
    ways = telling_apart(resource.fields, resource.table.uniques)
    needed = {
        str(field.name): own(field.reference, number + 1 if ways.get(field.name) else 1)
        for field in resource.writable
        if field.required and field.reference
    }
    return {**{str(name): value for name, value in resource.examples[number]}, **needed}


def variants_of(field: Field) -> list[Value]:
    """A few legal values of a field, all different.

    Of a reference that leads back there are none: what it refers to would be in the way.
    """
    if field.reference is not None:
        rows = dict.fromkeys(own(field.reference, number) for number in (1, 2))
        return [] if field.reference.circular else [*rows]
    examples = [] if field.example is None else [field.example]
    if field.element is not None:
        elements = _elements(field, field.element)
        made = [*arrays.variants(field, elements), *examples]
        return list(dict.fromkeys(value for value in made if fits(field, value)))[:_MOST_VARIANTS]
    if field.type == "json":
        made = json_values.variants(field)
        return list(dict.fromkeys(value for value in made if fits(field, value)))[:_MOST_VARIANTS]
    members = [member.value for member in field.members]
    ends = [end for end in (field.minimum, field.maximum) if end is not None]
    candidates: list[Value] = [*members, *CANDIDATES[field.form or field.type], *examples]
    if field.type in TEXTS:
        # The beginning of what the rules want, in other cases: only the case tells them apart.
        candidates += [text for example in examples for text in _recased(str(example))]
        candidates += [_of_length(field, length) for length in _lengths(field)]
    elif field.type not in ("bool", "enum"):
        candidates += ends
    legal = [value for value in candidates if fits(field, value)]
    return list(dict.fromkeys(legal))[:_MOST_VARIANTS]


def _elements(field: Field, element: Field) -> list[Scalar]:
    """A few legal elements of an array."""
    shown = field.example if isinstance(field.example, tuple) else ()
    made = (value for value in variants_of(element) if not isinstance(value, tuple | JsonText))
    return [*shown, *made]


def _recased(text: str) -> Iterator[str]:
    yield from (text.lower(), text.upper(), text.capitalize())


def _lengths(field: Field) -> list[int]:
    least, most = int(field.minimum or 0), int(field.maximum or 0)
    return [least, min(most, max(least, 3))]


def fits(field: Field, value: Value) -> bool:
    """Whether the value breaks no rule of the field."""
    return value_problem(field, value) is None


def candidate(field: Field, resource: Resource) -> Value | None:
    """The example of a field; of an array's element, the first of the array."""
    found = first_example(resource).get(str(field.name))
    if field.element is None and isinstance(found, tuple):
        return found[0] if found else None
    return found


def _of_length(field: Field, length: int) -> str:
    """A text of this length that a pattern would perhaps take."""
    beginning = str(field.example or "")[:length]
    return beginning + (beginning[-1:].strip() or "x") * (length - len(beginning))
