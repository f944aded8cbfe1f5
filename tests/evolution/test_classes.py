"""What each change of the design's table, and of its neighbours, means for database and clients."""

from dataclasses import dataclass, field

import pytest

from generator.evolve.changes import Change
from generator.evolve.rules import ORDER, RULES, Class
from tests.evolving import edited, evolution

BASE = """\
spec: 1
api: {title: Notes, version: "1", cors: ["http://a.test"]}
auth: {jwt: secret, user: sub, users: none}
resources:
  Note:
    owner: user_id
    fields:
      id: {type: uuid, key: true}
      title: {type: string, required: true, min: 1, max: 200, example: Buy milk}
      body: {type: text, max: 1000}
      code: {type: string, pattern: "^[a-z]+$", example: abc}
      done: {type: bool, default: false}
      stars: {type: int, default: 3, min: 1, max: 5}
      size: {type: int}
      large: {type: bigint}
      price: {type: "decimal(8,2)"}
      ratio: {type: float, required: true}
      day: {type: date}
      state: {type: enum, values: [open, done, dropped]}
      made_at: {type: datetime, set: on_create}
    filters:
      view: {default: all, choices: {all: {}, open: {done: false}}}
      state: [eq, in]
    search: [title]
    sort: {keys: {made: -made_at, title: title}, default: made}
    page: {size: 20, max: 100, total: on_request}
    routes: [list, create, read, update, delete]
    update: {put: replace, patch: true}
    actions: {finish: {toggle: done}}
  Tag:
    owner: user_id
    fields:
      id: {type: int, key: true}
      name: {type: text}
"""
TAG = BASE[BASE.index("  Tag:") :]
DAY = "      day: {type: date}\n"


@dataclass(frozen=True)
class Row:
    """A change: a part of the base that becomes another, or several."""

    what: str
    edits: dict[str, str]
    # The rules that it falls under, and the worst that they say.
    rules: set[str]
    database: Class | None
    clients: Class | None
    # What the design's table says of it, where it has a line of its own.
    design: Class | None = None
    # Codes of problems besides that consent is missing.
    codes: set[str] = field(default_factory=set)


def one(
    what: str,
    old: str,
    new: str,
    rules: str,
    database: Class | None,
    clients: Class | None,
    design: Class | None = None,
    codes: str = "",
) -> Row:
    return Row(what, {old: new}, {*rules.split()}, database, clients, design, {*codes.split()})


S, G, B, X, R = ORDER
ROWS = (
    # What comes.
    one("resource added", TAG, TAG + TAG.replace("Tag", "Mark"), "add_resource", S, S, S),
    one("nullable field", DAY, DAY + "      a: {type: text}\n", "add_field", S, S, S),
    one(
        "field with default", DAY, DAY + "      a: {type: int, default: 1}\n", "add_field", S, S, S
    ),
    one("stamp", DAY, DAY + "      a: {type: datetime, set: on_update}\n", "add_field", S, S),
    one(
        "required field",
        *(DAY, DAY + "      a: {type: int, required: true}\n"),
        *("add_required_field", G, B, B, "E703"),
    ),
    one(
        "required field with backfill",
        *(DAY, DAY + "      a: {type: int, required: true, backfill: 1}\n"),
        *("add_required_field", G, B),
    ),
    # Types and bounds.
    one("longer string", "max: 200", "max: 300", "loosen_max", S, S, S),
    one("shorter minimum", "min: 1, max: 200", "max: 200", "loosen_min", S, S, S),
    one("more precision", '"decimal(8,2)"', '"decimal(9,2)"', "widen_precision", S, S, S),
    one("string to text", "{type: string, required", "{type: text, required", "", None, None),
    one("text to string", "{type: text, max: 1000}", "{type: string}", "tighten_max", B, B, B),
    one("no maximum", ", min: 1, max: 5", ", min: 1", "loosen_max", S, S, S),
    one("no minimum", ", min: 1, max: 5", ", max: 5", "loosen_min", S, S, S),
    one("smaller minimum", "min: 1, max: 5", "min: 0, max: 5", "loosen_min", S, S, S),
    one("larger minimum", "min: 1, max: 5", "min: 2, max: 5", "tighten_min", B, B, B),
    one("smaller maximum", "min: 1, max: 5", "min: 1, max: 4", "tighten_max", B, B, B),
    one("shortened", "max: 200", "max: 100", "tighten_max", B, B, B),
    one("more scale", '"decimal(8,2)"', '"decimal(9,3)"', "widen_type", G, S, G),
    one("less precision", '"decimal(8,2)"', '"decimal(7,2)"', "narrow_type", B, B, B),
    one("less scale", '"decimal(8,2)"', '"decimal(8,1)"', "narrow_type", B, B, B),
    one(
        "int to bigint", "size: {type: int}", "size: {type: bigint}", "widen_type_as_text", G, B, G
    ),
    one("int to float", "size: {type: int}", "size: {type: float}", "widen_type", G, S, G),
    one(
        "int to decimal",
        *("size: {type: int}", 'size: {type: "decimal(12,2)"}', "widen_type_as_text", G, B, G),
    ),
    one(
        "int to a decimal too small",
        *("size: {type: int}", 'size: {type: "decimal(10,2)"}', "narrow_type", B, B, B),
    ),
    one("int to text", "size: {type: int}", "size: {type: text}", "widen_type_as_text", G, B, G),
    one(
        "int to a short text",
        *("size: {type: int}", "size: {type: text, max: 5}", "widen_type_as_text tighten_max"),
        *(B, B, B),
    ),
    one(
        "int to a text with a pattern",
        *("size: {type: int}", "size: {type: text, pattern: '^[0-9]+$', example: '1'}"),
        *("widen_type_as_text add_pattern document", B, B, B),
    ),
    one("bigint to text", "large: {type: bigint}", "large: {type: text}", "widen_type", G, S, G),
    one("bigint to int", "large: {type: bigint}", "large: {type: int}", "narrow_type", B, B, B),
    one("date to datetime", "{type: date}", "{type: datetime}", "widen_type_as_text", G, B, G),
    one("date to text", "{type: date}", "{type: text}", "widen_type", G, S, G),
    one("text to int", "{type: text, max: 1000}", "{type: int}", "change_type", R, R, None, "E704"),
    one(
        "float to int",
        "ratio: {type: float",
        "ratio: {type: int",
        "change_type",
        R,
        R,
        None,
        "E704",
    ),
    one("date to bool", "{type: date}", "{type: bool}", "change_type", R, R, None, "E704"),
    one("pattern tightened", "^[a-z]+$", "^[a-c]+$", "change_pattern", B, B, B),
    one(
        "pattern added",
        "body: {type: text",
        "body: {type: text, pattern: ., example: a",
        "add_pattern document",
        B,
        B,
        B,
    ),
    one(
        "pattern removed",
        ', pattern: "^[a-z]+$", example: abc',
        "",
        "remove_pattern document",
        S,
        S,
        S,
    ),
    # Null and defaults.
    one(
        "nullable to required",
        "{type: date}",
        "{type: date, required: true}",
        "require_field",
        G,
        B,
        G,
    ),
    one(
        "nullable to default",
        *("{type: date}", '{type: date, default: "2030-01-01"}', "require_field add_default", G, B),
    ),
    one("required to nullable", "float, required: true", "float", "allow_null", G, S, G),
    one("required to default", "float, required: true", "float, default: 1.5", "add_default", S, S),
    one("default to required", "int, default: 3", "int, required: true", "remove_default", S, B),
    one("default to nullable", "int, default: 3,", "int,", "remove_default allow_null", G, B),
    one("another default", "default: 3", "default: 4", "change_default", S, B),
    # Names.
    one("field renamed", "body: {", "text: {was: body, ", "rename_field", G, B, G),
    one("field renamed, unsaid", "body: {", "text: {", "remove_field add_field", B, B, B),
    one(
        "resource renamed",
        "  Tag:\n",
        "  Mark:\n    was: Tag\n",
        "rename_resource move_path",
        G,
        B,
        G,
    ),
    one(
        "resource renamed, unsaid", "  Tag:\n", "  Mark:\n", "remove_resource add_resource", B, B, B
    ),
    one(
        "plural",
        "  Tag:\n",
        "  Tag:\n    plural: marks\n    path: /tags\n",
        "rename_table",
        G,
        None,
    ),
    one("path", "  Tag:\n", "  Tag:\n    path: /marks\n", "move_path", None, B),
    # What goes.
    one("field removed", "      body: {type: text, max: 1000}\n", "", "remove_field", B, B, B),
    one("resource removed", TAG, "", "remove_resource", B, B, B),
    # Enums.
    one("value added", "done, dropped]", "done, dropped, late]", "add_value", S, S, S),
    one("value removed", "[open, done, dropped]", "[open, done]", "remove_value", B, B, B),
    one(
        "value renamed",
        *("done, dropped]", "done, gone], was: {values: {dropped: gone}}", "rename_value", G, B),
    ),
    one("values in another order", "[open, done", "[done, open", "reorder_values", S, S),
    one("enum to text", "enum, values: [open, done, dropped]", "string", "release_values", S, S),
    one(
        "text to enum",
        *("{type: text, max: 1000}", "{type: enum, values: [a, b]}", "restrict_values", B, B),
    ),
    # Indexes, and what makes them.
    one(
        "filter, index added",
        "state: [eq, in]",
        "state: [eq, in]\n      day: [gte]",
        "add_filter add_index",
        S,
        S,
        S,
    ),
    one("filter added", "state: [eq, in]", "state: [eq, in, ne]", "add_filter", None, S),
    one(
        "filter, index dropped",
        "      state: [eq, in]\n",
        "",
        "remove_filter remove_index",
        S,
        B,
        B,
    ),
    one("filter dropped", "state: [eq, in]", "state: [eq]", "remove_filter", None, B, B),
    one(
        "choice added",
        "open: {done: false}}",
        "open: {done: false}, done: {done: true}}",
        "add_choice",
        None,
        S,
    ),
    one("choice dropped", ", open: {done: false}", "", "remove_choice remove_index", S, B, B),
    one("choice changed", "{done: false}}", "{done: true}}", "change_choice", None, B),
    one("choice unasked", "default: all", "default: open", "change_choice_default", None, B),
    one("search added", TAG, TAG + "    search: [name]\n", "add_search add_index", G, S),
    one("search dropped", "    search: [title]\n", "", "remove_search", S, B, B),
    one("search of other fields", "[title]\n", "[title, body]\n", "change_search", G, S),
    one(
        "sort added", "title: title}", "title: title, stars: stars}", "add_sort add_index", S, S, S
    ),
    one("sort dropped", ", title: title}", "}", "remove_sort remove_index", S, B, B),
    one("sort turned round", "made: -made_at", "made: made_at", "change_sort", None, B),
    one("sort unasked", "default: made}", "default: title}", "change_default_sort", None, B),
    # Pages, routes, actions.
    one("page maximum lowered", "max: 100,", "max: 50,", "lower_page_max", None, B, B),
    one("page maximum raised", "max: 100,", "max: 200,", "raise_page_max", None, S),
    one("page size lowered", "size: 20", "size: 10", "lower_page_size", None, B),
    one("page size raised", "size: 20", "size: 30", "raise_page_size", None, S),
    one("no total", "total: on_request", "total: none", "remove_total", None, B),
    one("route dropped", ", delete]", "]", "remove_route", None, B, B),
    one("put dropped", "put: replace", "put: off", "remove_route", None, B, B),
    one("patch dropped", "patch: true", "patch: false", "remove_route", None, B, B),
    one("put changed", "put: replace", "put: partial", "change_put", None, B),
    one(
        "action added",
        "finish: {toggle: done}",
        "finish: {toggle: done}, turn: {toggle: done}",
        "add_action",
        None,
        S,
    ),
    one(
        "action dropped", "    actions: {finish: {toggle: done}}\n", "", "remove_action", None, B, B
    ),
    one(
        "action's method", "toggle: done}", "toggle: done, method: PATCH}", "change_action", None, B
    ),
    one("action's path", "toggle: done}", "toggle: done, path: /end}", "change_action", None, B),
    one("action's effect", "{toggle: done}", "{set: {done: true}}", "change_action", None, B),
    one(
        "action for one state",
        *("toggle: done}", "toggle: done, when: {state: open}}", "tighten_action", None, B),
    ),
    # Who sees what, and the API as a whole.
    one(
        "writable",
        "datetime, set: on_create",
        "datetime, required: true",
        "make_writable remove_default",
        S,
        B,
    ),
    one("stamped later", "set: on_create", "set: on_update", "change_stamp", S, S),
    one("blanks kept", "text, max: 1000", "text, max: 1000, trim: false", "change_trim", None, S),
    one(
        "owner column",
        "Tag:\n    owner: user_id",
        "Tag:\n    owner: keeper",
        "change_owner",
        R,
        R,
        R,
        "E704",
    ),
    one("key type", "id: {type: int, key", "id: {type: bigint, key", "change_key", R, R, R, "E704"),
    one("another key", "id: {type: int, key", "nr: {type: int, key", "change_key", R, R, R, "E704"),
    one("key renamed", "id: {type: int, key", "nr: {was: id, type: int, key", "rename_field", G, B),
    one("user's claim", "user: sub", "user: email", "change_user_claim", None, X),
    one("another claim, too", "user: sub", "user: [sub, email]", "change_user_claim", None, X),
    one("roles' claim", "user: sub", "user: sub, roles: groups", "change_role_claim", None, X),
    one("kind of token", "jwt: secret", "jwt: jwks", "change_tokens", None, B),
    one(
        "403 for foreign rows",
        'version: "1"',
        'version: "1", errors: {foreign: 403}',
        "reveal_foreign",
        None,
        X,
        X,
    ),
    one(
        "status of mistakes",
        'version: "1"',
        'version: "1", errors: {validation: 400}',
        "change_validation_status",
        None,
        B,
    ),
    one("users kept", "users: none", "users: provision", "add_users add_owner_reference", G, None),
    one(
        "users of another system",
        "users: none",
        "users: {table: person}",
        "add_owner_reference",
        G,
        None,
        G,
    ),
    one(
        "origin added", '"http://a.test"', '"http://a.test", "http://b.test"', "add_origin", None, S
    ),
    one("origin dropped", '"http://a.test"', "", "remove_origin", None, B),
    one("prefix", 'version: "1"', 'version: "1", prefix: /v1', "move_api", None, B),
    one("title", "title: Notes", "title: Other notes", "document", None, S),
    one("example", "Buy milk", "Sell milk", "document", None, S),
)


def worst(found: list[Class | None]) -> Class | None:
    return max((given for given in found if given is not None), key=ORDER.index, default=None)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_class(row: Row) -> None:
    found = evolution(BASE, edited(BASE, row.edits))
    rules = [RULES[change.rule] for change in found.changes]
    assert {rule.id for rule in rules} == row.rules
    assert worst([rule.database for rule in rules]) == row.database
    assert worst([rule.clients for rule in rules]) == row.clients
    assert {problem.code for problem in found.problems} - {"E702"} == row.codes
    assert any(problem.code == "E702" for problem in found.problems) == any(
        map(asks, found.changes)
    )
    assert row.design is None or row.design in (row.database, row.clients)


def asks(change: Change) -> bool:
    """Whether consent is what a change needs."""
    return change.needs_consent and change.by_hand is None
