"""The tables that the migrations lead to, against those of the spec.

Only the first migration is written so far, so every difference stops the generator.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from generator.model.data import JSON

RECORD = "migrations/model.json"
"""Where the app keeps the tables that its migrations lead to."""

_FORMAT = 1
_PARTS = {
    "columns": "column",
    "checks": "constraint",
    "foreign_keys": "constraint",
    "indexes": "index",
}

_Entry: TypeAlias = Mapping[str, JSON]


def recorded_tables(text: str) -> list[JSON]:
    """The tables of a record; ValueError if it isn't one."""
    record: JSON = json.loads(text)
    if not isinstance(record, dict) or record.get("format") != _FORMAT:
        raise ValueError("not of a known format")
    tables = record.get("tables")
    if not isinstance(tables, list):
        raise ValueError("no tables")
    return tables


def table_changes(old: list[JSON], new: list[JSON]) -> list[str]:
    """What the database would have to change, in words; nothing only if they are the same."""
    changes = list(_compare("table", old, new, "", _table_changes))
    if not changes and old != new:
        changes = ["the tables are the same, but recorded in another way"]
    return changes


def _table_changes(name: str, old: _Entry, new: _Entry) -> list[str]:
    place = f"{name}."
    changes = [
        change
        for part, noun in _PARTS.items()
        for change in _compare(noun, old.get(part), new.get(part), place, _changed(noun, place))
    ]
    if (old.get("key"), old.get("key_name")) != (new.get("key"), new.get("key_name")):
        changes.append(f"primary key of {name} changed: {old.get('key')} to {new.get('key')}")
    if not changes and old != new:
        changes.append(f"table {name} changed: its parts are in another order")
    return changes


def _changed(noun: str, place: str) -> Callable[[str, _Entry, _Entry], list[str]]:
    def describe(name: str, old: _Entry, new: _Entry) -> list[str]:
        keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
        details = (f"{key} {_shown(old.get(key))} to {_shown(new.get(key))}" for key in keys)
        return [f"{noun} {place}{name} changed: {'; '.join(details)}"]

    return describe


def _compare(
    noun: str,
    old: JSON,
    new: JSON,
    place: str,
    differ: Callable[[str, _Entry, _Entry], list[str]],
) -> Iterator[str]:
    """Entries that came, went or differ, by name."""
    before, after = _by_name(old), _by_name(new)
    for name in before:
        if name not in after:
            yield f"{noun} {place}{name} removed"
        elif before[name] != after[name]:
            yield from differ(name, before[name], after[name])
    yield from (f"{noun} {place}{name} added" for name in after if name not in before)


def _by_name(entries: JSON) -> dict[str, _Entry]:
    if not isinstance(entries, list):
        return {}
    return {str(entry.get("name")): entry for entry in entries if isinstance(entry, dict)}


def _shown(value: JSON) -> str:
    """A type as `varchar(200)`, anything else as JSON."""
    if isinstance(value, dict) and "name" in value:
        sizes = [str(size) for size in list(value.values())[1:] if size is not None]
        return f"{value['name']}({', '.join(sizes)})" if sizes else str(value["name"])
    return json.dumps(value, ensure_ascii=False)
