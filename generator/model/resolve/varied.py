"""Values without end: those that rows of seeds and tests are told apart by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from generator.model import names
from generator.model.fields import Field, Scalar
from generator.model.resolve.values import TEXTS, value_problem

# How many values are told apart at least.
ENOUGH = 1000
# As many as no run of tests takes.
MANY = 100_000


@dataclass(frozen=True, slots=True)
class Varied:
    """A value for each number."""

    kind: Literal["text", "letters", "octets", "int", "float", "date", "datetime", "row"]
    # Of a text: what stands before and after the number, and how many digits it has; of letters,
    # how many there are and, before them, the first of the alphabet; of octets, what stands before
    # the last two.
    before: str = ""
    width: int = 0
    after: str = ""
    # Of a number: the least.
    least: int = 0

    def value(self, number: int) -> Scalar:
        """The value of a number: from 0 to 999 where a field hasn't many values."""
        match self.kind:
            case "row":
                raise ValueError("which rows there are is known when they have been made")
            case "text":
                return f"{self.before}{number:0{self.width}}{self.after}"
            case "letters":
                return letters(number, self.width, self.before)
            case "octets":
                return f"{self.before}{number // 256}.{number % 256}"
            case "int":
                return self.least + number
            case "float":
                return float(self.least + number)
            case "date":
                return (date(2030, 1, 1) + timedelta(number)).isoformat()
            case "datetime":
                moment = datetime(2030, 1, 1, tzinfo=UTC) + timedelta(number)
                return moment.isoformat().replace("+00:00", "Z")


# Texts of each form.
OF_FORMS: Mapping[str, Varied] = {
    "email": Varied("text", width=1, after=".ann@example.com"),
    "url": Varied("text", before="https://example.com/", width=1),
    "slug": Varied("text", before="blue-shoes-", width=1),
    "hostname": Varied("text", width=1, after=".example.com"),
    "ipv4": Varied("octets", before="192.0."),
    "ipv6": Varied("text", before="2001:db8::", width=1),
    "phone": Varied("text", before="+1202555", width=4),
    "color": Varied("text", before="#1e9", width=3),
}


def letters(number: int, width: int, first: str) -> str:
    """A number written in letters: 0 is `aaa`, 1 is `aab`."""
    found = ""
    for _ in range(width):
        number, digit = divmod(number, 26)
        found = chr(ord(first) + digit) + found
    return found


def varied(field: Field) -> Varied | None:
    """How values of a field differ as often as is needed; None where that isn't known.

    A reference is to another row each time, unless that would lead back to rows that are alike, or
    there is one row only.
    """
    if field.reference is not None:
        alone = field.reference.single and not field.reference.public
        return None if field.reference.circular or alone else Varied("row")
    for found in _candidates(field):
        values = [found.value(number) for number in (0, 1, ENOUGH - 1)]
        if not any(value_problem(field, value) for value in values):
            return found
    return None


def has_many_values(field: Field, way: Varied) -> bool:
    """Whether a field has more values of this kind than there are rows in any run of tests."""
    if way.kind == "letters" and 26**way.width < MANY:
        return False
    return value_problem(field, way.value(MANY - 1)) is None


def _candidates(field: Field) -> Iterator[Varied]:
    example = str(field.example or "")
    match field.type:
        case kind if kind in TEXTS:
            stem = example.rstrip("0123456789")
            if len(example) - len(stem) >= len(str(ENOUGH - 1)):
                yield Varied("text", before=stem, width=len(example) - len(stem))
            if field.form:
                yield OF_FORMS[field.form]
            yield Varied("text", before=f"{example or names.words(field.name)} ", width=1)
            width = max(3, int(field.minimum or 0))
            yield Varied("text", width=width)
            yield Varied("letters", before="a", width=width)
            yield Varied("letters", before="A", width=width)
        case "int":
            yield Varied("int", least=max(0, int(field.minimum or 0)))
            yield Varied("int", least=int(field.minimum or 0))
        case "bigint":
            yield Varied("int", least=max(0, int(field.minimum or 0)))
            yield Varied("int", least=int(field.minimum or 0))
        case "float":
            yield Varied("float", least=max(0, int(float(field.minimum or 0)) + 1))
            yield Varied("float", least=int(float(field.minimum or 0)) + 1)
        case "decimal":
            yield Varied("text", width=1)
            yield Varied("text", before="0.", width=max(3, field.scale or 0))
        case "date":
            yield Varied("date")
        case "datetime":
            yield Varied("datetime")
        case "uuid":
            yield Varied("text", before="0197a3c4-5d6e-7f80-9a1b-", width=12)
        case "time":
            yield Varied("text", before="09:00:00.", width=6)
