"""The examples of docs/spec.md: each is read as the language, and together they have every word."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from generator.language import parse, read
from tests.documents import blocks
from tests.generating import ROOT

EXAMPLES = [text for kind, text in blocks(ROOT / "docs/spec.md") if kind == "yaml"]
HEAD = 'spec: 1\napi:\n  title: Notes\n  version: "1"\n'
TASK = "resources:\n  Task:\n    owner: user_id\n"
FIELDS = "    fields:\n      id: {type: uuid, key: true}\n"
# What an example stands below, by how far it is indented and how it begins.
PLACES = {
    "": "",
    "  style": HEAD,
    "  ": HEAD + "resources:\n",
    "    ": HEAD + TASK,
    "      ": HEAD + TASK + FIELDS,
}


def completed(example: str) -> str:
    """A spec with an example in it, and with what it leaves out."""
    indent = example[: len(example) - len(example.lstrip(" "))]
    before = PLACES["  style" if example.startswith("  style") else indent]
    example = example.replace("{...}", "{id: {type: uuid, key: true}}")
    whole = before + example
    if "spec: 1" not in whole:
        whole = ("spec: 1\n" if "api:" in whole else HEAD) + whole
    if "resources:" not in whole:
        whole += TASK
    return whole if "fields:" in whole else whole + FIELDS


def words(schema: Any) -> Iterator[str]:
    """The words of the language."""
    if isinstance(schema, Mapping):
        yield from schema.get("properties", {})
        schema = [*schema.values()]
    if isinstance(schema, list):
        for part in schema:
            yield from words(part)


def keys(value: Any) -> Iterator[str]:
    """Every key of some data."""
    if isinstance(value, Mapping):
        yield from value
        value = [*value.values()]
    if isinstance(value, list):
        for part in value:
            yield from keys(part)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_read(example: str) -> None:
    read(parse(completed(example), "resources.yaml"))


def test_every_word_stands_in_an_example() -> None:
    schema = json.loads((ROOT / "generator/spec.schema.json").read_text("utf-8"))
    shown = {word for example in EXAMPLES for word in keys(parse(completed(example), "x").data)}
    assert {*words(schema)} - shown == set()
