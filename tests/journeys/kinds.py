"""Fields of random specs: every type with its rules, and values that keep them."""

import random
import re
import string
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from generator.model.resolve.forms import FORMS

Data: TypeAlias = dict[str, Any]
"""A spec, a resource or a field, as the YAML of the spec has it."""

TYPES = (
    "string", "text", "int", "bigint", "decimal", "float", "bool", "date", "datetime", "time",
    "uuid", "enum", "email", "url", "array<string>", "array<int>", "array<enum>",
)  # fmt: skip
ARRAYS = ("array<string>", "array<int>", "array<enum>")
TEXTS = ("string", "text")
ORDERED = ("string", "text", "int", "bigint", "decimal", "float", "date", "datetime", "time")
VALUES = ("low", "medium", "high", "in progress", "it's", "A:b%", "да", "title", "state", "x")
# Each with a text that it is made of, to be repeated; the last is none that PostgreSQL checks.
PATTERNS = {"^[a-z]+$": "abc", "[0-9]": "12", "^[A-Z]": "Ab", "^(ab|cd)*$": "abcd", r"^\w+$": "w_1"}
INT_RANGES = {"int": (-(2**31), 2**31 - 1), "bigint": (-(2**63), 2**63 - 1)}
LENGTHS = {"string": 255, "text": 50_000}


def field(rng: random.Random, kind: str | None = None, given: str | None = None) -> Data:
    """A field of a type; `given` says whether it is required, has a default or may be null."""
    kind = kind or rng.choice(TYPES)
    made: Data = {"type": kind}
    if kind == "decimal":
        scale = rng.randint(0, 4)
        made["type"] = f"decimal({rng.randint(scale + 1, 12)},{scale})"
    if kind == "datetime" and given is None and rng.random() < 0.3:
        return made | {"set": rng.choice(("on_create", "on_update"))}
    if kind == "enum":
        made["values"] = rng.sample(VALUES, rng.randint(1, 6))
    if kind == "array<enum>":
        made["items"] = {"values": rng.sample(VALUES, rng.randint(1, 6))}
    rules(rng, made)
    give(rng, made, given or rng.choice(("required", "default", "null")))
    return made


def rules(rng: random.Random, made: Data) -> None:
    """Bounds and a pattern, anew."""
    for word in ("min", "max", "pattern", "example", "trim"):
        made.pop(word, None)
    kind = base(made)
    if kind in TEXTS:
        if rng.random() < 0.3:
            made["pattern"] = rng.choice([*PATTERNS])
        if rng.random() < 0.3:
            made["min"] = rng.choice((1, 2, 4))
        if rng.random() < 0.5:
            made["max"] = rng.choice((8, 12, 40, 300))
        if rng.random() < 0.2:
            made["trim"] = False
        made["example"] = value(rng, made)
    elif kind in ("int", "bigint", "decimal", "float"):
        for word, low, high in (("min", -9, 3), ("max", 3, 9)):
            if rng.random() < 0.4:
                made[word] = number(made, rng.randint(low, high))
    elif kind in ARRAYS:
        for word, low, high in (("min", 0, 2), ("max", 3, 9)):
            if rng.random() < 0.4:
                made[word] = rng.randint(low, high)
        if kind == "array<int>" and rng.random() < 0.5:
            made["items"] = {"min": rng.randint(-9, 0), "max": rng.randint(1, 9)}
    elif kind == "bool" and rng.random() < 0.3:
        made["example"] = True


def give(rng: random.Random, made: Data, how: str) -> None:
    """Makes a field required, or gives it a default, or lets it be null."""
    made.pop("required", None)
    made.pop("default", None)
    if how == "required":
        made["required"] = True
    elif how == "default":
        made["default"] = value(rng, made)


# What is said of fields


def base(given: Data) -> str:
    """The type without its size."""
    return str(given["type"]).partition("(")[0]


def size(given: Data) -> tuple[int, int]:
    """Precision and scale of a decimal."""
    precision, scale = given["type"][len("decimal(") : -1].split(",")
    return int(precision), int(scale)


def nullable(given: Data) -> bool:
    """Whether a field may be null."""
    return not any(given.get(word) for word in ("required", "key", "set")) and (
        "default" not in given
    )


def operators(given: Data) -> list[str]:
    """What a field can be filtered by."""
    kind = base(given)
    able = ["any", "all"] if kind in ARRAYS else ["eq", "ne", "in"]
    able += ["lt", "gte"] if kind in ORDERED else []
    able += ["between"] if kind in ORDERED and kind not in TEXTS else []
    able += ["startswith", "endswith"] if kind in TEXTS else []
    able += ["is_null"] if nullable(given) else []
    return able


def number(given: Data, whole: int) -> int | float | str:
    """A number as the spec writes it for a field, as near as its type allows."""
    match base(given):
        case "decimal":
            precision, scale = size(given)
            most = Decimal(10) ** (precision - scale) - Decimal(1).scaleb(-scale)
            near = max(-most, min(most, Decimal(whole) + Decimal(5).scaleb(-1)))
            return f"{round(near, scale) if abs(round(near, scale)) <= most else most:f}"
        case "float":
            return whole + 0.5
    return whole


def limits(given: Data) -> tuple[Decimal, Decimal]:
    """The least and the most that a number may be."""
    kind = base(given)
    if kind in INT_RANGES:
        low, high = map(Decimal, INT_RANGES[kind])
    elif kind == "decimal":
        precision, scale = size(given)
        high = Decimal(10) ** (precision - scale) - Decimal(1).scaleb(-scale)
        low = -high
    else:
        low, high = Decimal(-1000), Decimal(1000)
    if "min" in given:
        low = Decimal(str(given["min"]))
    if "max" in given:
        high = Decimal(str(given["max"]))
    return low, high


def value(rng: random.Random, given: Data) -> Any:
    """A valid value, as the spec writes it; often one at the edge of what is allowed."""
    kind = base(given)
    edge = rng.random() < 0.3
    match kind:
        case "string" | "text":
            return _text(rng, given)
        case "int" | "bigint":
            low, high = limits(given)
            if edge:
                return int(rng.choice((low, high)))
            return rng.randint(int(max(low, min(-9, high))), int(min(high, max(9, low))))
        case "decimal":
            low, high = limits(given)
            scale = size(given)[1]
            if edge:
                return f"{rng.choice((low, high)):f}"
            near_low, near_high = max(low, min(Decimal(-9), high)), min(high, max(Decimal(9), low))
            units = Decimal(1).scaleb(-scale)
            count = int((near_high - near_low) / units)
            return f"{round(near_low + units * rng.randint(0, max(0, count)), scale):f}"
        case "float":
            low, high = limits(given)
            return float(low) + (float(high) - float(low)) * rng.choice((0, 0.25, 0.5, 1))
        case "bool":
            return rng.random() < 0.5
        case "date":
            return (date(2030, 1, 31) + timedelta(rng.randint(-9999, 9999))).isoformat()
        case "datetime":
            moment = datetime(2030, 1, 31, 9, tzinfo=UTC) + timedelta(
                seconds=rng.randint(-(10**8), 10**8), microseconds=rng.choice((0, 1, 999_999))
            )
            return moment.isoformat().replace("+00:00", "Z")
        case "time":
            return time(rng.randint(0, 23), rng.randint(0, 59), rng.choice((0, 59))).isoformat()
        case "uuid":
            return str(UUID(int=rng.getrandbits(128), version=4))
        case "enum":
            return rng.choice(given["values"])
        case "email":
            return f"{_word(rng)}.o'neil@{_word(rng)}.example"
        case "url":
            return f"https://{_word(rng)}.example/%20?a=:b&c='{_word(rng)}'"
        case "array<string>" | "array<int>" | "array<enum>":
            least, most = given.get("min", 0), given.get("max", 9)
            return [
                value(rng, element(given)) for _ in range(rng.randint(least, min(most, least + 3)))
            ]
    raise ValueError(kind)


def element(given: Data) -> Data:
    """What stands in an array, as a field."""
    return {"type": base(given)[len("array<") : -1], **given.get("items", {})}


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(string.ascii_letters, k=rng.randint(1, 9)))


def suits(given: Data, wanted: Any) -> bool:
    """Whether a value is of the type of a field; its rules don't matter."""
    kind = base(given)
    if kind == "enum":
        return wanted in given["values"]
    if kind in INT_RANGES:
        low, high = INT_RANGES[kind]
        return type(wanted) is int and low <= wanted <= high
    forms: dict[str, Callable[[str], object]] = {
        "date": date.fromisoformat, "time": time.fromisoformat, "uuid": UUID,
        "datetime": datetime.fromisoformat,
    }  # fmt: skip
    if kind in forms and isinstance(wanted, str):
        try:
            parsed = forms[kind](wanted)
        except ValueError:
            return False
        return not isinstance(parsed, datetime) or parsed.tzinfo is not None
    if kind in ARRAYS:
        return isinstance(wanted, list)
    if kind in TEXTS or kind in FORMS:
        return isinstance(wanted, str)
    return kind == "bool" and isinstance(wanted, bool)


def obeys(given: Data, wanted: Any) -> bool:
    """Whether a value is of the type of a field, and keeps its rules."""
    kind = base(given)
    if kind in ("decimal", "float"):
        low, high = limits(given)
        return isinstance(wanted, int | float | str) and low <= Decimal(str(wanted)) <= high
    if not suits(given, wanted):
        return False
    if kind in ARRAYS:
        fits = given.get("min", 0) <= len(wanted) <= given.get("max", 100)
        return fits and all(obeys(element(given), each) for each in wanted)
    if kind in FORMS:
        return FORMS[kind].takes(wanted)
    if kind in TEXTS:
        fits = given.get("min", 0) <= len(wanted) <= given.get("max", LENGTHS[kind])
        return fits and re.search(given.get("pattern", ""), wanted) is not None
    if kind in INT_RANGES:
        low, high = limits(given)
        return low <= wanted <= high
    return True


def _text(rng: random.Random, given: Data) -> str:
    least = given.get("min", 0)
    most = min(given.get("max", LENGTHS[base(given)]), max(30, least))
    if pattern := given.get("pattern"):
        unit = PATTERNS[pattern]
        lengths = [
            length
            for length in range(max(least, 1), most + 1)
            if pattern != "^(ab|cd)*$" or length % 2 == 0
        ]
        length = rng.choice((lengths[0], lengths[-1], rng.choice(lengths)))
        return (unit * length)[:length]
    length = rng.choice((least, most, rng.randint(least, most)))
    signs = string.ascii_letters + string.digits + "'\"%:\\$é日"
    return "".join(rng.choice(signs) for _ in range(length))
