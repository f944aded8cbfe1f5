"""How rows of random specs refer to each other, and what lists and answers make of it.

A spec of these tests keeps this apart from the fields that hold values of their own: `refs` and
`many` of a resource become fields of it in the file, `across` joins its filters and sort.
"""

import copy
import random
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from generator.model import names
from tests.journeys import slugs
from tests.journeys.kinds import ARRAYS, Data, base, operators
from tests.journeys.words import shown

REFS = ("main_id", "other_id", "up_id", "group_id", "second_main_id")
MANY = ("tags", "labels", "friends")
BELONGING = ("items", "parts", "leaves", "things")

Link: TypeAlias = tuple[str, str]
"""A resource and a list of linked rows."""


def merged(data: Data) -> Data:
    """The spec as it is written."""
    data = copy.deepcopy(data)
    slugs.merged(data)
    for made in data["resources"].values():
        made["fields"] |= made.pop("refs", {}) | made.pop("many", {})
        across = made.pop("across", {})
        if "filters" in across:
            made["filters"] = made.get("filters", {}) | across["filters"]
        if "sort" in made:
            made["sort"]["keys"] |= across.get("sort", {})
    return data


def declared(data: Data, place: list[str]) -> Data:
    """What stands at a place of the file."""
    found: Any = data
    for part in place:
        if part == "fields":
            slug = {found["slug"]["name"]: found["slug"]} if "slug" in found else {}
            found = {**found["fields"], **slug, **refs(found), **many(found)}
        else:
            found = found[part]
    assert isinstance(found, dict)
    return found


def refs(made: Data) -> dict[str, Data]:
    """What rows refer to."""
    return dict(made.get("refs", {}))


def many(made: Data) -> dict[str, Data]:
    """What rows are linked to."""
    return dict(made.get("many", {}))


def root(ref: str) -> str:
    """What the row is called that a reference leads to."""
    return ref.removesuffix("_id")


def neighbours(data: Data, name: str) -> set[str]:
    """The resources whose changes clients of one notice: those that lead to it or from it."""
    made = data["resources"][name]
    found = {given["to"] for given in refs(made).values()}
    found |= {given["of"] for given in many(made).values()}
    for other, there in data["resources"].items():
        if name in {given["to"] for given in refs(there).values()}:
            found.add(other)
        if name in {given["of"] for given in many(there).values()}:
            found.add(other)
    return found


def link_table(resource: str, name: str) -> tuple[str, str, str]:
    """The table of links, and its two columns."""
    item = names.snake(resource)
    return f"{item}_{name}", f"{item}_id", f"{names.singular(name)}_id"


# All of it anew


def relate(rng: random.Random, data: Data) -> None:
    """References and links between the rows of a new spec."""
    for made in data["resources"].values():
        if rng.random() < 0.3:
            made["access"] = copy.deepcopy(PUBLIC)
    for name in data["resources"]:
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            _add_ref(rng, data, name, required=rng.random() < 0.4)
        if rng.random() < 0.3:
            _add_many(rng, data, name)
    for name in data["resources"]:
        belong(rng, data, name)
        look_across(rng, data, name)


PUBLIC: Data = {"read": ["public", "owner"]}


def is_public(made: Data) -> bool:
    """Whether everybody reads the rows of all owners."""
    return "access" in made


def change_readers(rng: random.Random, after: Data, before: Data) -> None:
    """Everybody reads the rows, or only their owners do."""
    made = after["resources"][rng.choice([*after["resources"]])]
    if made.pop("access", None) is None:
        made["access"] = copy.deepcopy(PUBLIC)


def _add_ref(
    rng: random.Random, data: Data, name: str, *, required: bool, taken: set[str] | None = None
) -> None:
    made = data["resources"][name]
    free = [ref for ref in REFS if ref not in refs(made) and ref not in (taken or ())]
    if not free:
        return
    to = rng.choice([*data["resources"]])
    given: Data = {"type": "ref", "to": to}
    require(rng, name, given, required=required)
    if rng.random() < 0.4:
        given["description"] = 'What it\'s about: "100%".'
    made.setdefault("refs", {})[rng.choice(free)] = given


def require(rng: random.Random, name: str, given: Data, *, required: bool) -> None:
    """Says whether rows must refer to one, and what becomes of them when that goes."""
    given.pop("required", None)
    ways = ["cascade", "restrict"]
    if required and given["to"] != name:
        given["required"] = True
    else:
        ways.append("set_null")
    given["on_delete"] = rng.choice(ways)


def expand(rng: random.Random, ref: str, given: Data) -> None:
    """Whether answers may hold the row that is referred to."""
    given.pop("expand", None)
    how = rng.random()
    if how < 0.5:
        given["expand"] = root(ref)
    elif how < 0.7:
        given["expand"] = {"as": root(ref), "always": True}


def _add_many(
    rng: random.Random, data: Data, name: str, *, taken: set[str] | None = None
) -> str | None:
    made = data["resources"][name]
    free = [one for one in MANY if one not in many(made) and one not in (taken or ())]
    if not free:
        return None
    chosen = rng.choice(free)
    given: Data = {"type": "many", "of": rng.choice([*data["resources"]])}
    if rng.random() < 0.4:
        given["max"] = rng.choice((3, 5, 200))
    made.setdefault("many", {})[chosen] = given
    return chosen


def belong(rng: random.Random, data: Data, name: str) -> None:
    """What belongs to a row, and the rows that answers may hold, anew."""
    made = data["resources"][name]
    made.pop("has_many", None)
    for ref, given in refs(made).items():
        expand(rng, ref, given)
    found: Data = {}
    for other, there in data["resources"].items():
        for ref, given in refs(there).items():
            free = [one for one in BELONGING if one not in found]
            if given["to"] != name or not free or rng.random() < 0.4:
                continue
            word: Data = {"of": other, "by": ref}
            if rng.random() < 0.5:
                word["count"] = True
            if rng.random() < 0.5:
                word["nested"] = rng.choice((["list"], ["list", "create"]))
            if rng.random() < 0.5:
                word["expand"] = rng.choice((True, {"max": rng.choice((1, 3, 40))}))
            found[rng.choice(free)] = word
    if found:
        made["has_many"] = found


def look_across(rng: random.Random, data: Data, name: str) -> None:
    """Filters and sorts by references, by links and by what stands in other rows, anew."""
    made = data["resources"][name]
    made.pop("across", None)
    filters: Data = {}
    sort: Data = {}
    for ref, given in refs(made).items():
        if rng.random() < 0.5:
            filters[ref] = rng.sample(["eq", "ne", "in"], rng.randint(1, 3))
            if not given.get("required") and rng.random() < 0.5:
                filters[ref].append("is_null")
        for field, found in fields_across(data, given["to"]).items():
            if rng.random() < 0.15:
                able = operators(found)
                filters[f"{root(ref)}.{field}"] = rng.sample(able, rng.randint(1, len(able)))
            if base(found) not in ARRAYS and rng.random() < 0.15:
                sort[f"over_{root(ref)}"] = rng.choice(("", "-")) + f"{root(ref)}.{field}"
    for link in many(made):
        if rng.random() < 0.6:
            filters[link] = rng.choice((["any"], ["all"], ["any", "all"]))
    across = {word: found for word, found in (("filters", filters), ("sort", sort)) if found}
    if across:
        made["across"] = across


def fields_across(data: Data, name: str) -> dict[str, Data]:
    """The fields of a resource that lists of others may ask for."""
    return {n: given for n, given in data["resources"][name]["fields"].items() if shown(given)}


# What is left of it when something else has changed


def tidy(data: Data) -> None:
    """Takes out what leads nowhere any more."""
    resources = data["resources"]
    for name, made in resources.items():
        for word, to in (("refs", "to"), ("many", "of")):
            left = {
                one: given for one, given in made.pop(word, {}).items() if given[to] in resources
            }
            if left:
                made[word] = left
        for link in many(made):
            if names.singular(link) == names.snake(name):
                del made["many"][link]
    for name, made in resources.items():
        left = {
            one: word
            for one, word in made.pop("has_many", {}).items()
            if word["of"] in resources
            and refs(resources[word["of"]]).get(word["by"], {}).get("to") == name
        }
        if left:
            made["has_many"] = left
        for ref, given in refs(made).items():
            if given["to"] != name:
                given.pop("circles", None)
            counted = any(
                word["of"] == name and word.get("count")
                for word in resources[given["to"]].get("has_many", {}).values()
            )
            if counted and isinstance(given.get("expand"), dict):
                given["expand"] = root(ref)
        _tidy_across(data, made)
    _tidy_readers(data)


def _tidy_readers(data: Data) -> None:
    """What everybody reads leads to nothing else, and no path has the id of a caller."""
    resources = data["resources"]
    for _ in resources:
        for made in resources.values():
            leads = {given["to"] for given in refs(made).values()}
            leads |= {given["of"] for given in many(made).values()}
            others = [resources[name] for name in leads if resources[name] is not made]
            if data["api"].get("user_path") or not all(map(is_public, others)):
                made.pop("access", None)


def _tidy_across(data: Data, made: Data) -> None:
    across = made.pop("across", {})
    filters = dict(_filters(data, made, across.get("filters", {})))
    sort = {
        key: target
        for key, target in across.get("sort", {}).items()
        if (found := field_of(data, made, target.removeprefix("-"))) is not None
        and base(found) not in ARRAYS
    }
    left = {word: found for word, found in (("filters", filters), ("sort", sort)) if found}
    if left:
        made["across"] = left


def _filters(data: Data, made: Data, filters: Data) -> Iterator[tuple[str, list[str]]]:
    for name, asked in filters.items():
        if name in many(made):
            able = ["any", "all"]
        elif name in refs(made):
            required = refs(made)[name].get("required")
            able = ["eq", "ne", "in", *([] if required else ["is_null"])]
        elif (field := field_of(data, made, name)) is not None:
            able = operators(field)
        else:
            continue
        if kept := [operator for operator in asked if operator in able]:
            yield name, kept


def field_of(data: Data, made: Data, path: str) -> Data | None:
    """The field of another row, if there is one that may be asked for."""
    relation, _, field = path.partition(".")
    given = refs(made).get(f"{relation}_id")
    return None if given is None else fields_across(data, given["to"]).get(field)


# What is called something else


def resources_renamed(data: Data, moved: Mapping[str, str]) -> None:
    """Follows resources to their new names."""
    for made in data["resources"].values():
        for word, to in (("refs", "to"), ("many", "of"), ("has_many", "of")):
            for given in made.get(word, {}).values():
                given[to] = moved.get(given[to], given[to])


def fields_renamed(data: Data, resource: str, moved: Mapping[str, str]) -> None:
    """Follows fields of a resource to their new names."""
    for made in data["resources"].values():
        roots = {root(ref) for ref, given in refs(made).items() if given["to"] == resource}

        def now(path: str, roots: set[str] = roots) -> str:
            relation, _, field = path.removeprefix("-").partition(".")
            if relation not in roots:
                return path
            return f"{'-' if path[0] == '-' else ''}{relation}.{moved.get(field, field)}"

        across = made.get("across", {})
        if "filters" in across:
            across["filters"] = {now(name): asked for name, asked in across["filters"].items()}
        if "sort" in across:
            across["sort"] = {key: now(target) for key, target in across["sort"].items()}


def ref_renamed(data: Data, resource: str, old: str, new: str) -> None:
    """Follows a reference to its new name."""
    made = data["resources"][resource]
    made["refs"] = {(new if ref == old else ref): given for ref, given in refs(made).items()}
    for other in data["resources"].values():
        for word in other.get("has_many", {}).values():
            if (word["of"], word["by"]) == (resource, old):
                word["by"] = new

    def now(path: str) -> str:
        relation, _, field = path.removeprefix("-").partition(".")
        if path == old:
            return new
        if relation != root(old) or not field:
            return path
        return f"{'-' if path[0] == '-' else ''}{root(new)}.{field}"

    across = made.get("across", {})
    if "filters" in across:
        across["filters"] = {now(name): asked for name, asked in across["filters"].items()}
    if "sort" in across:
        across["sort"] = {key: now(target) for key, target in across["sort"].items()}
    given = made["refs"][new]
    if isinstance(given.get("expand"), dict):
        given["expand"]["as"] = root(new)
    elif "expand" in given:
        given["expand"] = root(new)


def without_past(data: Data) -> None:
    """Takes out what is said of the past."""
    for made in data["resources"].values():
        for given in (
            *refs(made).values(),
            *many(made).values(),
            *made.get("has_many", {}).values(),
        ):
            for word in ("was", "consent"):
                given.pop(word, None)
        for word in ("was", "consent"):
            made.get("slug", {}).pop(word, None)


# What it was


def old_name(made: Data, there: Data | None, word: str, name: str) -> str | None:
    """What a reference or a list of links was called, None if it is new."""
    if there is None:
        return None
    old = str(made[word][name].get("was", name))
    return old if old in there.get(word, ()) else None


def released(before: Data, after: Data) -> bool:
    """Whether there are references that rows had to have, and need not any more."""
    for name, made in after["resources"].items():
        there = before["resources"].get(made.get("was", name), {})
        kept = {old_name(made, there, "refs", ref): given for ref, given in refs(made).items()}
        for ref, given in refs(there).items():
            if given.get("required") and not kept.get(ref, {}).get("required"):
                return True
    return False


# Edits


def _able(rng: random.Random, data: Data, word: str) -> tuple[str, Data, str, Data]:
    found = [
        (name, made, one, given)
        for name, made in data["resources"].items()
        for one, given in made.get(word, {}).items()
    ]
    return rng.choice(found)


def _before(after: Data, before: Data, name: str) -> Data:
    return dict(before["resources"].get(after["resources"][name].get("was", name), {}))


def _taken(after: Data, before: Data, name: str, word: str) -> set[str]:
    made = after["resources"][name]
    was = {str(given.get("was")) for given in made.get(word, {}).values()}
    return {*made.get(word, {}), *_before(after, before, name).get(word, {})} | was


def add_ref(rng: random.Random, after: Data, before: Data) -> None:
    """Rows refer to others; those that are there to none."""
    name = rng.choice([*after["resources"]])
    taken = _taken(after, before, name, "refs")
    _add_ref(rng, after, name, required=rng.random() < 0.15, taken=taken)
    look_across(rng, after, name)


def remove_ref(rng: random.Random, after: Data, before: Data) -> None:
    _, made, ref, _ = _able(rng, after, "refs")
    del made["refs"][ref]


def rename_ref(rng: random.Random, after: Data, before: Data) -> None:
    name, _, old, given = _able(rng, after, "refs")
    new = rng.choice([ref for ref in REFS if ref not in _taken(after, before, name, "refs")])
    if old in _before(after, before, name).get("refs", ()) and "was" not in given:
        given["was"] = old
    ref_renamed(after, name, old, new)


def require_ref(rng: random.Random, after: Data, before: Data) -> None:
    """Another answer to what becomes of rows; some must refer to one, and some needn't any more."""
    name, _, _, given = _able(rng, after, "refs")
    require(rng, name, given, required=rng.random() < 0.5)


def change_ref(rng: random.Random, after: Data, before: Data) -> None:
    _, _, _, given = _able(rng, after, "refs")
    given["to"] = rng.choice([*after["resources"]])


def change_circles(rng: random.Random, after: Data, before: Data) -> None:
    name, _, _, given = _able(rng, after, "refs")
    if given["to"] != name or given.pop("circles", False):
        return
    given["circles"] = True


def add_many(rng: random.Random, after: Data, before: Data) -> None:
    name = rng.choice([*after["resources"]])
    _add_many(rng, after, name, taken=_taken(after, before, name, "many"))


def remove_many(rng: random.Random, after: Data, before: Data) -> None:
    _, made, link, _ = _able(rng, after, "many")
    del made["many"][link]


def rename_many(rng: random.Random, after: Data, before: Data) -> None:
    name, made, old, given = _able(rng, after, "many")
    new = rng.choice([one for one in MANY if one not in _taken(after, before, name, "many")])
    if old in _before(after, before, name).get("many", ()) and "was" not in given:
        given["was"] = old
    made["many"] = {(new if link == old else link): one for link, one in many(made).items()}
    filters = made.get("across", {}).get("filters", {})
    if old in filters:
        filters[new] = filters.pop(old)


def change_many(rng: random.Random, after: Data, before: Data) -> None:
    _, _, _, given = _able(rng, after, "many")
    if given.pop("max", None) is None or rng.random() < 0.5:
        given["max"] = rng.choice((3, 8, 1000))


def change_belonging(rng: random.Random, after: Data, before: Data) -> None:
    belong(rng, after, rng.choice([*after["resources"]]))


def change_across(rng: random.Random, after: Data, before: Data) -> None:
    look_across(rng, after, rng.choice([*after["resources"]]))


EDITS = (
    add_ref, add_ref, remove_ref, rename_ref, rename_ref, require_ref, require_ref, change_ref,
    change_circles, add_many, add_many, remove_many, rename_many, rename_many, change_many,
    change_belonging, change_belonging, change_across, change_across, change_readers,
)  # fmt: skip
