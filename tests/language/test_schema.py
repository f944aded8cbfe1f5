"""The JSON Schema that editors use says what the language is."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from generator.language import load
from generator.language.schema import json_schema, schema_text

ROOT = Path(__file__).parents[2]


def tasks() -> Any:
    return load(ROOT / "tests/specs/task.yaml").data


def test_the_committed_schema_is_current() -> None:
    assert (ROOT / "generator/spec.schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_task_spec_is_valid() -> None:
    Draft202012Validator.check_schema(json_schema())
    Draft202012Validator(json_schema()).validate(tasks())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("spec", 2),
        ("api.title", None),
        ("api.version", 1.0),
        ("api.errors.foreign", 401),
        ("auth.jwt", "jwk"),
        ("resources", {}),
        ("resources.Task.access", {}),
        ("resources.Task.fields.title.type", "strng"),
        ("resources.Task.fields.title.requierd", True),
        ("resources.Task.fields.title.format", "slugg"),
        ("resources.Task.filters.priority", ["equals"]),
        ("resources.Task.page.size", 0),
        ("resources.Task.actions.complete", {"method": "PATCH"}),
        ("resources.Task.actions.complete", {"set": {}}),
        ("resources.Task.actions.complete", {"when": {"completed": False}}),
        ("resources.Task.actions.complete", {"toggle": "completed", "when": {"priority": []}}),
        ("resources.Task.actions.complete", {"toggle": "completed", "path": "done"}),
        ("resources.Task.actions.complete", {"toggle": "completed", "method": "HEAD"}),
        ("resources.Task.actions.complete", {"increment": {"size": True}}),
        ("resources.Task.actions.complete", {"body": []}),
        ("resources.Task.actions.complete", {"body": ["completed", "completed"]}),
        ("resources.Task.actions.complete", {"run": "tasks:function"}),
        ("resources.Task.alias", {"name": "todos", "since": "2026-11-21"}),
        ("resources.Task.deprecated", {"use": "notes"}),
        ("resources.Task.fields.title.alias", {"name": "name"}),
        ("resources.Task.fields.title.deprecated", {"since": "soon"}),
        ("resources.Task.filters.priority", {"operators": ["eq"]}),
        ("api.style", {"row": "bar"}),
        ("api.style", {"list": {"items": "$row"}}),
        ("api.style", {"error": {"error": {"code": "$kind"}}}),
        ("resources.Task.style", {"deleted": 200}),
        ("resources.Task.style", {"error": "problem"}),
        ("resources.Task.page.style", {}),
    ],
)
def test_bad_specs_are_invalid(path: str, value: object) -> None:
    spec = tasks()
    *parents, last = path.split(".")
    place = spec
    for step in parents:
        place = place[step]
    place[last] = value
    assert not Draft202012Validator(json_schema()).is_valid(spec)


@pytest.mark.parametrize("name", ["actions", "deprecated", "forms"])
def test_specs_of_one_part_of_the_language_are_valid(name: str) -> None:
    spec = load(ROOT / f"tests/specs/{name}.yaml").data
    Draft202012Validator(json_schema()).validate(spec)


def test_each_word_is_described() -> None:
    schema = json_schema()
    for shape in [schema, *schema["$defs"].values()]:
        for word in shape["properties"].values():
            assert "description" in word or "$ref" in word


def test_a_claim_may_be_one_or_several() -> None:
    spec = tasks()
    spec["auth"]["user"] = ["sub", "id"]
    assert Draft202012Validator(json_schema()).is_valid(spec)
