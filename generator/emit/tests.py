"""What the emitted tests try: values on both sides of each rule, and rows that tell apart."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from generator.emit import arrays, tests_access, tests_following, tests_json, tests_unique
from generator.emit.python import dictionary, in_json, literal, told_of
from generator.emit.tests_access import is_given, looking
from generator.emit.tests_unique import numbered, touches_unique
from generator.language.json_text import JsonText
from generator.model.app import (
    NOW,
    Action,
    App,
    Deprecation,
    Field,
    Resource,
    Scalar,
    SortField,
    SortKey,
    Value,
)
from generator.model.resolve.examples import example_value, sent
from generator.model.resolve.forms import FORMS
from generator.model.resolve.storage import fits_index
from generator.model.resolve.uniques import MAX_INDEXED_TEXT
from generator.model.resolve.values import TEXTS, value_problem

# What a client sends for a field: as the model's value, but a bigint travels as text.
Pairs = list[tuple[str, Value | None]]

_MOST_VARIANTS = 5
_MOST_MEMBERS = 20
_FEWEST_SAMPLES = 6
# A text that is longer stays out of the tables of values: the request would be too long.
_LONGEST = 200_000
# More than any decimal of the language has.
DIGITS = 80
# How many clients ask for an action at the same time.
TOGETHER = 16

_PARSERS = {
    "bigint": "int",
    "bool": "truth",
    "date": "dt.date.fromisoformat",
    "datetime": "dt.datetime.fromisoformat",
    "decimal": "Decimal",
    "float": "float",
    "int": "int",
    "json": "canonical",
    "time": "dt.time.fromisoformat",
    "uuid": "UUID",
}

_CANDIDATES: dict[str, tuple[Scalar, ...]] = {
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
}

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
}


def accepted_texts(kind: str) -> list[str]:
    """Texts of a type with a form that are just legal."""
    return [text for text in (*_CANDIDATES[kind], *_ACCEPTED[kind]) if isinstance(text, str)]


def refused_texts(kind: str) -> list[str]:
    """Texts that such a type doesn't take, hostile ones among them."""
    return [text for text in _REFUSED[kind] if isinstance(text, str)]


# Bodies.


def _sent(field: Field, value: Value | None) -> Value | None:
    return None if value is None else sent(field, value)


def minimal_body(resource: Resource) -> Pairs:
    """The shortest body that creates a row."""
    return _required(resource, resource.writable)


def minimal_replacement(resource: Resource) -> Pairs:
    """The shortest body that replaces a row."""
    return _required(resource, resource.changeable)


def _required(resource: Resource, fields: Sequence[Field]) -> Pairs:
    required = {field.name for field in fields if field.required}
    body = [pair for pair in resource.examples[0] if pair[0] in required]
    return in_json(resource, body)


def default_values(resource: Resource) -> Pairs:
    """What the fields have that a create doesn't give."""
    fields = [field for field in resource.fields if field.writable or is_given(field)]
    return _defaults(field for field in fields if field.shown)


def reset_values(resource: Resource) -> Pairs:
    """What the fields have that a replacement doesn't give."""
    return _defaults(field for field in resource.changeable if field.shown)


def _defaults(fields: Iterable[Field]) -> Pairs:
    return [(field.public, _sent(field, field.default)) for field in fields if not field.required]


def changed_body(resource: Resource) -> Pairs:
    """For each field another value than that of the first example, where there is one."""
    first = dict(resource.examples[0])
    body: Pairs = []
    for field in resource.changeable:
        values = [_sent(field, value) for value in _variants(field)]
        others = [value for value in values if value != first.get(field.name)]
        if others or field.name in first:
            body.append((field.public, others[0] if others else first[field.name]))
    return body


def read_only_values(resource: Resource) -> Pairs:
    """A value for each field that clients may read and not send."""
    values: dict[str, Value] = {
        "uuid": "0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071",
        "int": 1,
        "bigint": "1",
        "datetime": "2030-01-31T09:00:00Z",
    }
    return [
        (field.public, _readable(field, values.get(field.type, "somebody")))
        for field in resource.answered
        if not field.writable
    ]


def _readable(field: Field, otherwise: Value) -> Value:
    example = None if field.automatic else _sent(field, example_value(field))
    return otherwise if example is None else example


def misspelt(resource: Resource) -> str | None:
    """A key that is nearly one of the body's."""
    names = {field.public for field in (*resource.fields, *resource.computed)}
    names |= {str(field.alias.name) for field in resource.fields if field.alias}
    known = resource.changeable if write_methods(resource) else resource.writable
    if not known:
        return None
    name = max((field.public for field in known), key=len) + "x"
    while name in names:
        name += "x"
    return name


def column_names(resource: Resource) -> list[str]:
    """The names of columns that no client knows."""
    known = {field.public for field in resource.fields}
    known |= {str(field.alias.name) for field in resource.fields if field.alias}
    return [str(field.name) for field in resource.fields if field.name not in known]


def sample_bodies(resource: Resource) -> list[Pairs]:
    """Rows that differ in every way that filters and sorts can tell, ties and nulls included."""
    choices = [
        choice.conditions for filter_ in resource.choice_filters for choice in filter_.choices
    ]
    fields = [field for field in resource.shown if not field.automatic]
    fields += [field for field in resource.writable if not field.shown]
    variants = {field.name: _variants(field) for field in fields}
    count = max([_FEWEST_SAMPLES, *(len(values) + 2 for values in variants.values())])
    first = {str(name): value for name, value in resource.examples[0]}
    rows: list[dict[str, Value | None]] = []
    for number in range(count):
        row: dict[str, Value | None] = {}
        for place, field in enumerate(fields):
            values = [*variants[field.name], *([None] if field.nullable else [])]
            if values:
                # All values in turn, in each round and for each field from another one on.
                turned = place + number // len(values) * (place + 1)
                row[field.name] = values[(number + turned) % len(values)]
        rows.append(row)
    for conditions in choices:
        chosen: dict[str, Value | None] = {**first}
        for field, value in conditions:
            if not field.automatic and (value is None or value_problem(field, value) is None):
                chosen[field.name] = value
        rows.append(chosen)
    for number, row in enumerate(rows):
        # What only one row may have, unless it has none.
        told = numbered(resource, number)
        row.update({name: told[name] for name in told if row.get(name) is not None})
    return [
        [(field.public, _sent(field, row[field.name])) for field in fields if field.name in row]
        for row in rows
    ]


def _variants(field: Field) -> list[Value]:
    """A few legal values of a field, all different."""
    examples = [] if field.example is None else [field.example]
    if field.element is not None:
        elements = _elements(field, field.element)
        made = [*arrays.variants(field, elements), *examples]
        return list(dict.fromkeys(value for value in made if _fits(field, value)))[:_MOST_VARIANTS]
    if field.type == "json":
        made = tests_json.variants(field)
        return list(dict.fromkeys(value for value in made if _fits(field, value)))[:_MOST_VARIANTS]
    members = [member.value for member in field.members]
    ends = [end for end in (field.minimum, field.maximum) if end is not None]
    candidates: list[Value] = [*members, *_CANDIDATES[field.type], *examples]
    if field.type in TEXTS:
        # The beginning of what the rules want, in other cases: only the case tells them apart.
        candidates += [text for example in examples for text in _recased(str(example))]
        candidates += [_of_length(field, length) for length in _lengths(field)]
    elif field.type not in ("bool", "enum"):
        candidates += ends
    legal = [value for value in candidates if _fits(field, value)]
    return list(dict.fromkeys(legal))[:_MOST_VARIANTS]


def _elements(field: Field, element: Field) -> list[Scalar]:
    """A few legal elements of an array."""
    shown = field.example if isinstance(field.example, tuple) else ()
    made = (value for value in _variants(element) if not isinstance(value, tuple | JsonText))
    return [*shown, *made]


def _recased(text: str) -> Iterator[str]:
    yield from (text.lower(), text.upper(), text.capitalize())


def _lengths(field: Field) -> list[int]:
    least, most = int(field.minimum or 0), int(field.maximum or 0)
    return [least, min(most, max(least, 3))]


def _fits(field: Field, value: Value) -> bool:
    return value_problem(field, value) is None


def _example(field: Field, resource: Resource) -> Value | None:
    """The example of a field; of an array's element, the first of the array."""
    found = dict(resource.examples[0]).get(field.name)
    if field.element is None and isinstance(found, tuple):
        return found[0] if found else None
    return found


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
    if field.element is not None:
        yield from arrays.accepted(field, _legal(field.element, resource))
    if field.type == "json":
        made = (value for value in tests_json.accepted() if _fits(field, value))
        yield from (literal(value.value) for value in made)
        yield from tests_json.largest(field)
    if field.type in TEXTS:
        for length in {int(field.minimum or 0): None, int(field.maximum or 0): None}:
            yield from _text_of(field, resource, length, legal=True)
    for value in _ACCEPTED.get(field.type, ()):
        if _fits(field, value):
            yield literal(value)
    if field.type == "enum":
        yield from (literal(member.value) for member in field.members[:_MOST_MEMBERS])
    for value in _ends(field, outside=False):
        yield literal(value)
    if field.nullable:
        yield "None"


def _legal(element: Field, resource: Resource) -> list[str]:
    """Legal elements of an array, as expressions."""
    example = _example(element, resource)
    shown = [] if example is None else [literal(example)]
    return [*shown, *_accepted(element, resource)]


def _refused(field: Field, resource: Resource) -> Iterator[str]:
    if field.element is not None:
        bad = [*_refused(field.element, resource)]
        yield from arrays.refused(field, _legal(field.element, resource), bad)
    if field.type == "json":
        yield from tests_json.refused(field)
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
    for value in _REFUSED.get(field.type, ()):
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


def _of_length(field: Field, length: int) -> str:
    """A text of this length that a pattern would perhaps take."""
    beginning = str(field.example or "")[:length]
    return beginning + (beginning[-1:].strip() or "x") * (length - len(beginning))


def _text_of(field: Field, resource: Resource, length: int, *, legal: bool) -> Iterator[str]:
    if length > _LONGEST:
        return
    beginning, repeated = "", "x"
    if field.pattern is not None or field.type in FORMS:
        beginning = str(_example(field, resource) or "")[:length]
        repeated = beginning[-1:].strip() or "x"
    text = beginning + repeated * (length - len(beginning))
    if _fits(field, text) is not legal:
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
        if length <= _LONGEST and not _fits(field, text):
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
        inner = _example(field, resource)
        if field.type in TEXTS and isinstance(inner, str) and inner == inner.strip() and inner:
            outer = f" {inner} "
            if field.trim or _fits(field, outer):
                found.append((field.public, outer, inner if field.trim else outer))
    return found


# Lists.


def parsers(resource: Resource) -> list[tuple[str, str]]:
    """How the fields are read whose JSON isn't their value."""
    found = []
    for field in (*resource.fields, *resource.computed):
        parser = _PARSERS.get((field.element or field).type)
        if parser is not None:
            found.append((field.public, f"each_of({parser})" if field.element else parser))
    return found


def sort_expression(sort: SortKey) -> str:
    """A sort key as the tests write it."""
    then = "".join(f"{_by(each)}, " for each in sort.then)
    return f"{_by(sort)[:-1]}, then=({then}))" if then else _by(sort)


def _by(sort: SortKey | SortField) -> str:
    arguments = [literal(sort.field.public)]
    if sort.descending:
        arguments.append("descending=True")
    if sort.nulls is not None:
        arguments.append(f"nulls={literal(sort.nulls)}")
    if sort.compare == "text":
        longer = f"lambda text: text.lower()[:{MAX_INDEXED_TEXT}]"
        arguments.append(f"rank={'str.lower' if fits_index(sort.field) else longer}")
    if sort.compare == "rank":
        values = literal([member.value for member in sort.field.members])
        arguments.append(f"rank={values}.index")
    return f"By({', '.join(arguments)})"


def sort_requests(resource: Resource) -> list[str]:
    """Every key both ways, and neighbouring keys together, one of them turned round."""
    names = [str(sort.name) for sort in resource.sort_keys]
    single = [value for name in names for value in (name, f"-{name}")]
    pairs = [(names[index - 1], name) for index, name in enumerate(names) if len(names) > 1]
    both = [value for one, other in pairs for value in (f"{one},-{other}", f"-{other},{one}")]
    return single + both


def parameters_of(resource: Resource) -> list[str]:
    """Every parameter of the list."""
    names = [str(filter_.name) for filter_ in resource.operator_filters]
    names += [str(filter_.name) for filter_ in resource.choice_filters]
    names += ["q"] if resource.search else []
    names += [str(resource.sort_by.name)] if resource.sort_keys else []
    names += [str(resource.sort_order.name)] if resource.sort_order else []
    names += ["total"] if resource.page.total == "on_request" else []
    return [*names, "limit", "offset", "cursor"]


def showing_all(resource: Resource) -> str:
    """The choices under which lists hide no rows unasked, as further parameters."""
    chosen = {
        str(filter_.name): str(choice.name)
        for filter_ in resource.choice_filters
        for choice in filter_.choices
        if not choice.conditions
    }
    return "".join(f", {literal(name)}: {literal(choice)}" for name, choice in chosen.items())


def search_samples(resource: Resource) -> list[tuple[str, str, str]]:
    """For each field that is searched a text, and a word that stands in it and nowhere else."""
    found = []
    for field in resource.search.fields if resource.search else ():
        example = str(_example(field, resource) or "")
        texts = ("Zebra", f"{example} zebra", f"zebra {example}", f"{example[:1]} zebra")
        text = next((text for text in texts if not field.automatic and _fits(field, text)), None)
        if text is not None:
            found.append((field.public, text, "zebra"))
    return found


# What will go away.


def ending(deprecation: Deprecation) -> str:
    """Since when and until when, as the tests write it."""
    return literal((deprecation.since, deprecation.sunset))


def sendable_endings(resource: Resource) -> list[str]:
    """The keys of bodies that will go away, where there is a value to send."""
    now = {str(field.alias.name): field.public for field in resource.renamed if field.alias}
    shown = {field.public for field in resource.shown}
    values = {str(name) for name, _ in changed_body(resource) if name in shown}
    return [name for name, _ in told_of(resource)["fields"] if now.get(name, name) in values]


# Actions.

_State = dict[str, Value | None]


@dataclass(frozen=True, slots=True)
class Trial:
    """An action, a row that it applies to, and what becomes of it."""

    action: Action
    # What is sent; None where there is no body.
    body: Pairs | None
    # What the row has that the action is about, and what it has changed to afterwards.
    start: Pairs
    then: Pairs
    # The fields that get the time of the request.
    now: list[str]
    # How many of several clients at the same time succeed, and what the row has then.
    succeed: int
    last: Pairs
    # Values to which the action doesn't apply, each with the field that is at fault.
    refused: list[tuple[Pairs, str]]


def trials(resource: Resource) -> list[Trial]:
    """A trial of each action, except those that only turn a field over, or run a function.

    Where the field may be sent there are two: with it and without.
    """
    actions = [
        action
        for action in resource.actions
        # Rows that are alike can't be in one state where that is unique.
        if not (action.turns or action.run or touches_unique(resource, _concerned(action).values()))
        # What stands for a state is no column: how it is written is tried by itself.
        and not any(field.switch for field in _concerned(action).values())
    ]
    made = [_trial(action, given) for action in actions for given in _bodies(action, resource)]
    return [trial for trial in made if trial is not None]


def _bodies(action: Action, resource: Resource) -> list[_State]:
    """What may be sent: what must be, and all that may be."""
    needed = _given(action.needed, resource)
    every = needed | _given(action.given, resource)
    return [needed] if every == needed else [needed, every]


def _given(fields: Sequence[Field], resource: Resource) -> _State:
    """Values to send, other than those of the first example where there are such."""
    first = dict(resource.examples[0])
    given: _State = {}
    for field in fields:
        values = _variants(field)
        others = [value for value in values if value != first.get(field.name)]
        given[field.public] = next(iter(others or values), first.get(field.name))
    return given


def given_body(action: Action, resource: Resource) -> str:
    """A body that an action takes, as an expression."""
    body = _given(action.needed, resource)
    fields = _concerned(action)
    return dictionary((name, _sent(fields[name], body[name])) for name in body) if body else "None"


def old_given(resource: Resource) -> list[tuple[Action, str, str]]:
    """Actions that always apply, a body with all that each takes, and an old name of a field."""
    found = []
    for action in resource.actions:
        body = _given(action.given, resource)
        for field in action.given:
            if field.alias and not (action.guarded or action.run):
                pairs = [(each.public, _sent(each, body[each.public])) for each in action.given]
                found.append((action, dictionary(pairs), str(field.alias.name)))
    return found


def refused_given(resource: Resource) -> list[tuple[Action, str, str, str]]:
    """For each action a body that it takes, a field of it, and a value that breaks a rule."""
    refused = refused_values(resource)
    return [
        (action, given_body(action, resource), name, expression)
        for action in resource.actions
        for name, expression in refused
        if any(field.public == name for field in action.given)
    ]


def _trial(action: Action, given: _State) -> Trial | None:
    fields = _concerned(action)
    start: _State = {}
    for name, field in fields.items():
        values = [
            value for value in _startable(action, field, given) if _holds(action, {name: value})
        ]
        if not values:
            return None
        start[name] = values[0]
    state, succeed = start, 0
    while succeed < TOGETHER and _holds(action, state):
        state, succeed = _after(action, state, given), succeed + 1
    times = {
        field.public: field.shown
        for field, value in action.set
        if field.type == "datetime" and value == NOW
    }

    def pairs(values: _State) -> Pairs:
        return [(name, _sent(fields[name], value)) for name, value in values.items()]

    def lasting(values: _State) -> Pairs:
        return pairs({name: value for name, value in values.items() if name not in times})

    refused = [(pairs({name: value}), name) for name, value in _refusals(action, start)]
    after = _after(action, start, given)
    seen = [name for name, shown in times.items() if shown]
    body = pairs(given) if given else None
    return Trial(action, body, pairs(start), lasting(after), seen, succeed, lasting(state), refused)


def _concerned(action: Action) -> dict[str, Field]:
    """Every field that an action reads or writes."""
    fields = [
        *([action.toggle] if action.toggle else []),
        *action.given,
        *(field for field, _ in action.set),
        *(step.field for step in action.increment),
        *(field for field, _ in action.when),
    ]
    return {field.public: field for field in fields}


def _startable(action: Action, field: Field, given: _State) -> list[Value | None]:
    """Values to begin with: best of all those that the action changes.

    Of a toggle that is sent the same value is best: turned over it would be the other.
    """
    values: list[Value | None] = [*_variants(field), *([None] if field.nullable else [])]
    for other, allowed in action.when:
        values = [*allowed, *values] if other.public == field.public else values
    for step in action.increment:
        values = [*values, step.last] if step.field.public == field.public else values
    after = {other.public: value for other, value in action.set} | given
    name = field.public
    if name not in after:
        return values
    return sorted(values, key=lambda value: (value == after[name]) is (field != action.toggle))


def _holds(action: Action, state: _State) -> bool:
    """Whether an action applies to a row, as far as these values tell."""
    asked = {field.public: allowed for field, allowed in action.when}
    among = all(state[name] in allowed for name, allowed in asked.items() if name in state)
    steps = [step for step in action.increment if step.field.public in state]
    return among and all(step.has_room(_number(state[step.field.public])) for step in steps)


def _number(value: Value | None) -> Scalar:
    return 0 if value is None or isinstance(value, tuple | JsonText) else value


def _after(action: Action, state: _State, given: _State) -> _State:
    """The row after the action."""
    changed = dict(state)
    if action.toggle is not None:
        changed[action.toggle.public] = not state[action.toggle.public]
    changed |= {field.public: value for field, value in action.set}
    for step in action.increment:
        with localcontext(prec=DIGITS):
            total = Decimal(str(state[step.field.public])) + Decimal(str(step.by))
        changed[step.field.public] = f"{total:f}" if step.field.type == "decimal" else int(total)
    return changed | given


def _refusals(action: Action, start: _State) -> Iterator[tuple[str, Value | None]]:
    """Values that the fields may have, but to which the action doesn't apply."""
    for field, allowed in action.when:
        others = [*_variants(field), *([None] if field.nullable else [])]
        yield from ((field.public, value) for value in others if value not in allowed)
    asked = {field.public for field, _ in action.when}
    for step in action.increment:
        if step.field.public not in asked:
            yield str(step.field.public), step.end


# Routes.


def row_requests(resource: Resource) -> list[tuple[str, str, str]]:
    """Every route about one row: method, what follows the key, and the name of a body."""
    requests = []
    if "read" in resource.routes:
        requests.append(("GET", "", "None"))
    if "put" in resource.routes:
        requests.append(("PUT", "", "CHANGED"))
    if "patch" in resource.routes:
        requests += [("PATCH", "", "CHANGED"), ("PATCH", "", "{}")]
    requests += [
        (action.method, f"/{action.segment}", given_body(action, resource))
        for action in resource.actions
    ]
    if "delete" in resource.routes:
        requests.append(("DELETE", "", "None"))
    return requests


def collection_methods(resource: Resource) -> list[str]:
    """The methods that the list's path takes."""
    offered = {"list": "GET", "create": "POST"}
    return sorted(offered[route] for route in resource.routes if route in offered)


def row_methods(resource: Resource) -> list[str]:
    """The methods that a row's path takes."""
    offered = {"read": "GET", "put": "PUT", "patch": "PATCH", "delete": "DELETE"}
    return sorted(offered[route] for route in resource.routes if route in offered)


def unused_method(methods: Sequence[str]) -> str | None:
    """A method that isn't among these."""
    return next(
        (each for each in ("DELETE", "PUT", "PATCH", "POST", "GET") if each not in methods), None
    )


def write_methods(resource: Resource) -> list[str]:
    """The methods that change a row with a body."""
    return [method for method in row_methods(resource) if method in ("PUT", "PATCH")]


def missing_key(resource: Resource) -> Scalar:
    """A key that no row has."""
    keys: dict[str, Scalar] = {
        "uuid": "0197a3c4-0000-7000-8000-000000000000",
        "int": 2**31 - 1,
        "bigint": 2**63 - 1,
    }
    return keys[resource.key.type]


def inserting(app: App) -> bool:
    """Whether tests must look past the API: it can't make, or can't read, all that they need."""
    return (
        app.foreign_users is not None
        or looking(app)
        or any(not {"create", "read"} <= set(resource.routes) for resource in app.resources)
    )


def body_target(app: App) -> str | None:
    """A path that takes a POST with a body."""
    return next((r.path for r in app.resources if "create" in r.routes), None)


FILTERS = (
    tests_access.FILTERS
    | tests_unique.FILTERS
    | tests_following.FILTERS
    | {
        function.__name__: function
        for function in (
            accepted_values,
            body_target,
            changed_body,
            collection_methods,
            column_names,
            default_values,
            ending,
            given_body,
            inserting,
            minimal_body,
            minimal_replacement,
            misspelt,
            missing_key,
            old_given,
            parameters_of,
            parsers,
            read_only_values,
            refused_given,
            refused_values,
            reset_values,
            row_methods,
            row_requests,
            sample_bodies,
            search_samples,
            sendable_endings,
            showing_all,
            sort_expression,
            sort_requests,
            trials,
            trimmed_values,
            unused_method,
            write_methods,
        )
    }
)
