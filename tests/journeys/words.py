"""Random words of how an API looks to clients: forms, names, paths, access, numbers, actions.

None of them is in the database, so whatever becomes of them, rows and tables stay as they are.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

from generator.model.resolve.expressions import WORDS
from tests.journeys.kinds import ARRAYS, Data, base, limits, nullable, obeys, value

LISTS: tuple[Any, ...] = (
    "array",
    "envelope",
    {"{items}": "$rows", "total": "$total"},
    {"success": True, "data": {"rows": "$rows", "next": "$next"}, "error": None},
    {
        "data": "$rows",
        "meta": {"limit": "$limit", "offset": "$offset", "none": [], "text": "it's {x} %s"},
    },
)
ROWS: tuple[Any, ...] = ("bare", {"{item}": "$row"}, {"success": True, "data": {"row": "$row"}})
DELETED: tuple[Any, ...] = (
    204, {"message": "It's deleted"}, {"deleted": "$row"}, {"{item}_id": "$key", "row": "$row"},
)  # fmt: skip
ERRORS: tuple[Any, ...] = (
    "problem",
    {"detail": "$message"},
    {"error": {"code": "$code", "message": "$message", "fields": "$errors"}, "data": None},
    {"status": "$status", "title": "$title", "success": False},
)
SORTS: tuple[Data, ...] = ({}, {"by": "sort_by"}, {"by": "sortBy", "order": "direction"})
USER_PATHS: tuple[Any, ...] = (False, False, True, "/users/{id}")
# Names in JSON, some of which no language has as an attribute.
PUBLIC = ("class", "theName", "x-ray", "_hidden", "Label", "second-2", "it_is")
ACCESS = ("read_only", "create_only", "write_only", "hidden")
COMPUTED = ("late", "worth_it", "label")
OLD = {"since": "2026-11-21"}

GROUPED = ("bool", "enum", "string", "int", "bigint", "uuid", "date")
SUMMED = ("int", "bigint", "decimal")
RANGED = ("int", "bigint", "decimal", "float", "date", "datetime", "time")
# What no action sets to a value here.
UNSET = ("decimal", "float", *ARRAYS)
STATES = ("bool", "enum", "int", "bigint", "string", "text")


def shown(given: Data) -> bool:
    """Whether answers have a field."""
    return given.get("access") not in ("write_only", "hidden")


def _own(made: Data) -> dict[str, Data]:
    """The fields that the server doesn't set by itself."""
    return {
        name: given
        for name, given in made["fields"].items()
        if not given.get("key") and "set" not in given
    }


def _seen(made: Data) -> dict[str, Data]:
    return {name: given for name, given in _own(made).items() if shown(given)}


# Of the API, and of a resource


def api(rng: random.Random, data: Data) -> None:
    """The style of the API and its paths, anew."""
    style = {
        "list": rng.choice(LISTS), "row": rng.choice(ROWS), "deleted": rng.choice(DELETED),
        "error": rng.choice(ERRORS), "case": rng.choice(("snake", "camel")),
    }  # fmt: skip
    data["api"]["style"] = {word: form for word, form in style.items() if rng.random() < 0.5}
    if sort := rng.choice(SORTS):
        data["api"]["style"]["sort"] = sort
    data["api"]["user_path"] = rng.choice(USER_PATHS)


def look(rng: random.Random, made: Data) -> None:
    """How a resource looks where it is other than the API, and where it is, anew."""
    style: Data = {"row": rng.choice(ROWS), "deleted": rng.choice(DELETED)}
    style |= {"sort": rng.choice(SORTS), "case": rng.choice(("snake", "camel"))}
    made["style"] = {word: form for word, form in style.items() if form and rng.random() < 0.2}
    page = {word: made["page"][word] for word in ("size", "max") if word in made.get("page", ())}
    if rng.random() < 0.3:
        page["style"] = rng.choice(LISTS)
    if rng.random() < 0.3:
        page["total"] = rng.choice(("on_request", "exact", "none"))
    made["page"] = page
    move(rng, made)


def move(rng: random.Random, made: Data) -> None:
    """Another path, or none of its own; sometimes it is at the old one, too."""
    old = made.pop("path", None)
    if rng.random() < 0.4:
        made["path"] = f"/{rng.choice(('here', 'there', 'no-where'))}{rng.choice(('', '/'))}"
    made.pop("alias", None)
    if rng.random() < 0.4:
        made["alias"] = {"name": old or rng.choice(("/before", "/before/")), **OLD}


def name(rng: random.Random, made: Data) -> None:
    """Another name in JSON for a field, or none; sometimes the old one works, too."""
    field_name, given = rng.choice([*_own(made).items()])
    old = given.pop("name", field_name)
    if old == field_name or rng.random() < 0.5:
        given["name"] = rng.choice(PUBLIC)
    given.pop("alias", None)
    if rng.random() < 0.4:
        given["alias"] = {"name": old if rng.random() < 0.8 else "oldName", **OLD}


def access(rng: random.Random, made: Data) -> None:
    """What clients may do with a field."""
    given = rng.choice([*_own(made).values()])
    if "access" in given:
        del given["access"]
    else:
        given["access"] = rng.choice(ACCESS)


# Computed fields


def _expressions(field_name: str, given: Data) -> Iterator[Data]:
    """What can be worked out of a field without ever failing."""
    yield {"type": "bool", "sql": f"{field_name} is null"}
    match base(given):
        case "int" | "bigint":
            yield {"type": "bool", "sql": f"{field_name} > 3 or {field_name} < -3"}
            yield {"type": "decimal(24,1)", "sql": f"coalesce({field_name}, 0) * 1.5"}
        case "string" | "text" | "email" | "url":
            yield {"type": "int", "sql": f"length({field_name})"}
            yield {"type": "string", "sql": f"upper(left({field_name}, 9)) || ' ''%s'''"}
        case "bool":
            yield {"type": "bool", "sql": f"not {field_name}"}
        case "date" | "datetime":
            yield {"type": "bool", "sql": f"{field_name} < now()"}


def computed(rng: random.Random, made: Data) -> None:
    """Computed fields, anew, and filters by them."""
    for old in made.pop("computed", ()):
        made.get("filters", {}).pop(old, None)
    for new in COMPUTED:
        fields = _seen(made)
        able = [field_name for field_name in fields if field_name not in WORDS]
        if able and rng.random() < 0.3:
            field_name = rng.choice(able)
            declared = rng.choice([*_expressions(field_name, fields[field_name])])
            made.setdefault("computed", {})[new] = declared
            if rng.random() < 0.6:
                made.setdefault("filters", {})[new] = rng.choice((["eq"], ["ne", "is_null"]))


def _source(made: Data, declared: Data) -> tuple[str, int] | None:
    """The field that is worked with, and how."""
    for field_name, given in _seen(made).items():
        for place, found in enumerate(_expressions(field_name, given)):
            if found == declared:
                return field_name, place
    return None


# Stats


def stats(rng: random.Random, made: Data) -> None:
    """Stats, anew."""
    made.pop("stats", None)
    fields = _seen(made)
    found: Data = {}
    if rng.random() < 0.3:
        found["totals"] = {"count": True} | {
            word: chosen
            for word, kinds in (("sum", SUMMED), ("avg", SUMMED), ("min", RANGED), ("max", RANGED))
            if (chosen := [n for n, given in fields.items() if base(given) in kinds][:2])
            and rng.random() < 0.6
        }
    groups = [n for n, given in fields.items() if base(given) in GROUPED]
    if groups and rng.random() < 0.4:
        chosen = rng.sample(groups, rng.randint(1, min(2, len(groups))))
        found["by_group"] = {"group": chosen, "count": True}
    moments = [n for n, given in fields.items() if base(given) in ("date", "datetime")]
    if moments and rng.random() < 0.4:
        by = rng.choice(("day", "week", "month"))
        found["by_time"] = {"group": rng.choice(moments), "by": by, "count": True}
    if found:
        made["stats"] = found


def _fitting(made: Data, stat: Data) -> bool:
    fields = _seen(made)

    def all_are(names: Any, kinds: tuple[str, ...]) -> bool:
        listed = [names] if isinstance(names, str) else names
        return all(n in fields and base(fields[n]) in kinds for n in listed)

    groups = ("date", "datetime") if "by" in stat else GROUPED
    return all(
        all_are(stat.get(word, ()), kinds)
        for word, kinds in (
            ("group", groups), ("sum", SUMMED), ("avg", SUMMED), ("min", RANGED), ("max", RANGED),
        )
    )  # fmt: skip


# Actions


def actions(rng: random.Random, made: Data) -> None:
    """Actions, anew."""
    made.pop("actions", None)
    own = _own(made)
    makers: tuple[Callable[..., Data | None], ...] = (_toggle, _set, _count, _give, _give_or_toggle)
    found: Data = {}
    for maker in makers:
        if rng.random() < 0.25 and (action := maker(rng, own)):
            if rng.random() < 0.4 and (states := _states(rng, own)):
                action["when"] = states
            if rng.random() < 0.3:
                action["method"] = rng.choice(("PUT", "PATCH"))
            if rng.random() < 0.2:
                action["path"] = f"/{maker.__name__.strip('_')}-it"
            found[maker.__name__.strip("_")] = action
    if found:
        made["actions"] = found


def _named(rng: random.Random, fields: dict[str, Data], able: Callable[[Data], bool]) -> str | None:
    found = [n for n, given in fields.items() if able(given)]
    return rng.choice(found) if found else None


def toggles(given: Data) -> bool:
    """Whether a field can be turned over."""
    return base(given) == "bool" and not nullable(given)


def _counts(given: Data) -> bool:
    return base(given) in ("int", "bigint") and not nullable(given) and shown(given)


def _plain(given: Data) -> bool:
    return "access" not in given


def _toggle(rng: random.Random, own: dict[str, Data]) -> Data | None:
    found = _named(rng, own, toggles)
    return None if found is None else {"toggle": found}


def _set(rng: random.Random, own: dict[str, Data]) -> Data | None:
    found = _named(rng, own, lambda given: base(given) not in UNSET)
    if found is None:
        return None
    given = own[found]
    if nullable(given) and rng.random() < 0.3:
        return {"set": {found: None}}
    return {"set": {found: "now" if base(given) == "datetime" else value(rng, given)}}


def _count(rng: random.Random, own: dict[str, Data]) -> Data | None:
    found = _named(rng, own, _counts)
    return None if found is None else {"increment": {found: rng.choice((-1, 1, 3))}}


def _give(rng: random.Random, own: dict[str, Data]) -> Data | None:
    found = _named(rng, own, _plain)
    return None if found is None else {"body": [found]}


def _give_or_toggle(rng: random.Random, own: dict[str, Data]) -> Data | None:
    found = _named(rng, own, lambda given: toggles(given) and _plain(given))
    return None if found is None else {"toggle": found, "body": [found], "method": "PATCH"}


def _states(rng: random.Random, own: dict[str, Data]) -> Data | None:
    found = _named(rng, own, lambda given: shown(given) and base(given) in STATES)
    if found is None:
        return None
    given = own[found]
    states = {str(state): state for state in (value(rng, given), value(rng, given))}
    return {found: [*states.values(), *([None] if nullable(given) else [])]}


def _works(made: Data, action: Data) -> bool:
    """Whether the fields still allow an action."""
    own = _own(made)
    named = [action.get("toggle"), *action.get("body", ())]
    named += [*action.get("set", ()), *action.get("increment", ()), *action.get("when", ())]
    if not all(n is None or n in own for n in named):
        return False
    if "toggle" in action and not toggles(own[action["toggle"]]):
        return False
    if not all(_plain(own[n]) for n in action.get("body", ())):
        return False
    if not all(_counts(own[n]) for n in action.get("increment", ())):
        return False
    for n, new in action.get("set", {}).items():
        if new == "now" and base(own[n]) == "datetime":
            continue
        if not (nullable(own[n]) if new is None else _suits(own[n], new)):
            return False
    return all(
        shown(own[n])
        and base(own[n]) in STATES
        and all(nullable(own[n]) if s is None else _suits(own[n], s) for s in states)
        for n, states in action.get("when", {}).items()
    )


def _suits(given: Data, wanted: Any) -> bool:
    if isinstance(wanted, int) and base(given) in ("int", "bigint"):
        low, high = limits(given)
        return not isinstance(wanted, bool) and low <= wanted <= high
    return base(given) not in UNSET and obeys(given, wanted)


# What edits of fields do to all this


def renamed(made: Data, before: Data, now: Callable[[str], str]) -> None:
    """Follows fields to their new names; `before` is the resource as it was."""
    for word in ("group", "sum", "avg", "min", "max"):
        for stat in made.get("stats", {}).values():
            if word in stat:
                named = stat[word]
                stat[word] = now(named) if isinstance(named, str) else [*map(now, named)]
    for action in made.get("actions", {}).values():
        if "toggle" in action:
            action["toggle"] = now(action["toggle"])
        if "body" in action:
            action["body"] = [*map(now, action["body"])]
        for word in ("set", "increment", "when"):
            if word in action:
                action[word] = {now(n): v for n, v in action[word].items()}
    for new, declared in made.get("computed", {}).items():
        found = _source(before, declared)
        if found is not None:
            field_name, place = now(found[0]), found[1]
            if field_name in WORDS:
                continue
            made["computed"][new] = [*_expressions(field_name, made["fields"][field_name])][place]


def tidy(data: Data) -> None:
    """Takes out what the fields, or the forms, don't allow any more."""
    paths: set[str] = set()
    for made in data["resources"].values():
        _tidy_fields(made)
        for word in ("path", "alias"):
            at = made.get(word)
            path = at["name"] if isinstance(at, dict) else at
            if path is not None and path.strip("/") in paths:
                del made[word]
            elif path is not None:
                paths.add(path.strip("/"))
        if made.get("alias", {}).get("name") == made.get("path"):
            made.pop("alias", None)
        if "sort" not in made:
            made.get("style", {}).pop("sort", None)
        page = made.get("page", {})
        form = page.get("style", data["api"].get("style", {}).get("list", "array"))
        if form == "envelope" or "$total" in str(form):
            made["page"] = {w: v for w, v in page.items() if (w, v) != ("total", "none")}
        for word, stays in (("computed", _source), ("stats", _fitting), ("actions", _works)):
            found = {n: one for n, one in made.pop(word, {}).items() if stays(made, one)}
            if found:
                made[word] = found


def _tidy_fields(made: Data) -> None:
    taken: set[str] = set()
    for given in made["fields"].values():
        if given.get("access") in ("read_only", "hidden") and given.get("required"):
            del given["access"]
        if "access" in given:
            given.pop("alias", None)
        if not shown(given):
            given.pop("unique", None)
        if given.get("access") == "hidden":
            given.pop("name", None)
        public = given.get("name")
        if public in taken:
            given.pop("name")
        elif public is not None:
            taken.add(public)
        old = given.get("alias", {}).get("name")
        if old in taken or old in made["fields"]:
            given.pop("alias", None)
        elif old is not None:
            taken.add(old)
