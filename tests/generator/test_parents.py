"""The rows that emitted tests make past the API, so that others can refer to them."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.generating import generate

# Rows of one kind are unique among those of all, by a field of many values or of few.
SPEC = """
spec: 1
api: {title: Kitchen, version: "1"}
resources:
  Label:
    owner: user_id
    access: {read: [public, owner]}
    fields:
      id:   {type: uuid, key: true}
      name: {type: string, required: true, max: MAX, unique: true}
  Jar:
    owner: user_id
    fields:
      id: {type: uuid, key: true}
      KIND
"""
KINDS = ["label_id: {type: ref, to: Label, on_delete: cascade}", "labels: {type: many, of: Label}"]


def parents(spec: str, folder: Path) -> ModuleType:
    out = generate(spec, folder / "made")
    found = importlib.util.spec_from_file_location("made_parents", out / "tests" / "parents.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize("kind", KINDS)
def test_rows_of_all_differ_however_many_there_are(tmp_path: Path, kind: str) -> None:
    module = parents(SPEC.replace("MAX", "40").replace("KIND", kind), tmp_path)
    label = module.KINDS["labels"]
    names = {label.columns(f"user-{number}", number % 3)["name"] for number in range(5000)}
    assert len(names) == 5000


def test_where_there_are_few_values_each_file_begins_without_rows(tmp_path: Path) -> None:
    module = parents(SPEC.replace("MAX", "3").replace("KIND", KINDS[0]), tmp_path)
    label = module.KINDS["labels"]
    names = [label.columns(f"user-{number}", 0)["name"] for number in range(2000)]
    assert all(len(name) <= 3 for name in names)
    assert len({*names[:900]}) == 900
    assert 'TRUNCATE "labels" CASCADE' in (tmp_path / "made" / "conftest.py").read_text("utf-8")
