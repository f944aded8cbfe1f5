"""Random edits of a spec, with what the spec says of the past: `was` and `backfill`."""

import copy
import random
from collections.abc import Callable
from decimal import Decimal

from tests.journeys import kinds, relations, slugs, specs, words
from tests.journeys.kinds import Data, base

# To a type that values can be brought to; from what it was, if that matters.
RETYPES = {
    "string": ("text", "enum", "email", "url"),
    "text": ("string", "enum", "email", "url"),
    "enum": ("string", "text"),
    "email": ("string", "text", "url"),
    "url": ("string", "text"),
    "int": ("bigint", "decimal", "float", "string", "text"),
    "bigint": ("int", "decimal", "string", "text"),
    "decimal": ("decimal", "int", "bigint"),
    "bool": ("string", "text"),
    "date": ("datetime", "string", "text"),
    "time": ("string", "text"),
    "uuid": ("string", "text"),
}


class NothingToDo(Exception):
    """The spec has nothing that this edit is for."""


def edited(rng: random.Random, before: Data) -> tuple[Data, list[str]]:
    """Another spec, some edits later, and what they were."""
    after = specs.without_past(before)
    done: list[str] = []
    for _ in range(rng.choice((1, 1, 2, 3, 4, 6))):
        for _ in range(20):
            edit = rng.choice(EDITS)
            trial = copy.deepcopy(after)
            try:
                edit(rng, trial, before)
            except (NothingToDo, IndexError, ValueError):
                continue
            after = trial
            specs.tidy(after)
            done.append(edit.__name__)
            break
    for resource, name, given in specs.every_field(after):
        old = old_field(before, after, resource, name)
        if old is not None and not kinds.obeys(old, given.get("backfill")):
            # A value that the old rules refuse would be in the way on the way back.
            given.pop("backfill", None)
    return after, done


def old_field(before: Data, after: Data, resource: str, name: str) -> Data | None:
    """What a field was, None if it is new."""
    made = before["resources"].get(after["resources"][resource].get("was", resource))
    if made is None or is_new_resource(before, after, resource):
        return None
    fields = after["resources"][resource]["fields"]
    was = _was(fields[name])
    if was is not None:
        found = made["fields"].get(was)
    elif any(_was(other) == name for other in fields.values()):
        found = None
    else:
        found = made["fields"].get(name)
    return None if found is None else dict(found)


def is_new_resource(before: Data, after: Data, resource: str) -> bool:
    """Whether a resource was not there under any name."""
    made = after["resources"][resource]
    if "was" in made:
        return False
    taken = any(other.get("was") == resource for other in after["resources"].values())
    return taken or resource not in before["resources"]


def _was(given: Data) -> str | None:
    was = given.get("was")
    name = was.get("name") if isinstance(was, dict) else was
    return None if name is None else str(name)


def _set_was(given: Data, name: str) -> None:
    was = given.get("was")
    given["was"] = {**was, "name": name} if isinstance(was, dict) else name


def _field(rng: random.Random, after: Data, *kinds: str) -> tuple[str, str, Data]:
    found = [
        (resource, name, given)
        for resource, name, given in specs.every_field(after)
        if not kinds or base(given) in kinds
    ]
    return rng.choice(found)


# Fields


def add_field(rng: random.Random, after: Data, before: Data) -> None:
    resource = rng.choice([*after["resources"]])
    fields = after["resources"][resource]["fields"]
    was = {_was(given) for given in fields.values()}
    there = before["resources"].get(after["resources"][resource].get("was", resource))
    old = set() if there is None else set(there["fields"])
    name = rng.choice([n for n in specs.FIELDS if n not in fields and n not in was | old])
    new = kinds.field(rng)
    if (new.get("required") or rng.random() < 0.2) and "set" not in new and rng.random() < 0.5:
        new["backfill"] = kinds.value(rng, new)
    items = [*fields.items()]
    items.insert(rng.randint(1, len(items)), (name, new))
    after["resources"][resource]["fields"] = dict(items)


def remove_field(rng: random.Random, after: Data, before: Data) -> None:
    resource, name, given = _field(rng, after)
    if _was(given) in after["resources"][resource]["fields"]:
        # Another has taken its old name: what is there to be renamed could not be told any more.
        raise NothingToDo
    del after["resources"][resource]["fields"][name]


def rename_field(rng: random.Random, after: Data, before: Data) -> None:
    resource, name, given = _field(rng, after)
    old = old_field(before, after, resource, name)
    fields = after["resources"][resource]["fields"]
    taken = set(fields) | {_was(other) for other in fields.values()}
    there = before["resources"].get(after["resources"][resource].get("was", resource))
    taken |= set() if there is None else set(there["fields"])
    new = rng.choice([free for free in specs.FIELDS if free not in taken])
    _rename(after, resource, {name: new})
    if old is not None and _was(given) is None:
        _set_was(given, name)
    if rng.random() < 0.3:
        given["alias"] = {"name": given.get("name", name), **words.OLD}


def rename_chain(rng: random.Random, after: Data, before: Data) -> None:
    """One takes the name that another leaves."""
    _several(rng, after, before, circle=False)


def rename_circle(rng: random.Random, after: Data, before: Data) -> None:
    _several(rng, after, before, circle=True)


def _several(rng: random.Random, after: Data, before: Data, *, circle: bool) -> None:
    resource, _, _ = _field(rng, after)
    fields = after["resources"][resource]["fields"]
    able = [
        name
        for owner, name, given in specs.every_field(after)
        if owner == resource
        and _was(given) is None
        and old_field(before, after, resource, name) is not None
    ]
    if len(able) < 2:
        raise NothingToDo
    chosen = rng.sample(able, rng.randint(2, min(3, len(able))))
    targets = chosen[1:]
    if circle:
        targets.append(chosen[0])
    else:
        taken = set(fields) | {_was(other) for other in fields.values()}
        there = before["resources"][after["resources"][resource].get("was", resource)]["fields"]
        taken |= set(there)
        targets.append(rng.choice([free for free in specs.FIELDS if free not in taken]))
    given = {name: fields[name] for name in chosen}
    _rename(after, resource, dict(zip(chosen, targets, strict=True)))
    for name, declared in given.items():
        _set_was(declared, name)


def _rename(after: Data, resource: str, moved: dict[str, str]) -> None:
    made = after["resources"][resource]
    before = {**made}

    def now(name: str) -> str:
        return moved.get(name, name)

    def turned(name: str) -> str:
        return ("-" if name[0] == "-" else "") + now(name.removeprefix("-"))

    made["fields"] = {now(name): given for name, given in made["fields"].items()}
    filters = {}
    for name, declared in made.get("filters", {}).items():
        if isinstance(declared, dict):
            some = {now(n): v for n, v in declared["choices"]["some"].items()}
            declared = {"default": "all", "choices": {"all": {}, "some": some}}
            filters[name] = declared
        else:
            filters[now(name)] = declared
    made["filters"] = filters
    made["search"] = [now(name) for name in made.get("search", ())]
    if "sort" in made:
        made["sort"]["keys"] = {
            key: turned(target) if isinstance(target, str) else [*map(turned, target)]
            for key, target in made["sort"]["keys"].items()
        }
    if "unique" in made:
        made["unique"] = [[*map(now, group)] for group in made["unique"]]
    words.renamed(made, before, now)
    relations.fields_renamed(after, resource, moved)
    slugs.renamed(made, now)


def retype(rng: random.Random, after: Data, before: Data) -> None:
    resource, name, given = _field(rng, after, *RETYPES)
    old = old_field(before, after, resource, name)
    if old is None or base(old) != base(given) or old["type"] != given["type"]:
        raise NothingToDo
    kind = rng.choice(RETYPES[base(given)])
    how = "required" if given.get("required") else "default" if "default" in given else "null"
    for word in ("default", "backfill", "values", "required"):
        given.pop(word, None)
    if isinstance(given.get("was"), dict):
        given["was"].pop("values")
        if not given["was"]:
            del given["was"]
    given["type"] = kind
    if kind == "decimal":
        if base(old) == "decimal":
            precision, scale = kinds.size(old)
            scale = max(0, scale + rng.randint(-1, 2))
            given["type"] = f"decimal({max(scale + 1, precision + rng.randint(-2, 3))},{scale})"
        else:
            scale = rng.randint(0, 3)
            given["type"] = f"decimal({scale + rng.choice((4, 10, 12, 19))},{scale})"
    if kind == "enum":
        given["values"] = rng.sample(kinds.VALUES, rng.randint(1, 6))
    kinds.rules(rng, given)
    kinds.give(rng, given, how)


def require(rng: random.Random, after: Data, before: Data) -> None:
    resource, name, given = _field(rng, after)
    if not kinds.nullable(given) or _was_unique(before, after, resource, name):
        # On the way back, rows that got one value would be alike.
        raise NothingToDo
    kinds.give(rng, given, rng.choice(("required", "required", "default")))
    if rng.random() < 0.6:
        given["backfill"] = kinds.value(rng, given)


def _was_unique(before: Data, after: Data, resource: str, name: str) -> bool:
    old = old_field(before, after, resource, name)
    if old is None:
        return False
    made = before["resources"][after["resources"][resource].get("was", resource)]
    was = _was(after["resources"][resource]["fields"][name]) or name
    return "unique" in old or any(was in group for group in made.get("unique", ()))


def change_unique(rng: random.Random, after: Data, before: Data) -> None:
    specs.uniques(rng, after["resources"][rng.choice([*after["resources"]])])


def allow_null(rng: random.Random, after: Data, before: Data) -> None:
    _, _, given = _field(rng, after)
    if kinds.nullable(given):
        raise NothingToDo
    kinds.give(rng, given, "null")


def change_default(rng: random.Random, after: Data, before: Data) -> None:
    _, _, given = _field(rng, after)
    if kinds.nullable(given):
        raise NothingToDo
    kinds.give(rng, given, rng.choice(("default", "default", "required")))


def change_stamp(rng: random.Random, after: Data, before: Data) -> None:
    """The server gives a time, or doesn't any more."""
    made = after["resources"][rng.choice([*after["resources"]])]
    given = rng.choice([one for one in made["fields"].values() if base(one) == "datetime"])
    if "set" in given:
        del given["set"]
        kinds.give(rng, given, rng.choice(("required", "default", "null")))
    else:
        kinds.give(rng, given, "null")
        given.pop("backfill", None)
        given["set"] = rng.choice(("on_create", "on_update"))


# Rules


def bounds(rng: random.Random, after: Data, before: Data) -> None:
    _, _, given = _field(
        rng, after, "string", "text", "int", "bigint", "decimal", "float", *kinds.ARRAYS
    )
    kind, word = base(given), rng.choice(("min", "max"))
    by = rng.choice((-2, -1, 1, 2))
    if word in given and rng.random() < 0.25:
        del given[word]
    elif kind in kinds.TEXTS:
        given[word] = max(0, given.get(word, 0 if word == "min" else 20) + by)
    elif kind in kinds.ARRAYS:
        given[word] = max(0, given.get(word, 0 if word == "min" else 9) + by)
        if given.get("min", 0) > given.get("max", 100):
            raise NothingToDo
    elif word in given and kind in ("int", "bigint"):
        given[word] += by
    elif word in given:
        moved = Decimal(str(given[word])) + by
        given[word] = f"{moved:f}" if kind == "decimal" else float(moved)
    else:
        given[word] = kinds.number(given, rng.randint(-3, 3))
    _again(rng, given)


def pattern(rng: random.Random, after: Data, before: Data) -> None:
    _, _, given = _field(rng, after, "string", "text")
    if "pattern" in given and rng.random() < 0.4:
        del given["pattern"]
    else:
        given["pattern"] = rng.choice([*kinds.PATTERNS])
    _again(rng, given)


def _again(rng: random.Random, given: Data) -> None:
    """Values in the spec that the rules may not allow any more."""
    for word in ("default", "backfill", "example"):
        if word in given:
            given[word] = kinds.value(rng, given)
    if "pattern" in given:
        given["example"] = kinds.value(rng, given)


def add_value(rng: random.Random, after: Data, before: Data) -> None:
    _, _, given = _field(rng, after, "enum")
    new = rng.choice([value for value in kinds.VALUES if value not in given["values"]])
    if new in _mapped(given):
        raise NothingToDo
    given["values"].insert(rng.randint(0, len(given["values"])), new)


def remove_value(rng: random.Random, after: Data, before: Data) -> None:
    resource, name, given = _field(rng, after, "enum")
    if len(given["values"]) < 2:
        raise NothingToDo
    gone = rng.choice(given["values"])
    if gone in _mapped(given).values():
        raise NothingToDo
    given["values"].remove(gone)
    if rng.random() < 0.4 and _was_value(before, after, resource, name, gone):
        _map(given, gone, rng.choice(given["values"]))
    _again(rng, given)


def rename_value(rng: random.Random, after: Data, before: Data) -> None:
    resource, name, given = _field(rng, after, "enum")
    place = rng.randrange(len(given["values"]))
    old = given["values"][place]
    new = rng.choice([*kinds.VALUES, f"new {old}"[:40]])
    if new in given["values"] or new in _mapped(given) or old in _mapped(given).values():
        raise NothingToDo
    given["values"][place] = new
    if _was_value(before, after, resource, name, old):
        _map(given, old, new)
    _again(rng, given)


def reorder_values(rng: random.Random, after: Data, before: Data) -> None:
    _, _, given = _field(rng, after, "enum")
    rng.shuffle(given["values"])


def _was_value(before: Data, after: Data, resource: str, name: str, value: str) -> bool:
    old = old_field(before, after, resource, name)
    return old is not None and base(old) == "enum" and value in old["values"]


def _mapped(given: Data) -> dict[str, str]:
    was = given.get("was")
    return dict(was.get("values", {})) if isinstance(was, dict) else {}


def _map(given: Data, old: str, new: str) -> None:
    was = given.get("was", {})
    was = {"name": was} if isinstance(was, str) else was
    given["was"] = {**was, "values": {**was.get("values", {}), old: new}}


# Resources


def change_lists(rng: random.Random, after: Data, before: Data) -> None:
    specs.lists(rng, after["resources"][rng.choice([*after["resources"]])])


def change_search(rng: random.Random, after: Data, before: Data) -> None:
    made = after["resources"][rng.choice([*after["resources"]])]
    texts = [name for name, given in made["fields"].items() if base(given) in kinds.TEXTS]
    made["search"] = rng.sample(texts, rng.randint(1, len(texts)))


def change_api(rng: random.Random, after: Data, before: Data) -> None:
    """What only clients notice."""
    made = after["resources"][rng.choice([*after["resources"]])]
    match rng.randrange(5):
        case 0:
            after["api"]["prefix"] = rng.choice(("", "/v2", "/api"))
        case 1:
            made["page"] = {**made.get("page", {}), "size": rng.randint(1, 50)}
        case 2:
            made["update"] = {"put": rng.choice(("replace", "partial", "off"))}
        case 3:
            made["routes"] = ["list", "create", *rng.sample(("read", "update", "delete"), 2)]
        case 4:
            after["api"]["errors"] = {"foreign": rng.choice((403, 404)), "validation": 400}


def change_style(rng: random.Random, after: Data, before: Data) -> None:
    words.api(rng, after)


def _of_a_resource(change: Callable[[random.Random, Data], None]) -> "Edit":
    def edit(rng: random.Random, after: Data, before: Data) -> None:
        change(rng, after["resources"][rng.choice([*after["resources"]])])

    edit.__name__ = f"change_{change.__name__}"
    return edit


def add_resource(rng: random.Random, after: Data, before: Data) -> None:
    was = {made.get("was") for made in after["resources"].values()}
    free = [
        name
        for name in specs.RESOURCES
        if name not in after["resources"] and name not in was and name not in before["resources"]
    ]
    name = rng.choice(free)
    after["resources"][name] = specs.resource(rng, after, name)


def remove_resource(rng: random.Random, after: Data, before: Data) -> None:
    if len(after["resources"]) < 2:
        raise NothingToDo
    name = rng.choice([*after["resources"]])
    if after["resources"][name].get("was") in after["resources"]:
        raise NothingToDo
    del after["resources"][name]


def rename_resource(rng: random.Random, after: Data, before: Data) -> None:
    name = rng.choice([*after["resources"]])
    made = after["resources"][name]
    was = {other.get("was") for other in after["resources"].values()}
    taken = {*after["resources"], *before["resources"]} | was
    new = rng.choice([free for free in specs.RESOURCES if free not in taken])
    if not is_new_resource(before, after, name) and "was" not in made:
        made["was"] = name
    after["resources"] = {
        (new if other == name else other): found for other, found in after["resources"].items()
    }
    relations.resources_renamed(after, {name: new})


def replace_resource(rng: random.Random, after: Data, before: Data) -> None:
    """Another one takes the table's name."""
    name = rng.choice([*after["resources"]])
    if after["resources"][name].get("was") in after["resources"]:
        raise NothingToDo
    was = {made.get("was") for made in after["resources"].values()}
    taken = {*after["resources"], *before["resources"]} | was
    new = rng.choice([free for free in specs.RESOURCES if free not in taken])
    table = specs.table_of(name, after["resources"].pop(name))
    after["resources"][new] = specs.resource(rng, after, new) | {"plural": table}


def swap_resources(rng: random.Random, after: Data, before: Data) -> None:
    able = [
        name
        for name, made in after["resources"].items()
        if "was" not in made and not is_new_resource(before, after, name)
    ]
    if len(able) < 2:
        raise NothingToDo
    one, other = rng.sample(able, 2)
    resources = after["resources"]
    resources[one], resources[other] = resources[other], resources[one]
    resources[one]["was"], resources[other]["was"] = other, one
    relations.resources_renamed(after, {one: other, other: one})


def change_plural(rng: random.Random, after: Data, before: Data) -> None:
    name = rng.choice([*after["resources"]])
    made = after["resources"][name]
    if "plural" in made and rng.random() < 0.5:
        del made["plural"]
    else:
        made["plural"] = specs.free_plural(rng, after)


def change_users(rng: random.Random, after: Data, before: Data) -> None:
    users = "none" if after["auth"]["users"] == "provision" else "provision"
    after["auth"]["users"] = users


Edit = Callable[[random.Random, Data, Data], None]
EDITS: tuple[Edit, ...] = (
    add_field, add_field, remove_field, rename_field, rename_field, rename_chain, rename_circle,
    retype, retype, retype, require, require, allow_null, change_default, change_stamp, bounds,
    bounds, pattern, add_value, remove_value, rename_value, reorder_values, change_lists,
    change_lists, change_unique, change_unique, change_search, change_api, add_resource,
    remove_resource, rename_resource,
    swap_resources, replace_resource, change_plural, change_users, change_style,
    *map(_of_a_resource, (words.look, words.move, words.name, words.name, words.access)),
    *map(_of_a_resource, (words.computed, words.stats, words.actions, words.actions)),
    *relations.EDITS, *slugs.EDITS,
)  # fmt: skip
