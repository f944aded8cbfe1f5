"""Rows of random valid values, and what must become of them."""

import random
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

import psycopg2
from psycopg2 import sql
from psycopg2.extras import execute_values

from tests.journeys import kinds, relations, slugs, specs
from tests.journeys.edits import is_new_resource, old_field
from tests.journeys.kinds import Data, base

ROWS = 30
# An element of an array of texts, in quotation marks or without.
_ELEMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|([^{},"]+)')
OWNERS = ("alice", "bob", "it's %s")

Rows: TypeAlias = dict[str, dict[str, str | None]]
"""Of a table: by key, each column as PostgreSQL writes it."""
Owned: TypeAlias = dict[str, list[Any]]
"""Keys by owner."""
Keys: TypeAlias = dict[str, Owned]
"""The same, by resource."""


@dataclass
class Contents:
    """All that is in a database."""

    tables: dict[str, Rows] = field(default_factory=dict)
    users: set[str] | None = None
    # Pairs of keys, as PostgreSQL writes them.
    links: dict[relations.Link, set[tuple[str, str]]] = field(default_factory=dict)


def seed(rng: random.Random, url: str, data: Data) -> None:
    """Rows in all tables of a spec."""
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        if data["auth"]["users"] == "provision":
            execute_values(
                cursor, "INSERT INTO users (id) VALUES %s", [(owner,) for owner in OWNERS]
            )
        keys: Keys = {}
        for name in _in_order(data):
            keys[name] = _seed_rows(rng, cursor, data, name, keys)
        for name in data["resources"]:
            _seed_references(rng, cursor, data, name, keys)
            _seed_links(rng, cursor, data, name, keys)
    connection.close()


def _in_order(data: Data) -> list[str]:
    """Resources after those that their rows must refer to."""
    left, found = [*data["resources"]], list[str]()
    while left:
        for name in left:
            given = relations.refs(data["resources"][name]).values()
            if all(one["to"] in found for one in given if one.get("required")):
                left.remove(name)
                found.append(name)
                break
        else:
            raise ValueError(f"rows of {left} must refer to each other in a circle")
    return found


def _seed_rows(rng: random.Random, cursor: Any, data: Data, name: str, keys: Keys) -> Owned:
    """Rows of a resource, with the references that they must have; their keys, by owner."""
    made = data["resources"][name]
    fields = {
        column: given
        for column, given in made["fields"].items()
        if "set" not in given and not (given.get("key") and given["type"] != "uuid")
    }
    required = {
        ref: given["to"] for ref, given in relations.refs(made).items() if given.get("required")
    }
    slug = slugs.name_of(made)
    columns = [made["owner"], *fields, *required, *([slug] if slug else [])]
    rows = []
    for number in range(ROWS):
        owner = rng.choice(OWNERS)
        values = [_value(rng, given) for given in fields.values()]
        values += [rng.choice(keys[to][owner]) for to in required.values()]
        rows.append([owner, *values, *([f"row-{number}"] if slug else [])])
    singles = [[column] for column, given in fields.items() if "unique" in given]
    for group in (*singles, *made.get("unique", ())):
        _tell_apart(rows, [columns.index(column) for column in group])
    statement = sql.SQL("INSERT INTO {} ({}) VALUES %s RETURNING {}, id").format(
        sql.Identifier(specs.table_of(name, made)),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.Identifier(made["owner"]),
    )
    found: Owned = {owner: [] for owner in OWNERS}
    for owner, key in execute_values(cursor, statement, rows, page_size=ROWS, fetch=True):
        found[owner].append(key)
    return found


def _seed_references(rng: random.Random, cursor: Any, data: Data, name: str, keys: Keys) -> None:
    """Most rows refer to another of their owner, if they need not; never in a circle."""
    made = data["resources"][name]
    for ref, given in relations.refs(made).items():
        if given.get("required"):
            continue
        rows = []
        for owner, own in keys[name].items():
            for place, key in enumerate(own):
                able = own[:place] if given["to"] == name else keys[given["to"]][owner]
                if able and rng.random() < 0.7:
                    rows.append((key, rng.choice(able)))
        statement = sql.SQL(
            "UPDATE {} SET {} = other FROM (VALUES %s) v (key, other) WHERE id = key"
        )
        filled = statement.format(sql.Identifier(specs.table_of(name, made)), sql.Identifier(ref))
        execute_values(cursor, filled, rows, template=_template(data, name, given["to"]))


def _template(data: Data, *resources: str) -> str:
    """Keys in a list of values, which have no type of their own."""
    types = (data["resources"][name]["fields"]["id"]["type"] for name in resources)
    return f"({', '.join(f'%s::{kind}' for kind in types)})"


def _seed_links(rng: random.Random, cursor: Any, data: Data, name: str, keys: Keys) -> None:
    """Rows are linked to up to three others of their owner."""
    for link, given in relations.many(data["resources"][name]).items():
        rows = [
            (key, other)
            for owner, own in keys[name].items()
            for key in own
            for other in rng.sample(keys[given["of"]][owner], rng.randint(0, 3))
        ]
        statement = sql.SQL("INSERT INTO {} ({}, {}) VALUES %s")
        filled = statement.format(*map(sql.Identifier, relations.link_table(name, link)))
        execute_values(cursor, filled, rows, template=_template(data, name, given["of"]))


def _tell_apart(rows: list[list[Any]], places: list[int]) -> None:
    """Null for what an earlier row of the same owner has."""
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        alike = (row[0], *(row[place] for place in places))
        if alike in seen:
            row[places[0]] = None
        seen.add(alike)


def _value(rng: random.Random, given: Data) -> Any:
    if given.get("key"):
        return str(UUID(int=rng.getrandbits(128), version=4))
    if kinds.nullable(given) and rng.random() < 0.25:
        return None
    return kinds.value(rng, given)


def contents(url: str, data: Data) -> Contents:
    """What is in the tables of a spec."""
    found = Contents()
    connection = psycopg2.connect(url)
    with connection.cursor() as cursor:
        for name, made in data["resources"].items():
            columns = [*made["fields"], *relations.refs(made), made["owner"]]
            columns += [slug] if (slug := slugs.name_of(made)) else []
            selected = sql.SQL(", ").join(
                sql.SQL("{}::text").format(sql.Identifier(column)) for column in columns
            )
            table = sql.Identifier(specs.table_of(name, made))
            cursor.execute(sql.SQL("SELECT {} FROM {}").format(selected, table))
            rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
            key = next(column for column, given in made["fields"].items() if given.get("key"))
            found.tables[name] = {str(row[key]): row for row in rows}
            for link in relations.many(made):
                between, here, there = map(sql.Identifier, relations.link_table(name, link))
                both = sql.SQL("SELECT {}::text, {}::text FROM {}").format(here, there, between)
                cursor.execute(both)
                found.links[name, link] = set(cursor.fetchall())
        if data["auth"]["users"] == "provision":
            cursor.execute("SELECT id FROM users")
            found.users = {row[0] for row in cursor.fetchall()}
    connection.close()
    return found


def lost_or_changed(
    before: Data, after: Data, was: Contents, now: Contents, removed: dict[str, set[str]]
) -> list[Any]:
    """What is not as it must be; `removed` are the keys that had to go, by resource."""
    wrong: list[Any] = []
    for name, made in after["resources"].items():
        found = now.tables[name]
        if is_new_resource(before, after, name):
            wrong += [("rows in a new table", name)] if found else []
            continue
        gone = removed.get(name, set())
        old_name = made.get("was", name)
        expected = {key: row for key, row in was.tables[old_name].items() if key not in gone}
        if set(found) != set(expected):
            wrong.append(("other rows", name, len(expected), len(found)))
            continue
        owner = before["resources"][old_name]["owner"]
        for key, row in expected.items():
            if found[key][made["owner"]] != row[owner]:
                wrong.append(("another owner", name, key))
        for column, given in made["fields"].items():
            old = old_field(before, after, name, column)
            old_column = _old_name(given, column)
            for key, row in expected.items():
                text = None if old is None else row[old_column]
                if not _is_right(old, given, text, found[key][column]):
                    wrong.append(("another value", name, column, text, found[key][column]))
                    break
        wrong += _wrong_slugs(name, made, before["resources"][old_name], expected, found)
        wrong += _wrong_references(before, after, name, expected, found, removed)
        wrong += _wrong_links(before, after, name, was, now, removed)
    if now.users is not None:
        owners = {
            row[made["owner"]]
            for name, made in after["resources"].items()
            for row in now.tables[name].values()
        }
        kept = was.users or set()
        if not now.users >= owners | kept:
            wrong.append(("owners who are no users", owners | kept - now.users))
    return wrong


def _wrong_slugs(name: str, made: Data, old_made: Data, was: Rows, now: Rows) -> list[Any]:
    """Slugs that aren't what they were, or new ones that are none."""
    slug = slugs.name_of(made)
    if slug is None:
        return []
    old = slugs.old_name(made, old_made)
    wrong: list[Any] = []
    for key, row in was.items():
        found = now[key][slug]
        if found != row[old] if old else slugs.FORM.match(found or "") is None:
            wrong.append(("another slug", name, slug, key, found))
    if len({(row[made["owner"]], row[slug]) for row in now.values()}) != len(now):
        wrong.append(("slugs that are alike", name, slug))
    return wrong


def _wrong_references(
    before: Data, after: Data, name: str, was: Rows, now: Rows, removed: dict[str, set[str]]
) -> list[Any]:
    """References that aren't what they were, but for those to rows that had to go."""
    made = after["resources"][name]
    old_made = before["resources"][made.get("was", name)]
    wrong: list[Any] = []
    for ref, given in relations.refs(made).items():
        old = relations.old_name(made, old_made, "refs", ref)
        for key, row in was.items():
            text = None if old is None else row[old]
            wanted = None if text in removed.get(given["to"], ()) else text
            if now[key][ref] != wanted:
                wrong.append(("another reference", name, ref, key, text, now[key][ref]))
                break
    return wrong


def _wrong_links(
    before: Data,
    after: Data,
    name: str,
    was: Contents,
    now: Contents,
    removed: dict[str, set[str]],
) -> list[Any]:
    """Links that aren't what they were, but for those of rows that had to go."""
    made = after["resources"][name]
    old_name = made.get("was", name)
    wrong: list[Any] = []
    for link, given in relations.many(made).items():
        old = relations.old_name(made, before["resources"][old_name], "many", link)
        pairs = set() if old is None else was.links[old_name, old]
        gone, others_gone = removed.get(name, set()), removed.get(given["of"], set())
        wanted = {pair for pair in pairs if pair[0] not in gone and pair[1] not in others_gone}
        if now.links[name, link] != wanted:
            wrong.append(("other links", name, link, len(wanted), len(now.links[name, link])))
    return wrong


def _old_name(given: Data, column: str) -> str:
    was = given.get("was")
    return str((was.get("name") if isinstance(was, dict) else was) or column)


def _is_right(old: Data | None, given: Data, text: str | None, found: str | None) -> bool:
    if old is None:
        # A new column: what stands for rows that are there.
        wanted = given.get("backfill", given.get("default"))
        if wanted is None or "set" in given:
            return (found is None) == kinds.nullable(given)
        return _same(given, wanted, found)
    if text is None:
        if "backfill" in given and not kinds.nullable(given):
            return _same(given, given["backfill"], found)
        return found is None
    if found is None:
        return False
    ways = (base(old), base(given))
    if ways == ("enum", "enum"):
        was = given.get("was")
        mapped = was.get("values", {}) if isinstance(was, dict) else {}
        # Of values that stay, no mapping is allowed.
        return found == mapped.get(text, text)
    if ways == ("date", "datetime"):
        return found == f"{text} 00:00:00+00"
    if ways[1] in ("int", "bigint", "decimal"):
        return Decimal(found) == Decimal(text)
    if ways[1] == "float":
        return float(found) == float(text)
    return found == text


def _same(given: Data, wanted: Any, found: str | None) -> bool:
    """Whether a value of the spec is that of the database."""
    if found is None:
        return False
    match base(given):
        case "bool":
            return found == str(wanted).lower()
        case "int" | "bigint" | "decimal":
            return Decimal(found) == Decimal(str(wanted))
        case "float":
            return float(found) == float(wanted)
        case "array<int>":
            return [int(each) for each in re.findall("-?[0-9]+", found)] == wanted
        case "array<string>" | "array<enum>":
            bare = [re.sub(r"\\(.)", r"\1", one or other) for one, other in _ELEMENT.findall(found)]
            return bare == wanted
        case "datetime":
            return found.replace(" ", "T")[:19] == str(wanted)[:19]
    return found == str(wanted)
