"""What emitted tests send as one field: values on both sides of each rule."""

import math
from collections.abc import Iterator
from decimal import Decimal, localcontext

from generator.emit import arrays
from generator.emit.filters import by_name
from generator.emit.python.literals import literal
from generator.emit.tests import json_values
from generator.emit.tests.candidates import CANDIDATES, DIGITS, MOST_MEMBERS, candidate, fits, own
from generator.model.fields import Field, Scalar
from generator.model.resolve.values import TEXTS
from generator.model.resource import Resource

# A text that is longer stays out of the tables of values: the request would be too long.
_LONGEST = 200_000
_ACCEPTED: dict[str, tuple[Scalar, ...]] = {
    "bool": (True, False),
    "date": ("0001-01-02", "2028-02-29", "9999-12-30"),
    "datetime": ("0001-01-01T00:00:01Z", "2030-01-31T09:00:00.5+14:00", "9999-12-31T23:59:59Z"),
    "time": ("00:00", "23:59:59.999999"),
    "uuid": ("FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF",),
    "email": ("o'neil@mail.example.co.uk", "!#$%&'*+/=?^_`{|}~-@x--y.example", "1@2.3"),
    "url": (
        "http://a_b.example/",
        "https://[::1]:8080/",
        "https://127.0.0.1?q={a|b}^[1]",
        "https://xn--e1afmkfd.example/%D1%8F",
        "http://example.com#",
    ),
    "slug": ("a", "0", "2030-01-31", "a-b-c"),
    "hostname": ("a", "1.2", "xn--e1afmkfd.Example", f"{'a' * 63}.example"),
    "ipv4": ("0.0.0.0", "255.255.255.255", "10.0.19.200"),
    "ipv6": ("::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::ffff:192.0.2.1"),
    "phone": ("+49301234567", "+12", "+123456789012345"),
    "color": ("#000000", "#FFFFFF", "#1E90ff"),
}
_REFUSED: dict[str, tuple[Scalar, ...]] = {
    "string": (5, True, "a\0b"),
    "text": (5, True, "a\0b"),
    "int": (1.5, "5", True),
    "bigint": (5, "5.0", "five"),
    "decimal": (5, "five", "1e2"),
    "float": ("5", True),
    "bool": ("true", 1),
    "date": (5, "2030-02-30", "2030-1-31", "0001-01-01", "9999-12-31"),
    "datetime": (5, "2030-01-31T09:00:00", "2030-01-31", "0001-01-01T00:00:00+14:00"),
    "time": (5, "24:00", "9:00"),
    "uuid": (5, "0197a3c4"),
    "enum": (5, ""),
    "email": (
        *(5, True, "", "ann", "ann@", "@example.com", "ann@example", "ann@example.com\0"),
        *(
            "ann@exa\nmple.com",
            "ann@example.com\nb@example.com",
            "a b@example.com",
            "a,b@example.com",
        ),
        *("a@b@example.com", "ann@example..com", ".ann@example.com", "ann@-example.com"),
        *("änn@example.com", "ann@exämple.com", "ann@example.com\u202e", "<ann@example.com>"),
    ),
    "url": (
        *(
            5,
            True,
            "",
            "example.com",
            "//example.com",
            "/path",
            "http://",
            "https:///path",
            "http:",
        ),
        *("javascript:alert(1)", "JavaScript:alert(1)//http://example.com", "data:text/html,x"),
        *(
            "java\nscript:alert(1)",
            "\u0001javascript:alert(1)",
            "ftp://example.com/",
            "file:///etc",
        ),
        *(
            "http://example.com/\nx",
            "http://example.com/\0",
            "http://example.com/a b",
            "http://ä.com",
        ),
        *("https://example.com/ä", "https://ann@example.com/", "https://a:b@example.com/"),
        *('https://example.com/"', "https://example.com/<b>", "https://example.com\\@evil.com/"),
        *("https://example.com:123456/", "https://.example.com/", "https://[::1", "http://-a.com"),
    ),
    "slug": (5, True, "", "-a", "a-", "a--b", "A", "a_b", "a b", "a/b", "ä", "a\nb", "../a", "a\0"),
    "hostname": (
        *(
            5,
            True,
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "-a",
            "a-",
            "a_b",
            "a b",
            "ä.example",
            "a.example:80",
        ),
        *("http://example.com", "example.com/", "a\nb", "example.com\u202e", "a" * 64, "a\0"),
    ),
    "ipv4": (
        *(5, True, "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-1", "01.2.3.4", "1.2.3.4/8", "1"),
        *("1.2.3.4:80", "0x1.2.3.4", "1.2.3.", "1 .2.3.4", "\u00b2.2.3.4", "::1", "1.2.3.4\0"),
    ),
    "ipv6": (
        *(5, True, "", ":", ":::", "1", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::"),
        *(
            "1:2:3:4:5:6:7:8::",
            "::1:2:3:4:5:6:7:8",
            "1:",
            ":1",
            "g::",
            "[::1]",
            "fe80::1%eth0",
            "::/0",
        ),
        *("1.2.3.4", "::1.2.3", "::1.2.3.4:5", "1:2:3:4:5:6::1.2.3.4", "::256.1.1.1", "::1\0"),
    ),
    "phone": (
        *(
            5,
            True,
            "",
            "+",
            "+1",
            "12025550123",
            "+02025550123",
            "++12025550123",
            "+1 202 555 0123",
        ),
        *(
            "+1-202-555-0123",
            "+1202555012a",
            "+1234567890123456",
            "tel:+12025550123",
            "+1\u00b22",
            "+12\0",
        ),
    ),
    "color": (
        *(5, True, "", "#", "#fff", "#12345", "#1234567", "1e90ff", "#1e90fg", "#1e90ff80", "red"),
        *("##1e90f", "#1e 0ff", "rgb(0,0,0)", "#1e90ff;", "#12345\u00b2", "#1e90ff\0"),
    ),
}


def accepted_texts(kind: str) -> list[str]:
    """Texts of a form that are just legal."""
    return [text for text in (*CANDIDATES[kind], *_ACCEPTED[kind]) if isinstance(text, str)]


def refused_texts(kind: str) -> list[str]:
    """Texts that aren't of the form, hostile ones among them."""
    return [text for text in _REFUSED[kind] if isinstance(text, str)]


# Values on both sides of each rule, as expressions: a long text is written as a product.


def accepted_values(resource: Resource) -> list[tuple[str, str]]:
    """Values that are just legal."""
    return [
        (field.public, expression)
        for field in resource.writable
        for expression in dict.fromkeys(_accepted(field, resource))
    ]


def refused_values(resource: Resource) -> list[tuple[str, str]]:
    """Values that just break a rule of their field."""
    return [
        (field.public, expression)
        for field in resource.writable
        for expression in dict.fromkeys(_refused(field, resource))
    ]


def _accepted(field: Field, resource: Resource) -> Iterator[str]:
    if field.reference is not None:
        yield from (own(field.reference, number) for number in (1, 2))
        yield from ["None"] * field.nullable
        return
    if field.element is not None:
        yield from arrays.accepted(field, _legal(field.element, resource))
    if field.type == "json":
        made = (value for value in json_values.accepted() if fits(field, value))
        yield from (literal(value.value) for value in made)
        yield from json_values.largest(field)
    if field.type in TEXTS:
        for length in {int(field.minimum or 0): None, int(field.maximum or 0): None}:
            yield from _text_of(field, resource, length, legal=True)
    for value in _ACCEPTED.get(field.form or field.type, ()):
        if fits(field, value):
            yield literal(value)
    if field.type == "enum":
        yield from (literal(member.value) for member in field.members[:MOST_MEMBERS])
    for value in _ends(field, outside=False):
        yield literal(value)
    if field.nullable:
        yield "None"


def _legal(element: Field, resource: Resource) -> list[str]:
    """Legal elements of an array, as expressions."""
    example = candidate(element, resource)
    shown = [] if example is None else [literal(example)]
    return [*shown, *_accepted(element, resource)]


def _refused(field: Field, resource: Resource) -> Iterator[str]:
    if field.element is not None:
        bad = [*_refused(field.element, resource)]
        yield from arrays.refused(field, _legal(field.element, resource), bad)
    if field.type == "json":
        yield from json_values.refused(field)
    least, most = int(field.minimum or 0) if field.type in TEXTS else 0, field.maximum
    if field.type in TEXTS:
        if least >= 1:
            yield '""'
            if field.trim:
                yield '"   "'
        for length in [*([least - 1] if least > 1 else []), int(most or 0) + 1]:
            yield from _text_of(field, resource, length, legal=False)
        if field.pattern is not None:
            yield from _mismatches(field)
    for value in _REFUSED.get(field.form or field.type, ()):
        yield literal(value)
    if field.type == "enum":
        values = {member.value for member in field.members}
        yield literal(_unlike(values))
        first = field.members[0].value
        yield from (literal(text) for text in (first.swapcase(), f" {first}") if text not in values)
    for value in _ends(field, outside=True):
        yield literal(value)
    if not field.nullable:
        yield "None"


def _unlike(values: set[str]) -> str:
    text = "none of them"
    while text in values:
        text += "!"
    return text


def _text_of(field: Field, resource: Resource, length: int, *, legal: bool) -> Iterator[str]:
    if length > _LONGEST:
        return
    beginning, repeated = "", "x"
    if field.pattern is not None or field.form:
        beginning = str(candidate(field, resource) or "")[:length]
        repeated = beginning[-1:].strip() or "x"
    text = beginning + repeated * (length - len(beginning))
    if fits(field, text) is not legal:
        return
    if len(text) - len(beginning) < 20:
        yield literal(text)
    elif beginning:
        yield f"{literal(beginning)} + {literal(repeated)} * {length - len(beginning)}"
    else:
        yield f"{literal(repeated)} * {length}"


def _mismatches(field: Field) -> Iterator[str]:
    """A text of a legal length that the pattern doesn't take."""
    least, most = int(field.minimum or 0), int(field.maximum or 0)
    length = min(most, max(least, 3))
    for character in "x0!~A":
        text = character * length
        if length <= _LONGEST and not fits(field, text):
            yield literal(text)
            return


def _ends(field: Field, *, outside: bool) -> Iterator[Scalar]:
    """The least and the greatest number, or the next ones beyond them."""
    step = 1 if outside else 0
    match field.type:
        case "int" | "bigint":
            low, high = int(field.minimum or 0) - step, int(field.maximum or 0) + step
            yield from (low, high) if field.type == "int" else (str(low), str(high))
        case "float":
            for bound, way in ((field.minimum, -math.inf), (field.maximum, math.inf)):
                if bound is not None:
                    yield math.nextafter(float(bound), way) if outside else float(bound)
        case "decimal":
            yield from _decimal_ends(field, outside=outside)


def _decimal_ends(field: Field, *, outside: bool) -> Iterator[str]:
    precision, scale = field.precision or 0, field.scale or 0
    with localcontext(prec=DIGITS):
        yield from _ends_within(field, precision, scale, outside=outside)


def _ends_within(field: Field, precision: int, scale: int, *, outside: bool) -> Iterator[str]:
    unit = Decimal(1).scaleb(-scale)
    widest = Decimal("9" * precision).scaleb(-scale)
    low = -widest if field.minimum is None else max(-widest, Decimal(str(field.minimum)))
    high = widest if field.maximum is None else min(widest, Decimal(str(field.maximum)))
    if outside:
        yield from (f"{low - unit:f}", f"{high + unit:f}")
        # One digit more after the point, between the ends.
        yield f"{high - unit / 10:f}"
    else:
        yield from (f"{low:f}", f"{high:f}")


def trimmed_values(resource: Resource) -> list[tuple[str, str, str]]:
    """For each text what is sent with blanks around it, and what is stored."""
    found = []
    for field in resource.writable:
        if not field.shown:
            continue
        inner = candidate(field, resource)
        if field.type in TEXTS and isinstance(inner, str) and inner == inner.strip() and inner:
            outer = f" {inner} "
            if field.trim or fits(field, outer):
                found.append((field.public, outer, inner if field.trim else outer))
    return found


FILTERS = by_name(
    accepted_values,
    refused_values,
    trimmed_values,
)
