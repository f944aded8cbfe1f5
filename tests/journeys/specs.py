"""Random specs: every type of field with its rules, lists, actions, users, names that are odd."""

import copy
import json
import random
import re
import string
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from generator.model import names
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
RESOURCES = (
    "Note", "Person", "OrderItem", "City", "Box", "AnExtraordinarilyLongResourceName",
)  # fmt: skip
# Among them words that SQL must quote, and names that are part of others.
FIELDS = (
    "title", "note", "order", "select", "end", "left", "row", "state", "state_2", "amount", "price",
    "ratio", "active", "seen", "day", "at", "when", "ref", "kind", "level", "code", "name",
    "an_extraordinarily_long_field_name_herex", "an_extraordinarily_long_field_name_herey",
)  # fmt: skip
VALUES = ("low", "medium", "high", "in progress", "it's", "A:b%", "да", "title", "state", "x")
# Each with a text that it is made of, to be repeated; the last is none that PostgreSQL checks.
PATTERNS = {"^[a-z]+$": "abc", "[0-9]": "12", "^[A-Z]": "Ab", "^(ab|cd)*$": "abcd", r"^\w+$": "w_1"}
INT_RANGES = {"int": (-(2**31), 2**31 - 1), "bigint": (-(2**63), 2**63 - 1)}
LENGTHS = {"string": 255, "text": 50_000}


def spec(rng: random.Random) -> Data:
    """A spec with one to three resources."""
    chosen = rng.sample(RESOURCES, rng.choice((1, 1, 2, 2, 3)))
    data: Data = {
        "spec": 1,
        "api": {"title": "Journey", "version": "1"},
        "auth": {"users": rng.choice(("none", "provision"))},
        "resources": {},
    }
    for name in chosen:
        data["resources"][name] = resource(rng, data, name)
    return data


def resource(rng: random.Random, data: Data, name: str) -> Data:
    """A resource that fits beside those of a spec."""
    fields: Data = {"id": {"type": rng.choice(("uuid", "uuid", "int", "bigint")), "key": True}}
    for field_name in rng.sample(FIELDS, rng.randint(1, 7)):
        fields[field_name] = field(rng)
    made: Data = {"owner": rng.choice(("user_id", "owner")), "fields": fields}
    if rng.random() < 0.2:
        made["plural"] = free_plural(rng, data)
    if rng.random() < 0.2:
        made["page"] = {"size": rng.randint(1, 50), "max": rng.randint(50, 99)}
    lists(rng, made)
    uniques(rng, made)
    return made


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


def lists(rng: random.Random, made: Data) -> None:
    """Filters, search, sort and actions, anew."""
    for word in ("filters", "search", "sort", "actions"):
        made.pop(word, None)
    fields = {name: given for name, given in made["fields"].items() if not given.get("key")}
    filters: Data = {}
    for name, given in fields.items():
        if rng.random() < 0.4:
            able = ["any", "all"] if base(given) in ARRAYS else ["eq", "ne", "in"]
            able += ["lt", "gte"] if base(given) in ORDERED else []
            able += ["between"] if base(given) in ORDERED and base(given) not in TEXTS else []
            able += ["startswith", "endswith"] if base(given) in TEXTS else []
            able += ["is_null"] if nullable(given) else []
            filters[name] = rng.sample(able, rng.randint(1, len(able)))
    compared = [name for name, given in fields.items() if base(given) not in ARRAYS]
    if compared and rng.random() < 0.3:
        name = rng.choice(compared)
        with_value = {name: None if nullable(fields[name]) else value(rng, fields[name])}
        filters["view"] = {"default": "all", "choices": {"all": {}, "some": with_value}}
    if filters:
        made["filters"] = filters
    texts = [name for name, given in fields.items() if base(given) in TEXTS]
    if texts and rng.random() < 0.5:
        made["search"] = rng.sample(texts, rng.randint(1, len(texts)))
    if rng.random() < 0.6:
        sortable = [name for name, given in made["fields"].items() if base(given) not in ARRAYS]
        chosen = rng.sample(sortable, rng.randint(1, min(3, len(sortable))))
        keys = {f"by_{name}"[:40]: rng.choice(("", "-")) + name for name in chosen}
        made["sort"] = {"keys": keys, "default": rng.choice([*keys])}
        made["sort"]["nulls"] = rng.choice(("first", "last"))
    toggled = [name for name, given in fields.items() if _toggles(given)]
    if toggled and rng.random() < 0.5:
        made["actions"] = {"flip": {"toggle": rng.choice(toggled)}}


def uniques(rng: random.Random, made: Data) -> None:
    """What is unique, anew."""
    made.pop("unique", None)
    for given in made["fields"].values():
        given.pop("unique", None)
        if can_be_unique(given) and rng.random() < 0.2:
            given["unique"] = "per_owner"
    left = [name for name, given in made["fields"].items() if _groups(given)]
    if len(left) > 1 and rng.random() < 0.4:
        made["unique"] = [rng.sample(left, 2)]


def can_be_unique(given: Data) -> bool:
    """Whether rows can be alike in nothing but null, and whether values fit into an index."""
    kind = base(given)
    short = kind not in TEXTS or given.get("max", LENGTHS[kind]) <= 200
    return nullable(given) and short and kind not in ("bool", "enum", "url", *ARRAYS)


def _groups(given: Data) -> bool:
    return can_be_unique(given) and "unique" not in given


def tidy(data: Data) -> None:
    """Takes out of lists, actions and uniques what the fields don't allow any more."""
    for made in data["resources"].values():
        fields = made["fields"]
        for given in fields.values():
            if "unique" in given and not can_be_unique(given):
                del given["unique"]
        groups = [
            group
            for group in made.pop("unique", ())
            if all(name in fields and _groups(fields[name]) for name in group)
        ]
        if groups:
            made["unique"] = groups
        filters = {}
        for name, declared in made.get("filters", {}).items():
            if isinstance(declared, list) and name in fields:
                able = {"any", "all"} if base(fields[name]) in ARRAYS else {"eq", "ne", "in"}
                able |= {"lt", "gte"} if base(fields[name]) in ORDERED else set()
                if base(fields[name]) in TEXTS:
                    able |= {"startswith", "endswith"}
                elif base(fields[name]) in ORDERED:
                    able |= {"between"}
                able |= {"is_null"} if nullable(fields[name]) else set()
                if kept := [operator for operator in declared if operator in able]:
                    filters[name] = kept
            elif isinstance(declared, dict):
                conditions = {
                    field_name: condition
                    for field_name, condition in declared["choices"]["some"].items()
                    if field_name in fields
                    and (
                        nullable(fields[field_name])
                        if condition is None
                        else suits(fields[field_name], condition)
                    )
                }
                if conditions:
                    choices = {"all": {}, "some": conditions}
                    filters[name] = {"default": "all", "choices": choices}
        sort = {
            name: target
            for name, target in made.get("sort", {}).get("keys", {}).items()
            if target.removeprefix("-") in fields
            and base(fields[target.removeprefix("-")]) not in ARRAYS
        }
        search = [
            name
            for name in made.get("search", ())
            if name in fields and base(fields[name]) in TEXTS
        ]
        actions = {
            name: action
            for name, action in made.get("actions", {}).items()
            if action["toggle"] in fields and _toggles(fields[action["toggle"]])
        }
        old_sort = made.get("sort", {})
        for word in ("filters", "search", "sort", "actions"):
            made.pop(word, None)
        if filters:
            made["filters"] = filters
        if search:
            made["search"] = search
        if sort:
            default = old_sort["default"] if old_sort["default"] in sort else next(iter(sort))
            made["sort"] = {"keys": sort, "default": default, "nulls": old_sort["nulls"]}
        if actions:
            made["actions"] = actions


def without_past(data: Data) -> Data:
    """The same spec, and nothing of what was before."""
    data = copy.deepcopy(data)
    data["api"].pop("consent", None)
    for made in data["resources"].values():
        for word in ("was", "consent"):
            made.pop(word, None)
        for given in made["fields"].values():
            for word in ("was", "consent", "backfill"):
                given.pop(word, None)
    return data


def text_of(data: Data) -> str:
    """A spec as a file; JSON is YAML."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


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


def _toggles(given: Data) -> bool:
    return base(given) == "bool" and not nullable(given)


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
            element = {"type": kind[len("array<") : -1], **given.get("items", {})}
            return [value(rng, element) for _ in range(rng.randint(least, min(most, least + 3)))]
    raise ValueError(kind)


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
        element = {"type": kind[len("array<") : -1], **given.get("items", {})}
        fits = given.get("min", 0) <= len(wanted) <= given.get("max", 100)
        return fits and all(obeys(element, each) for each in wanted)
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


# Names


def free_plural(rng: random.Random, data: Data) -> str:
    """A plural that no resource has."""
    taken = {table_of(name, made) for name, made in data["resources"].items()}
    free = [f"{word}_list" for word in ("odd", "even", "order", "row")]
    return rng.choice([name for name in free if name not in taken] or ["last_list"])


def table_of(name: str, made: Data) -> str:
    """The table of a resource."""
    return str(made.get("plural") or names.plural(names.snake(name)))


def every_field(data: Data) -> Iterator[tuple[str, str, Data]]:
    """Resource, name and field, without keys and what the server sets."""
    for resource_name, made in data["resources"].items():
        for name, given in made["fields"].items():
            if not given.get("key") and "set" not in given:
                yield resource_name, name, given
