"""Whatever the emitted modules call something, a spec may call something of its own so.

Either it is refused, with its place, or the names of both go side by side. Which names there are
is read from emitted code, so what a module of tomorrow has is tried, too.
"""

import ast
import builtins
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from generator.diagnostics import Span, SpecError
from generator.emit.render import render
from generator.language import parse, read
from generator.language.loader import Node, Source
from generator.model import names, resolve
from generator.model.app import App
from tests.generating import ROOT, environment, generate, python

Spec: TypeAlias = dict[str, Any]

# What takes long to try is tried with the names that this many specs lead to.
COMMON = 20
# What is made of one resource, or of all of them.
ABOUT_RESOURCES = ("custom/", "resources/", "users.py")


def model(spec: Spec | str) -> App:
    """The model of a spec, or of its text, which takes longer: most of the time is YAML."""
    if isinstance(spec, str):
        source = parse(spec, "resources.yaml")
    else:
        source = Source("resources.yaml", "", spec, Node(Span(1, 1, 1)))
    return resolve(read(source), source)


def modules(app: App) -> Iterator[tuple[str, ast.Module]]:
    """The modules that have names of the spec in them."""
    for path, file in render(app, "made").items():
        if path.endswith(".py") and path.startswith(ABOUT_RESOURCES):
            yield path, ast.parse(file.text)


@cache
def counted() -> Counter[str]:
    """Every name that modules have or use, and how many specs lead to it."""
    found: Counter[str] = Counter()
    for spec in (ROOT / "tests" / "specs").glob("*.yaml"):
        found.update(names_of(model(spec.read_text("utf-8"))))
    # What the resources that are tried here lead to, but for the names that these are given.
    for name in names_of(model(document(Zebra=thing()))):
        if not re.search("(?i)(^|_)x_|zebra", name):
            found[name] += COMMON
    return found


def taken(fewest: int = 3) -> list[str]:
    """These names; what only a few specs lead to is their own."""
    return sorted(name for name, specs in counted().items() if specs >= fewest)


def names_of(app: App) -> set[str]:
    """The names in all its modules."""
    found = set()
    for _, tree in modules(app):
        for node in ast.walk(tree):
            found.update(bound(node))
            if isinstance(node, ast.Name | ast.arg):
                found.add(node.id if isinstance(node, ast.Name) else node.arg)
    return found


def bound(node: ast.AST) -> list[str]:
    """The names that a statement gives a value."""
    match node:
        case ast.Import(names=parts) | ast.ImportFrom(names=parts):
            return [(part.asname or part.name).partition(".")[0] for part in parts]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return [name]
        case ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
            return [name]
    return []


def loaded(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that are looked up in some code."""
    return {
        node.id
        for part in nodes
        for node in ast.walk(part)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def collisions(tree: ast.Module) -> Iterator[str]:
    """The names that stand for two things where one of them is meant."""
    # What is imported twice from one place is one thing.
    imports = {ast.unparse(node): node for node in tree.body if isinstance(node, IMPORTS)}
    others = [node for node in tree.body if not isinstance(node, IMPORTS)]
    here = [name for node in (*imports.values(), *others) for name in bound(node)]
    yield from {f"{name} twice" for name in here if here.count(name) > 1}
    functions = {name for node in tree.body if isinstance(node, FUNCTIONS) for name in bound(node)}
    yield from functions & loaded([tree]) & {*dir(builtins)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            # A method looks names up beyond its class, but for what stands in its head.
            body = [part for part in node.body if not isinstance(part, FUNCTIONS)]
            inside = [name for part in node.body for name in bound(part)]
            yield from (f"{node.name}.{name}" for name in loaded(body) & {*inside})
            yield from {f"{node.name}.{name} twice" for name in inside if inside.count(name) > 1}
        elif isinstance(node, FUNCTIONS):
            arguments = [argument.arg for argument in node.args.args]
            yield from (
                f"{node.name}({name})" for name in loaded(node.body) & {*arguments} & {*here}
            )


IMPORTS = (ast.Import, ast.ImportFrom)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


Words: TypeAlias = dict[str, Any]
SINCE = "2026-11-21"


def thing(*named: Words, **words: Any) -> Spec:
    """A resource that has a little of everything, and these words."""
    made: Words = {
        "owner": "user_id",
        "deprecated": {"since": SINCE},
        "fields": {
            "x_key": {"type": "uuid", "key": True},
            "x_done": {"type": "bool", "default": False, "deprecated": {"since": SINCE}},
            "x_price": {"type": "decimal(8,2)"},
            "x_kind": {"type": "enum", "values": ["a", "b"]},
            "x_day": {"type": "date", "alias": {"name": "x_old_day", "since": SINCE}},
            "x_json": {"type": "json", "default": []},
            "x_over": {"type": "bool", "is": {"x_kind": "b"}, "else": "a"},
            "x_since": {"type": "datetime", "set": {"when": {"x_over": True}}},
        },
        "computed": {"x_twice": {"type": "int", "sql": "x_price + 1"}},
        "filters": {"x_price": ["eq", "in", "between"], "x_done": ["eq"]},
        "keys": {"x_price": "x_price"},
        "stats": {"x_each": {"count": True, "group": "x_kind"}},
        "actions": {
            "x_turn": {"toggle": "x_done", "when": {"x_kind": "a"}},
        },
        "style": {"row": {"{item}": "$row"}, "deleted": {"gone": "$row"}},
        "page": {"style": {"rows": "$rows"}},
    }
    for each in named:
        for word, parts in each.items():
            made[word] = made[word] | parts
    made["sort"] = {"keys": made.pop("keys"), "default": "x_price", "nulls": "last"}
    return made | words


def document(**resources: Spec) -> Spec:
    """A spec of these resources; each runs a function of its own."""
    every = {}
    for number, (name, resource) in enumerate(resources.items()):
        hand = {"run": f"custom.x_hands:x_hand_{number}", "body": ["x_price"]}
        every[name] = {**resource, "actions": {"x_hand": hand, **resource["actions"]}}
    api = {"title": "Names", "version": "1", "user_path": True}
    auth = {"users": "provision"}
    return {"spec": 1, "api": api, "auth": auth, "resources": every}


# What a resource has many of, and one with this name.
PARTS: dict[str, Callable[[str], Words]] = {
    "Field": lambda name: {
        "fields": {name: {"type": "bool", "default": True}},
        "filters": {name: ["eq"]},
    },
    "Enum": lambda name: {
        "fields": {name: {"type": "enum", "values": ["x", "y"], "default": "x"}},
        "filters": {name: ["eq", "in"]},
    },
    "OldName": lambda name: {
        "fields": {f"x_{name}": {"type": "date", "alias": {"name": name, "since": SINCE}}}
    },
    "Computed": lambda name: {"computed": {name: {"type": "int", "sql": "x_price + 2"}}},
    "Choices": lambda name: {
        "filters": {name: {"default": "all", "choices": {"all": {}, "some": {"x_done": True}}}}
    },
    "Sort": lambda name: {"keys": {name: "x_price"}},
    "Stat": lambda name: {"stats": {name: {"count": True, "group": "x_kind"}}},
    "Action": lambda name: {"actions": {name: {"toggle": "x_done", "when": {"x_kind": "a"}}}},
    "Body": lambda name: {"actions": {name: {"body": ["x_price"]}}},
    "Function": lambda name: {"actions": {name: {"run": f"custom.functions:{name}"}}},
}
# What a resource has one of.
PLACES: dict[str, Callable[[str], Spec]] = {
    "owner": lambda name: thing(owner=name),
    "key": lambda name: thing(
        fields={name: {"type": "int", "key": True}, **others(thing()["fields"], "x_key")}
    ),
    "plural": lambda name: thing(plural=name),
}


def others(fields: Words, name: str) -> Words:
    return {other: field for other, field in fields.items() if other != name}


def lower(fewest: int = 3) -> Iterator[str]:
    return (name for name in taken(fewest) if names.FIELD_PATTERN.fullmatch(name))


def accepted(spec: Spec) -> App | None:
    """The model of a spec, if it is one; otherwise it is told where it isn't."""
    try:
        return model(spec)
    except SpecError as error:
        if not error.diagnostics:
            raise
    return None


def assert_apart(app: App) -> None:
    for path, tree in modules(app):
        assert not [*collisions(tree)], path


def good(resources: Mapping[str, Spec]) -> dict[str, Spec]:
    """Those that are accepted by themselves."""
    return {name: each for name, each in resources.items() if accepted(document(**{name: each}))}


def assert_each_apart(resources: Mapping[str, Spec]) -> int:
    """The resources that are accepted keep their names apart; returns how many there are."""
    app = accepted(document(**resources))
    if app is not None:
        assert_apart(app)
        return len(resources)
    pairs, half = [*resources.items()], len(resources) // 2
    return sum(assert_each_apart(dict(part)) for part in (pairs[:half], pairs[half:]) if half)


@cache
def with_every(part: str) -> Spec:
    """A resource with a part of every name that is accepted."""
    make = PARTS[part]
    good = [make(name) for name in lower() if accepted(document(Thing=thing(make(name))))]
    assert len(good) > 100
    return thing(*good)


def test_there_are_names_to_try() -> None:
    assert {"router", "queries", "row", "body", "fields", "statement"} <= {*taken()}
    assert {"Field", "UUID", "parameters", "build", "sa", "sorted"} <= {*taken()}


@pytest.mark.parametrize("part", PARTS)
def test_names_of_parts_go_beside_what_is_there(part: str) -> None:
    assert_apart(model(document(**{f"X{part}": with_every(part)})))


@pytest.mark.parametrize("place", PLACES)
def test_names_in_one_place_go_beside_what_is_there(place: str) -> None:
    named = {f"X{number}": PLACES[place](name) for number, name in enumerate(lower(COMMON))}
    assert assert_each_apart(good(named)) > 30


def test_names_of_resources_go_beside_what_is_there() -> None:
    words = {name for each in lower(COMMON) for name in (each, each.removesuffix("s"))}
    classes = {*map(names.camel, words), *filter(names.CLASS_PATTERN.fullmatch, taken(COMMON))}
    assert assert_each_apart(good({name: thing() for name in sorted(classes)})) > 30


# The code that is made of all these names runs.

BUILD = """
import json
import sys
from importlib import import_module

from made_app.main import create_app
from made_app.settings import get_settings

create_app(get_settings())
for folder in json.loads(sys.argv[1]):
    queries = import_module(f"made_app.resources.{folder}.queries")
    made = [each for each in vars(queries).values() if hasattr(each, "cache_info")]
    for statement in made:
        statement(*([frozenset({"x_price"})] if statement.__name__ == "update" else []))
    print(folder, len(made))
"""


def test_code_of_these_names_runs(tmp_path: Path) -> None:
    every = {f"X{part}": with_every(part) for part in PARTS}
    spec = document(**every)
    # JSON is YAML, too.
    package = generate(json.dumps(spec), tmp_path / "made_app")
    folders = [str(resource.folder) for resource in model(spec).resources]
    env = environment(package, "postgresql://nobody@127.0.0.1:9/nothing")
    told = python(package, "-c", BUILD, json.dumps(folders), env=env).splitlines()
    assert len(told) == len(PARTS)
