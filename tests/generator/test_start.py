"""What the database would have to change, in words."""

import copy
from pathlib import Path
from typing import Any

import pytest

from generator.evolve.start import table_changes
from generator.language import load, read
from generator.model import resolve
from generator.model.data import tables_to_data

SPEC = Path(__file__).parents[2] / "tests/specs/task.yaml"


@pytest.fixture(scope="module")
def tables() -> Any:
    source = load(SPEC)
    return tables_to_data(resolve(read(source), source).tables)


def changed(tables: Any, part: str, name: str, **values: object) -> list[str]:
    """The changes after one entry of the last table was given other values."""
    other = copy.deepcopy(tables)
    next(entry for entry in other[-1][part] if entry["name"] == name).update(values)
    return table_changes(tables, other)


def test_the_same_tables_are_no_change(tables: Any) -> None:
    assert table_changes(tables, copy.deepcopy(tables)) == []


def test_tables_come_and_go(tables: Any) -> None:
    name = tables[-1]["name"]
    assert table_changes(tables[:-1], tables) == [f"table {name} added"]
    assert table_changes(tables, tables[:-1]) == [f"table {name} removed"]


@pytest.mark.parametrize(
    ("part", "noun"),
    [
        ("columns", "column"),
        ("checks", "constraint"),
        ("foreign_keys", "constraint"),
        ("indexes", "index"),
    ],
)
def test_parts_come_and_go(tables: Any, part: str, noun: str) -> None:
    less = copy.deepcopy(tables)
    gone = less[-1][part].pop()["name"]
    assert table_changes(tables, less) == [f"{noun} tasks.{gone} removed"]
    assert table_changes(less, tables) == [f"{noun} tasks.{gone} added"]


def test_a_changed_part_says_from_what_to_what(tables: Any) -> None:
    assert changed(tables, "columns", "title", nullable=True) == [
        "column tasks.title changed: nullable false to true"
    ]
    check = tables[-1]["checks"][0]["name"]
    (line,) = changed(tables, "checks", check, sql="true")
    assert line.startswith(f"constraint tasks.{check} changed: sql ")


def test_the_key_and_the_order_count_too(tables: Any) -> None:
    other = copy.deepcopy(tables)
    other[-1]["key"] = "title"
    assert table_changes(tables, other) == ["primary key of tasks changed: id to title"]
    other = copy.deepcopy(tables)
    other[-1]["columns"].reverse()
    assert table_changes(tables, other) == ["table tasks changed: its parts are in another order"]
    assert table_changes(tables, tables[::-1])


def test_the_reason_of_an_index_is_no_part_of_the_database(tables: Any) -> None:
    assert all(index["reason"] == "" for table in tables for index in table["indexes"])
