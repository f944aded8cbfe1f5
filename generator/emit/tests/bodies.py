"""The bodies that emitted tests send, and what comes back of them."""

from collections.abc import Iterable, Sequence

from generator.emit.filters import by_name
from generator.emit.python.literals import in_json
from generator.emit.tests.access import is_given
from generator.emit.tests.candidates import Pairs, as_sent, first_example, variants_of
from generator.emit.tests.routes import write_methods
from generator.emit.tests.uniques import numbered
from generator.model.fields import Field, Value
from generator.model.resolve.examples import example_value
from generator.model.resolve.values import value_problem
from generator.model.resource import Resource

_FEWEST_SAMPLES = 6


def minimal_body(resource: Resource) -> Pairs:
    """The shortest body that creates a row."""
    return _required(resource, resource.writable)


def minimal_replacement(resource: Resource) -> Pairs:
    """The shortest body that replaces a row."""
    return _required(resource, [it for it in resource.changeable if it not in resource.kept])


def _required(resource: Resource, fields: Sequence[Field]) -> Pairs:
    required = {str(field.name) for field in fields if field.required}
    body = [pair for pair in first_example(resource).items() if pair[0] in required]
    return in_json(resource, body)


def default_values(resource: Resource) -> Pairs:
    """What the fields have that a create doesn't give."""
    fields = [field for field in resource.fields if field.writable or is_given(field)]
    return _defaults(field for field in fields if field.shown)


def reset_values(resource: Resource) -> Pairs:
    """What the fields have that a replacement doesn't give."""
    kept = resource.kept
    return _defaults(it for it in resource.changeable if it.shown and it not in kept)


def _defaults(fields: Iterable[Field]) -> Pairs:
    return [
        (field.public, as_sent(field, field.default))
        for field in fields
        if not (field.required or field.made_from)
    ]


def changed_body(resource: Resource) -> Pairs:
    """For each field another value than that of the first example, where there is one.

    What the path names a row by is left out, so that the row stays where it is.
    """
    first = first_example(resource)
    body: Pairs = []
    for field in resource.changeable:
        if field.name == resource.lookup:
            continue
        values = [as_sent(field, value) for value in variants_of(field)]
        others = [value for value in values if value != first.get(str(field.name))]
        if others or str(field.name) in first or field.reference:
            value = others[0] if others else first.get(str(field.name))
            body.append((field.public, value))
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
    example = None if field.automatic else as_sent(field, example_value(field))
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
    variants = {field.name: variants_of(field) for field in fields}
    count = max([_FEWEST_SAMPLES, *(len(values) + 2 for values in variants.values())])
    first = first_example(resource)
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
        [(field.public, as_sent(field, row[field.name])) for field in fields if field.name in row]
        for row in rows
    ]


FILTERS = by_name(
    changed_body,
    column_names,
    default_values,
    minimal_body,
    minimal_replacement,
    misspelt,
    read_only_values,
    reset_values,
    sample_bodies,
)
