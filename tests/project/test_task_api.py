"""What the Task API answered before there were projects, it answers still: but for `project_id`.

`tests/specs/task.yaml` is the spec as it was, and the page of `examples/task` is made from that.
"""

import json
from pathlib import Path
from typing import Any

import httpx

from generator.emit.openapi import document
from generator.language import parse, read
from generator.model import resolve
from tests.examples.test_examples import BLOCK, Caller
from tests.generating import ROOT, database
from tests.journeys.contract import broken, comparable, operations
from tests.serving import served

# What answers have besides, and what requests may.
FIELD = "project_id"
ASKED_FOR = "project"
PARAMETERS = {"project_id", "project_id__is_null", "expand"}


class Client(Caller):
    """A client that knows the Task API as it was."""

    seen = 0

    def shown(self, body: Any) -> Any:
        """What such a client sees: rows without the field that it doesn't know, which is null."""
        for row in body if isinstance(body, list) else [body]:
            if "user_id" in row:
                assert row.pop(FIELD) is None
                self.seen += 1
        return super().shown(body)


def test_clients_are_answered_as_before() -> None:
    text = (ROOT / "examples/task/README.md").read_text(encoding="utf-8")
    with (
        database() as url,
        served(ROOT / "generated_app", {"DATABASE_URL": url}, migrate=True) as server,
        httpx.Client(base_url=server.address, trust_env=False) as http,
    ):
        client = Client(server, http)
        now = BLOCK.sub(lambda block: f"```http\n{client.replayed(block[1])}```", text)
    assert now == text
    assert client.seen > 0


def before() -> Any:
    spec = Path(ROOT / "tests/specs/task.yaml")
    source = parse(spec.read_text(encoding="utf-8"), spec.name)
    return document(resolve(read(source), source))


def now() -> Any:
    return json.loads((ROOT / "generated_app/openapi.json").read_text(encoding="utf-8"))


def test_clients_made_from_the_old_document_go_on() -> None:
    for tag, found in broken(before(), now(), {}).items():
        assert (found.gone, found.changed) == ([], []), tag


def test_nothing_else_is_new() -> None:
    old, new = before(), now()
    there = operations(new)
    for place, operation in operations(old).items():
        assert known(there[place], new) == known(operation, old), place


def known(value: Any, whole: Any) -> Any:
    """A part of a document, references followed, without what came with projects."""
    if isinstance(value, list):
        return [
            known(each, whole)
            for each in value
            if each != FIELD and not (isinstance(each, dict) and each.get("name") in PARAMETERS)
        ]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        found = whole
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return known(found, whole)
    return {
        name: known(each, whole)
        for name, each in comparable(value).items()
        if name not in (FIELD, ASKED_FOR)
    }
