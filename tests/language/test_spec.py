"""The shape of each word, and that nothing else comes out of a broken spec than diagnostics."""

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Diagnostics, SpecError, format_diagnostics, suggest
from generator.language import Document, later, load, parse, read
from generator.language.api import Auth
from generator.language.endings import Alias, Deprecated, PathAlias
from generator.language.spec import Action, DeprecatedOperators, Field, Page, Resource, Update

TASKS = Path(__file__).parents[2] / "tests/specs/task.yaml"
SPEC = """\
spec: 1
api: {{title: Notes, version: 1.0.0{api}}}
resources:
  Note:
    fields:
      id: {{type: uuid, key: true{field}}}
{resource}
"""


def document(api: str = "", field: str = "", resource: str = "") -> Document:
    text = SPEC.format(api=api, field=field, resource=resource and f"    {resource}")
    return read(parse(text, "resources.yaml"))


def note(resource: str) -> Resource:
    return document(resource=resource).resources["Note"]


def field(rest: str) -> Field:
    return document(field=f"}}\n      x: {{{rest}").resources["Note"].fields["x"]


def test_the_task_spec() -> None:
    task = read(load(TASKS)).resources["Task"]
    assert task.owner == "user_id"
    assert task.fields["priority"].values == ("low", "medium", "high")
    assert task.filters["priority"] == ("eq", "in")
    assert task.actions["complete"] == Action(method="PATCH", toggle="completed")
    assert task.update == Update(put="partial", patch=True)


def test_defaults() -> None:
    spec = document()
    resource = spec.resources["Note"]
    assert spec.auth == Auth(jwt="secret", user=("sub",), users="none")
    assert (spec.api.prefix, spec.api.errors.validation, spec.api.errors.foreign) == (
        "/api",
        422,
        404,
    )
    assert resource.routes == ("list", "create", "read", "update", "delete")
    assert resource.page == Page(size=20, max=100, total="on_request")


def test_decimal() -> None:
    price = field('type: "decimal(10, 2)"')
    assert (price.type, price.precision, price.scale) == ("decimal", 10, 2)


def test_a_false_default_counts_as_given() -> None:
    assert field("type: bool, default: false").has_default
    assert not field("type: bool").has_default


def test_off_is_a_word() -> None:
    assert note("update: {put: off}").update.put == "off"


def test_conditions_may_be_null() -> None:
    preset = note("filters: {f: {default: a, choices: {a: {due: null}}}}").filters["f"]
    assert preset.choices == {"a": {"due": None}}  # type: ignore[union-attr]


def test_what_will_go_away() -> None:
    ending = "{since: 2026-11-21, sunset: 2027-06-30, use: note}"
    deprecated = Deprecated(since="2026-11-21", sunset="2027-06-30", use="note")
    assert field(f"type: text, deprecated: {ending}").deprecated == deprecated
    assert note(f"deprecated: {ending}").deprecated == deprecated
    action = note(f"actions: {{close: {{toggle: done, deprecated: {ending}}}}}").actions["close"]
    assert action.deprecated == deprecated
    filters = note(
        f"filters: {{a: {{operators: [eq], deprecated: {ending}}}, "
        f"b: {{default: x, choices: {{x: {{}}}}, deprecated: {ending}}}}}"
    ).filters
    assert filters["a"] == DeprecatedOperators(operators=("eq",), deprecated=deprecated)
    assert filters["b"].deprecated == deprecated  # type: ignore[union-attr]


def test_actions() -> None:
    """One state is written like several, and null is a value like others."""
    words = "set: {a: null, b: now}, increment: {c: -1}, when: {d: null, e: [x, null]}"
    action = note(f"actions: {{close: {{method: PUT, path: /done, {words}}}}}").actions["close"]
    assert action == Action(
        method="PUT",
        path="/done",
        set={"a": None, "b": "now"},
        increment={"c": -1},
        when={"d": (None,), "e": ("x", None)},
    )


def test_old_names() -> None:
    alias = field("type: text, alias: {name: old, since: 2026-11-21}").alias
    assert alias == Alias(name="old", since="2026-11-21")
    path = note("alias: {name: /old, since: 2026-11-21, sunset: 2026-11-21}").alias
    assert path == PathAlias(name="/old", since="2026-11-21", sunset="2026-11-21")


def test_what_to_use_is_one_line() -> None:
    deprecated = note('deprecated: {since: 2026-11-21, use: "a\\n  \\t b"}').deprecated
    assert deprecated == Deprecated(since="2026-11-21", use="a b")


@pytest.mark.parametrize("written", ["''", "/v1", "/api/v1"])
def test_prefixes(written: str) -> None:
    assert document(api=f", prefix: {written}").api.prefix == written.strip("'")


@pytest.mark.parametrize(
    "origin", ["'*'", "http://localhost:3000", "https://a.example", "'http://[::1]:80'"]
)
def test_origins(origin: str) -> None:
    assert document(api=f", cors: [{origin}]").api.cors == (origin.strip("'"),)


@pytest.mark.parametrize(
    "broken",
    [
        {"api": ", prefix: api"},
        {"api": ", prefix: /api/"},
        {"api": ', prefix: "/api\\n"'},
        {"api": ", cors: [localhost]"},
        {"api": ", cors: ['http://a/']"},
        {"api": ", errors: {validation: true}"},
        {"api": ", description: " + "x" * 2001},
        {"field": ", example: " + "x" * 1001},
        {"field": ", pattern: " + "x" * 501},
        {"field": ", default: null"},
        {"field": ", default: [[1]]"},
        {"field": ", min: true"},
        {"field": ", values: []"},
        {"field": ", precision: 3"},
        {"field": ", declared: uuid"},
        {"field": ", values: [1]"},
        {"field": '}\n      x: {type: "array<ref>"'},
        {"field": "}\n      x: {type: decimal(10,2)"},
        {"field": "}\n      x: {type: array"},
        {"field": "}\n      x: {type: array<array<int>>"},
        {"field": "}\n      x: {type: array<json>"},
        {"field": "}\n      x: {type: array<int>, items: {most: 1}"},
        {"resource": "filters: {a: [some]}"},
        {"resource": "sort: {keys: {a: 1}, default: a}"},
        {"resource": "filters: {a: {default: a, choices: {a: 1}}}"},
        {"resource": "routes: [lsit]"},
        {"resource": "unique: []"},
        {"resource": "filters: {a: []}"},
        {"resource": "filters: {a: eq}"},
        {"resource": "page: {size: true}"},
        {"resource": "page: {size: 5.0}"},
        {"resource": "actions: {a: {method: POST}}"},
        {"resource": "actions: {a: {when: {a: 1}}}"},
        {"resource": "actions: {a: {set: {}}}"},
        {"resource": "actions: {a: {set: {a: [1]}}}"},
        {"resource": "actions: {a: {set: }}"},
        {"resource": "actions: {a: {increment: {a: true}}}"},
        {"resource": "actions: {a: {toggle: a, when: {a: []}}}"},
        {"resource": "actions: {a: {toggle: a, when: {a: [1, 1]}}}"},
        {"resource": "actions: {a: {toggle: a, path: done}}"},
        {"resource": "actions: {a: {toggle: a, method: HEAD}}"},
        {"resource": "actions: {a: {run: archive}}"},
        {"resource": "actions: {a: {run: 'custom.a.b:c'}}"},
        {"resource": "actions: {a: {run: 'custom.a:b()'}}"},
        {"resource": "actions: {a: {run: 'custom.a:b\n'}}"},
        {"resource": "actions: {a: {body: a}}"},
        {"resource": "actions: {a: {body: []}}"},
        {"resource": "actions: {a: {body: [a, a]}}"},
        {"field": ", deprecated: soon"},
        {"field": ", deprecated: {since: soon}"},
        {"field": ", deprecated: {since: 2026-02-29}"},
        {"field": ", deprecated: {since: 2026-11-21, sunset: never}"},
        {"field": ", deprecated: {use: x}"},
        {"field": ", deprecated: {since: 2026-11-21, use: ' '}"},
        {"field": ", alias: old"},
        {"field": ", alias: {since: 2026-11-21}"},
        {"field": ", alias: {name: old}"},
        {"resource": "alias: {name: old, since: 2026-11-21}"},
        {"resource": "alias: {name: /old/path, since: 2026-11-21}"},
        {"resource": "filters: {a: {operators: [eq]}}"},
        {"resource": "filters: {a: {operators: eq, deprecated: {since: 2026-11-21}}}"},
        {"resource": "filters: {a: {operators: [eq], deprecated: {since: x}}}"},
        {"resource": "filters: {a: {operators: [eq], default: a, choices: {a: {}}}}"},
    ],
    ids=str,
)
def test_one_mistake_is_one_diagnostic(broken: dict[str, str]) -> None:
    assert len(_codes(**broken)) == 1


@pytest.mark.parametrize("word", [*later.RESOURCE])
def test_words_of_a_resource_for_later(word: str) -> None:
    assert _codes(resource=f"{word}: x") == ["E110"]


def _codes(**broken: str) -> list[str]:
    with pytest.raises(SpecError) as caught:
        document(**broken)
    return [diagnostic.code for diagnostic in caught.value.diagnostics]


def test_mutated_specs_raise_nothing_but_spec_errors() -> None:
    for text in _mutations(300):
        shown = _shown(text)
        assert not any(phrase in shown for phrase in ("Input should", "pydantic", "must be valid"))


def _shown(text: str) -> str:
    try:
        read(parse(text, "resources.yaml"))
    except SpecError as problem:
        return format_diagnostics(problem.diagnostics, problem.text)
    return ""


def test_collector_knows_its_codes() -> None:
    found = Diagnostics(parse("a: 1\n", "f"))
    with pytest.raises(KeyError):
        found.error("E999", "?", ())
    found.error("E111", "second", ("a",))
    found.error("E111", "first", ("a",), of="key")
    assert [error.message for error in found.errors] == ["first", "second"]


def test_suggestions() -> None:
    assert suggest("Strng", ["string", "text"]) == "string"
    assert suggest("zzz", ["string"]) is None
    assert suggest("s" * 10_000, ["string"]) is None


ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 2**70, "", "x", "no", "a\nb", "é\U0001f600", "{message}", "%s",
    [], [[]], [None], [1, "a"], {}, {"a": {}}, {"type": "string"}, {1: 2}, {"type": ["x"]},
)  # fmt: skip


def _mutations(count: int) -> Iterator[str]:
    chance = random.Random(20261120)
    tasks = load(TASKS).data
    for _ in range(count):
        data = copy.deepcopy(tasks)
        for _ in range(chance.randint(1, 4)):
            _mutate(data, chance)
        yield _flow(data)


def _mutate(data: Any, chance: random.Random) -> None:
    place = chance.choice(list(_collections(data)))
    key = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
    match chance.choice(["delete", "replace", "insert", "rename"]):
        case "delete" if len(data) > 1:
            del place[key]
        case "replace":
            place[key] = chance.choice(ODD)
        case "rename" if isinstance(place, dict):
            place[chance.choice(["typ", "access", "", 1, "x" * 300])] = place.pop(key)
        case _ if isinstance(place, dict):
            place[chance.choice(["odd", "set", "default", "max"])] = chance.choice(ODD)
        case _:
            place.insert(key, chance.choice(ODD))


def _collections(data: Any) -> Iterator[Any]:
    if isinstance(data, dict | list) and data:
        yield data
        for child in data.values() if isinstance(data, dict) else data:
            yield from _collections(child)


def _flow(value: Any) -> str:
    """YAML in flow style, without the checks that a real writer would make."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    return {None: "null", True: "true", False: "false"}.get(value, str(value))
