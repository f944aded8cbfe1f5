"""Random specs: resources, lists, users, names that are odd, and how all this looks to clients."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from generator.model import names
from tests.journeys import relations, slugs, words
from tests.journeys.kinds import (
    ARRAYS,
    LENGTHS,
    TEXTS,
    Data,
    base,
    field,
    nullable,
    operators,
    suits,
    value,
)
from tests.journeys.words import shown

RESOURCES = (
    "Note", "Person", "OrderItem", "City", "Box", "AnExtraordinarilyLongResourceName",
)  # fmt: skip
# Among them words that SQL must quote, and names that are part of others.
FIELDS = (
    "title", "note", "order", "select", "end", "left", "row", "state", "state_2", "amount", "price",
    "ratio", "active", "seen", "day", "at", "when", "ref", "kind", "level", "code", "name",
    "an_extraordinarily_long_field_name_herex", "an_extraordinarily_long_field_name_herey",
)  # fmt: skip


def spec(rng: random.Random) -> Data:
    """A spec with one to three resources."""
    chosen = rng.sample(RESOURCES, rng.choice((1, 1, 2, 2, 3)))
    data: Data = {
        "spec": 1,
        "api": {"title": "Journey", "version": "1"},
        "auth": {"users": rng.choice(("none", "provision"))},
        "resources": {},
    }
    if rng.random() < 0.6:
        words.api(rng, data)
    for name in chosen:
        data["resources"][name] = resource(rng, data, name)
    relations.relate(rng, data)
    return data


def resource(rng: random.Random, data: Data, name: str) -> Data:
    """A resource that fits beside those of a spec."""
    fields: Data = {"id": {"type": rng.choice(("uuid", "uuid", "int", "bigint")), "key": True}}
    for field_name in rng.sample(FIELDS, rng.randint(1, 7)):
        fields[field_name] = field(rng)
    made: Data = {"owner": rng.choice(("user_id", "owner")), "fields": fields}
    if rng.random() < 0.2:
        made["plural"] = free_plural(rng, data)
    if rng.random() < 0.2:
        made["page"] = {"size": rng.randint(1, 50), "max": rng.randint(50, 99)}
    for dress in (words.name, words.access, words.access):
        if rng.random() < 0.3 and any("set" not in given for given in [*fields.values()][1:]):
            dress(rng, made)
    lists(rng, made)
    uniques(rng, made)
    if rng.random() < 0.5:
        words.look(rng, made)
    for dress in (words.computed, words.stats, words.actions):
        dress(rng, made)
    if rng.random() < 0.3:
        slugs.give(rng, made)
    return made


def lists(rng: random.Random, made: Data) -> None:
    """Filters, search and sort, anew."""
    computed = made.get("computed", {})
    old = made.pop("filters", {})
    for word in ("search", "sort"):
        made.pop(word, None)
    fields = _listed(made)
    filters: Data = {name: old[name] for name in computed if name in old}
    for name, given in fields.items():
        if rng.random() < 0.4 and not given.get("key"):
            able = operators(given)
            filters[name] = rng.sample(able, rng.randint(1, len(able)))
    compared = {name: given for name, given in fields.items() if base(given) not in ARRAYS}
    fixed = [name for name, given in compared.items() if not given.get("key")]
    if fixed and rng.random() < 0.3:
        name = rng.choice(fixed)
        with_value = {name: None if nullable(fields[name]) else value(rng, fields[name])}
        filters["view"] = {"default": "all", "choices": {"all": {}, "some": with_value}}
    if filters:
        made["filters"] = filters
    texts = [name for name, given in fields.items() if base(given) in TEXTS]
    if texts and rng.random() < 0.5:
        made["search"] = rng.sample(texts, rng.randint(1, len(texts)))
    if rng.random() < 0.6:
        chosen = rng.sample([*compared], rng.randint(1, min(3, len(compared))))
        keys: Data = {f"by_{name}"[:40]: rng.choice(("", "-")) + name for name in chosen}
        if rng.random() < 0.4:
            keys["by_several"] = [rng.choice(("", "-")) + name for name in reversed(chosen)]
        made["sort"] = {"keys": keys, "default": rng.choice([*keys])}
        made["sort"]["nulls"] = rng.choice(("first", "last"))


def _listed(made: Data) -> dict[str, Data]:
    """The fields that lists may know."""
    return {name: given for name, given in made["fields"].items() if shown(given)}


def uniques(rng: random.Random, made: Data) -> None:
    """What is unique, anew."""
    made.pop("unique", None)
    for given in made["fields"].values():
        given.pop("unique", None)
        if can_be_unique(given) and rng.random() < 0.2:
            given["unique"] = "per_owner"
    left = [name for name, given in made["fields"].items() if _groups(given)]
    if len(left) > 1 and rng.random() < 0.4:
        made["unique"] = [rng.sample(left, 2)]


def can_be_unique(given: Data) -> bool:
    """Whether rows can be alike in nothing but null, and whether values fit into an index."""
    kind = base(given)
    short = kind not in TEXTS or given.get("max", LENGTHS[kind]) <= 200
    unfit = ("bool", "enum", "url", *ARRAYS)
    return nullable(given) and shown(given) and short and kind not in unfit


def _groups(given: Data) -> bool:
    return can_be_unique(given) and "unique" not in given


def tidy(data: Data) -> None:
    """Takes out what the fields don't allow any more."""
    words.tidy(data)
    relations.tidy(data)
    for made in data["resources"].values():
        slugs.tidy(made)
        fields = _listed(made)
        for given in made["fields"].values():
            if "unique" in given and not can_be_unique(given):
                del given["unique"]
        groups = [
            group
            for group in made.pop("unique", ())
            if all(name in fields and _groups(fields[name]) for name in group)
        ]
        if groups:
            made["unique"] = groups
        if filters := dict(_filters(made, fields)):
            made["filters"] = filters
        else:
            made.pop("filters", None)
        search = [
            name
            for name in made.pop("search", ())
            if name in fields and base(fields[name]) in TEXTS
        ]
        if search:
            made["search"] = search
        old = made.pop("sort", {})
        keys = {
            key: target
            for key, target in old.get("keys", {}).items()
            if all(
                name in fields and base(fields[name]) not in ARRAYS
                for name in (each.removeprefix("-") for each in listed(target))
            )
        }
        if keys:
            default = old["default"] if old["default"] in keys else next(iter(keys))
            made["sort"] = {"keys": keys, "default": default, "nulls": old["nulls"]}


def _filters(made: Data, fields: dict[str, Data]) -> Iterator[tuple[str, Any]]:
    """The filters of a resource, as far as they fit."""
    columns = {**fields, **made.get("computed", {})}
    for name, declared in made.get("filters", {}).items():
        if isinstance(declared, list) and name in columns:
            able = operators(columns[name])
            if kept := [operator for operator in declared if operator in able]:
                yield name, kept
        elif isinstance(declared, dict):
            conditions = {
                field_name: condition
                for field_name, condition in declared["choices"]["some"].items()
                if field_name in fields
                and (
                    nullable(fields[field_name])
                    if condition is None
                    else suits(fields[field_name], condition)
                )
            }
            if conditions:
                yield name, {"default": "all", "choices": {"all": {}, "some": conditions}}


def listed(target: Any) -> list[str]:
    """The fields of a sort key."""
    return [target] if isinstance(target, str) else [*target]


def without_past(data: Data) -> Data:
    """The same spec, and nothing of what was before."""
    data = copy.deepcopy(data)
    data["api"].pop("consent", None)
    for made in data["resources"].values():
        for word in ("was", "consent"):
            made.pop(word, None)
        for given in made["fields"].values():
            for word in ("was", "consent", "backfill"):
                given.pop(word, None)
    relations.without_past(data)
    return data


def text_of(data: Data) -> str:
    """A spec as a file; JSON is YAML."""
    return json.dumps(relations.merged(data), indent=1, ensure_ascii=False) + "\n"


# Names


def free_plural(rng: random.Random, data: Data) -> str:
    """A plural that no resource has."""
    taken = {table_of(name, made) for name, made in data["resources"].items()}
    free = [f"{word}_list" for word in ("odd", "even", "order", "row")]
    return rng.choice([name for name in free if name not in taken] or ["last_list"])


def table_of(name: str, made: Data) -> str:
    """The table of a resource."""
    return str(made.get("plural") or names.plural(names.snake(name)))


def every_field(data: Data) -> Iterator[tuple[str, str, Data]]:
    """Resource, name and field, without keys and what the server sets."""
    for resource_name, made in data["resources"].items():
        for name, given in made["fields"].items():
            if not given.get("key") and "set" not in given:
                yield resource_name, name, given
