"""Projects: what the spec says of them."""

import datetime as dt
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from uuid import UUID

import httpx
import pytest

from ..resources.projects import policy
from .parents import KINDS, Own
from .sessions import Sessions
from .support import (
    ODD_TEXTS,
    ODD_VALUES,
    OPERATORS,
    By,
    Client,
    Declared,
    Row,
    User,
    assert_answered,
    assert_invalid,
    assert_problem,
    truth,
    with_odd,
)

PATH = "/api/projects"
KEY = "id"
MISSING = "/api/projects/0197a3c4-0000-7000-8000-000000000000"
FIELDS = ["id", "user_id", "name", "archived", "created_at", "tasks_count"]

# Bodies that create a row each.
EXAMPLES: list[dict[str, Any]] = [
    {"name": "Home", "archived": False},
    {"name": "Home 2", "archived": True},
    {"name": "Home 3", "archived": False},
]
# The shortest body, and what the other fields have then.
SHORTEST: dict[str, Any] = {"name": "Home"}
DEFAULTS: dict[str, Any] = {"archived": False}
# Other values than in the first example.
CHANGED: dict[str, Any] = {"name": "alpha", "archived": True}
# What clients may not send.
READ_ONLY: dict[str, Any] = {
    "id": "0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071",
    "user_id": "somebody",
    "created_at": "2030-01-31T09:00:00Z",
    "tasks_count": 1,
}
# What changes with every change.
TOUCHED: set[str] = set()

# Every route about one row: the method, what follows the key, and a body.
ROW_ROUTES: list[tuple[str, str, dict[str, Any] | None]] = [
    ("GET", "", None),
    ("PUT", "", CHANGED),
    ("PATCH", "", CHANGED),
    ("PATCH", "", {}),
    ("DELETE", "", None),
]

# What the spec says of the fields, and of lists.
DECLARED = Declared(
    key=KEY,
    types={
        "id": UUID,
        "archived": truth,
        "created_at": dt.datetime.fromisoformat,
        "tasks_count": int,
    },
    filters={
        "archived": ("archived", "eq"),
    },
    choices={},
    default_choices={},
    sorts={
        "name": By("name", rank=str.lower),
        "created": By("created_at", descending=True),
    },
    default_sort="name",
)


# Smaller ones are those of the examples.
NUMBERS = cycle(range(100, 1000))


def fresh() -> dict[str, Any]:
    """Values that no other row of a user has."""
    number = next(NUMBERS)
    return {
        "name": f"Home {number}",
    }


def own(row: Row) -> dict[str, Any]:
    """Those that a row has."""
    return {name: row[name] for name in ["name"]}


def make(user: User, **fields: Any) -> Row:
    """A row of this user's, made from the first example."""
    response = user.post(PATH, json={**EXAMPLES[0], **fresh(), **fields})
    assert response.status_code == 201, response.text
    row: Row = response.json()
    return row


def path_of(row: Row) -> str:
    """The address of a row."""
    return f"{PATH}/{row[KEY]}"


def found(user: User, row: Row) -> Row | None:
    """The row as it is now; None where there is none."""
    response = user.get(path_of(row))
    if response.status_code == 404:
        return None
    assert response.status_code == 200, response.text
    now: Row = response.json()
    return now


def assert_has(row: Row, fields: Mapping[str, Any]) -> None:
    """The row has these values, however they are written."""
    for name, value in fields.items():
        assert DECLARED.same(name, row[name], value), f"{name}: {row[name]!r}, not {value!r}"


# Creating.


@pytest.mark.parametrize("body", EXAMPLES)
def test_create(alice: User, body: dict[str, Any]) -> None:
    response = alice.post(PATH, json=body)
    assert response.status_code == 201, response.text
    row = response.json()
    assert_has(row, body)
    assert row["user_id"] == alice.id
    assert response.headers["location"] == path_of(row)
    read = alice.get(response.headers["location"])
    assert read.status_code == 200
    assert read.json() == row
    assert alice.get(PATH).json() == [row]


def test_create_gives_defaults(alice: User) -> None:
    response = alice.post(PATH, json=SHORTEST)
    assert response.status_code == 201, response.text
    assert_has(response.json(), {**SHORTEST, **DEFAULTS})


def test_rows_have_keys_of_their_own(alice: User) -> None:
    assert len({make(alice)[KEY] for _ in range(5)}) == 5


@pytest.mark.parametrize("name", ["name"])
def test_create_needs(alice: User, name: str) -> None:
    body = {field: value for field, value in EXAMPLES[0].items() if field != name}
    assert_invalid(alice.post(PATH, json=body), name)


# What may be sent.


def assert_refused(user: User, change: Mapping[str, Any], field: str, says: str = "") -> None:
    """No route that takes a body takes this one, and nothing changes."""
    assert_invalid(user.post(PATH, json={**EXAMPLES[0], **change}), field, says)
    row = make(user)
    before = found(user, row)
    assert_invalid(user.patch(path_of(row), json={**change}), field, says)
    assert_invalid(user.put(path_of(row), json={**CHANGED, **change}), field, says)
    assert found(user, row) == before


ACCEPTED: list[tuple[str, Any]] = [
    ("name", "x"),
    ("name", "x" * 100),
    ("archived", True),
    ("archived", False),
]


@pytest.mark.parametrize(("name", "value"), ACCEPTED)
def test_value_is_accepted(new_user: Callable[[str], User], name: str, value: Any) -> None:
    alice = new_user("alice")
    assert_has(make(alice, **{name: value}), {name: value})
    alice = new_user("alice")
    row = make(alice)
    response = alice.patch(path_of(row), json={name: value})
    assert response.status_code == 200, response.text
    assert_has(response.json(), {name: value})
    alice = new_user("alice")
    other = make(alice)
    response = alice.put(path_of(other), json={**CHANGED, name: value})
    assert response.status_code == 200, response.text
    assert_has(response.json(), {name: value})


REFUSED: list[tuple[str, Any]] = [
    ("name", ""),
    ("name", "   "),
    ("name", "x" * 101),
    ("name", 5),
    ("name", True),
    ("name", "a\x00b"),
    ("name", None),
    ("archived", "true"),
    ("archived", 1),
    ("archived", None),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_value_is_refused(alice: User, name: str, value: Any) -> None:
    assert_refused(alice, {name: value}, name)


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("name", " Home ", "Home"),
    ],
)
def test_blanks_around_a_text(
    new_user: Callable[[str], User], name: str, value: str, stored: str
) -> None:
    alice = new_user("alice")
    assert make(alice, **{name: value})[name] == stored
    alice = new_user("alice")
    row = make(alice)
    response = alice.patch(path_of(row), json={name: value})
    assert response.json()[name] == stored
    alice = new_user("alice")
    other = make(alice)
    response = alice.put(path_of(other), json={**CHANGED, name: value})
    assert response.json()[name] == stored


def test_unknown_field_is_refused(alice: User) -> None:
    assert_refused(alice, {"colour": "red"}, "colour")
    assert_refused(alice, {"archivedx": None}, "archivedx", says="did you mean ")


@pytest.mark.parametrize(("name", "value"), READ_ONLY.items())
def test_read_only_field_is_refused(alice: User, bob: User, name: str, value: Any) -> None:
    assert_refused(alice, {name: value}, name, says="is read-only")
    assert_refused(alice, {name: make(bob)[name]}, name, says="is read-only")


@pytest.mark.parametrize("odd", ODD_VALUES)
def test_odd_body(alice: User, odd: str) -> None:
    assert_answered(alice.send_text("POST", PATH, ODD_VALUES[odd]), odd)
    path = path_of(make(alice))
    assert_answered(alice.send_text("PATCH", path, ODD_VALUES[odd]), odd)
    assert_answered(alice.send_text("PUT", path, ODD_VALUES[odd]), odd)


@pytest.mark.parametrize("name", FIELDS)
def test_odd_values(alice: User, name: str) -> None:
    path = path_of(make(alice))
    for what, odd in ODD_VALUES.items():
        assert_answered(alice.send_text("POST", PATH, with_odd(EXAMPLES[0], name, odd)), what)
        assert_answered(alice.send_text("PATCH", path, with_odd({}, name, odd)), what)
        assert_answered(alice.send_text("PUT", path, with_odd(CHANGED, name, odd)), what)
    # Whatever was accepted can be shown.
    assert_answered(alice.get(PATH), "list")


# What only one row may have.


@pytest.mark.parametrize("names", [("name",)])
def test_values_are_taken(alice: User, bob: User, names: tuple[str, ...]) -> None:
    row = make(alice, **{name: EXAMPLES[0][name] for name in names})
    same = {name: EXAMPLES[0][name] for name in names}
    refusals = [alice.post(PATH, json={**EXAMPLES[0], **fresh(), **same})]
    other = make(alice)
    before = found(alice, other)
    refusals += [
        alice.patch(path_of(other), json=same),
        alice.put(path_of(other), json={**CHANGED, **same}),
    ]
    assert alice.patch(path_of(row), json=same).status_code == 200
    assert found(alice, other) == before
    for refused in refusals:
        for name in names:
            assert_problem(refused, 409, field=name, says="is taken")
    # What others have is taken from nobody.
    make(bob, **same)
    assert len(alice.all_rows(PATH)) == 2


@pytest.mark.parametrize("names", [("name",)])
def test_one_of_eight_gets_a_value(alice: User, names: tuple[str, ...]) -> None:
    same = {name: EXAMPLES[0][name] for name in names}
    bodies = [{**EXAMPLES[0], **fresh(), **same} for _ in range(8)]
    responses = alice.together([("POST", PATH, {"json": body}) for body in bodies])
    assert sorted(response.status_code for response in responses) == [201] + [409] * 7


# Reading.


def test_read(alice: User) -> None:
    row = make(alice)
    response = alice.get(path_of(row))
    assert response.status_code == 200
    assert response.json()[KEY] == row[KEY]
    assert_has(response.json(), {**EXAMPLES[0], **own(row)})


# Changing.


def assert_same(row: Row, other: Row, *, but: set[str]) -> None:
    """The rows differ in nothing but these fields and what changes with every change."""
    for name in row.keys() - but - TOUCHED:
        assert other[name] == row[name], name


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("name", CHANGED)
def test_change_of_one_field_keeps_the_others(alice: User, name: str, method: str) -> None:
    row = make(alice)
    response = alice.request(method, path_of(row), json={name: CHANGED[name]})
    assert response.status_code == 200, response.text
    assert_has(response.json(), {name: CHANGED[name]})
    assert_same(row, response.json(), but={name})
    for touched in TOUCHED:
        assert response.json()[touched] > row[touched]
    assert found(alice, row) == response.json()


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_change_of_all_fields(alice: User, method: str) -> None:
    row = make(alice)
    response = alice.request(method, path_of(row), json=CHANGED)
    assert response.status_code == 200, response.text
    assert_has(response.json(), CHANGED)
    assert_same(row, response.json(), but=set(CHANGED))


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_empty_change_changes_nothing(alice: User, method: str) -> None:
    row = make(alice)
    before = found(alice, row)
    response = alice.request(method, path_of(row), json={})
    assert response.status_code == 200
    assert response.json() == row
    assert found(alice, row) == before


# Deleting.


def test_delete(alice: User) -> None:
    row, other = make(alice), make(alice)
    before = found(alice, other)
    response = alice.delete(path_of(row))
    assert response.status_code == 204
    assert not response.content
    assert found(alice, row) is None
    assert found(alice, other) == before
    for method, suffix, body in ROW_ROUTES:
        assert_problem(alice.request(method, path_of(row) + suffix, json=body), 404)
    assert keys(alice) == DECLARED.expected([other])


# Lists.

# Rows that differ in all that filters and sorts can tell, with ties and nulls.
SAMPLES: list[dict[str, Any]] = [
    {"name": "Home 0", "archived": False},
    {"name": "Home 1", "archived": True},
    {"name": "Home 2", "archived": False},
    {"name": "Home 3", "archived": True},
    {"name": "Home 4", "archived": False},
    {"name": "Home 5", "archived": True},
    {"name": "Home 6", "archived": False},
]


@dataclass(frozen=True)
class Samples:
    """The sample rows, and whose they are."""

    user: User
    rows: list[Row]


@pytest.fixture(scope="module")
def samples(new_user: Callable[[str], User]) -> Samples:
    """The sample rows; no test changes them."""
    user = new_user("samples")
    return Samples(user, [make(user, **fields) for fields in SAMPLES])


def keys(user: User, **parameters: Any) -> list[str]:
    """The keys of the rows that a list shows, over all its pages."""
    return DECLARED.keys(user.all_rows(PATH, **parameters))


def test_list(samples: Samples) -> None:
    assert keys(samples.user) == DECLARED.expected(samples.rows)
    # What a row tells of others may have changed since it was made.
    for row in samples.user.all_rows(PATH):
        assert row == found(samples.user, row)


def test_list_without_rows(alice: User) -> None:
    response = alice.get(PATH)
    assert response.status_code == 200
    assert response.json() == []
    assert not response.links.keys() & {"first", "prev", "next"}


@pytest.mark.parametrize("parameter", DECLARED.filters)
def test_filter(samples: Samples, bob: User, parameter: str) -> None:
    for asked in DECLARED.askable(samples.rows, parameter):
        expected = DECLARED.expected(samples.rows, **{parameter: asked})
        assert keys(samples.user, **{parameter: asked}) == expected, asked
        assert keys(bob, **{parameter: asked}) == []


def test_filters_together(samples: Samples) -> None:
    asked: dict[str, str] = {}
    for parameter in DECLARED.filters:
        asked[parameter] = DECLARED.askable(samples.rows, parameter)[0]
        assert keys(samples.user, **asked) == DECLARED.expected(samples.rows, **asked)


@pytest.mark.parametrize(
    "sort",
    [
        "name",
        "-name",
        "created",
        "-created",
        "created,-name",
        "-name,created",
        "name,-created",
        "-created,name",
    ],
)
def test_sort(samples: Samples, bob: User, sort: str) -> None:
    assert keys(samples.user, sort=sort) == DECLARED.expected(samples.rows, sort=sort)
    assert keys(bob, sort=sort) == []


def test_sort_repeated(samples: Samples) -> None:
    asked = ["name", "-created"]
    assert keys(samples.user, sort=asked) == DECLARED.expected(samples.rows, sort=",".join(asked))


@pytest.mark.parametrize("sort", ["", "nonsense", "--name", "name,name,name,name"])
def test_sort_is_refused(alice: User, sort: str) -> None:
    assert_invalid(alice.get(PATH, params={"sort": sort}), "sort")


# Pages.


def test_pages(samples: Samples) -> None:
    every = DECLARED.expected(samples.rows)
    limit = 2
    for offset in range(0, len(every) + 1, limit):
        response = samples.user.get(PATH, params={"limit": limit, "offset": offset})
        assert DECLARED.keys(response.json()) == every[offset : offset + limit]
        assert ("next" in response.links) is (offset + limit < len(every))
        assert ("prev" in response.links) is (offset > 0)
        assert ("first" in response.links) is (offset > 0)
        if offset:
            previous = samples.user.get(response.links["prev"]["url"]).json()
            assert DECLARED.keys(previous) == every[max(0, offset - limit) : offset]
            first = samples.user.get(response.links["first"]["url"]).json()
            assert DECLARED.keys(first) == every[:limit]
    # What was asked for holds on every page.
    for question in DECLARED.questions(samples.rows):
        sort = "-created,name"
        expected = DECLARED.expected(samples.rows, **question, sort=sort)
        assert keys(samples.user, limit=limit, sort=sort, **question) == expected


# Pages by cursor.


@pytest.mark.parametrize(
    "sort",
    [
        "name",
        "-name",
        "created",
        "-created",
        "created,-name",
        "-name,created",
        "name,-created",
        "-created,name",
    ],
)
def test_cursor(samples: Samples, bob: User, sort: str) -> None:
    found = keys(samples.user, cursor="", limit=2, sort=sort)
    assert found == DECLARED.expected(samples.rows, sort=sort)
    assert keys(bob, cursor="", sort=sort) == []


def test_cursor_with_filters(samples: Samples) -> None:
    for question in DECLARED.questions(samples.rows):
        expected = DECLARED.expected(samples.rows, **question)
        assert keys(samples.user, cursor="", limit=2, **question) == expected


def second_page(user: User) -> str:
    """The cursor of a list's second page."""
    response = user.get(PATH, params={"cursor": "", "limit": 1})
    return httpx.URL(response.links["next"]["url"]).params["cursor"]


def test_cursor_leads_back_to_the_first_page(samples: Samples) -> None:
    cursor = second_page(samples.user)
    response = samples.user.get(PATH, params={"cursor": cursor, "limit": 1})
    first = samples.user.get(response.links["first"]["url"])
    assert first.json() == samples.user.get(PATH, params={"limit": 1}).json()


def test_cursor_of_another_list_is_refused(samples: Samples, alice: User) -> None:
    cursor = second_page(samples.user)
    for sort in ("name", "-name", "created", "-created"):
        if sort != "name":
            response = alice.get(PATH, params={"cursor": cursor, "sort": sort})
            assert_invalid(response, "cursor", says="another sort or other filters")
    for question in DECLARED.questions(samples.rows)[1:]:
        if question.items() <= {}.items():
            continue
        response = alice.get(PATH, params={"cursor": cursor, **question})
        assert_invalid(response, "cursor", says="another sort or other filters")


def test_cursor_and_offset_are_refused(alice: User) -> None:
    assert_invalid(alice.get(PATH, params={"cursor": "", "offset": "0"}), "cursor", says="offset")


def test_cursor_that_no_list_has_given_out_is_refused(samples: Samples, alice: User) -> None:
    cursor = second_page(samples.user)
    broken = ["x", "=", "é", "\0", "x" * 30001, cursor[1:], cursor[:-3], cursor + "!"]
    text = b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_").decode()
    values = json.loads(text[12:])
    places: list[Any] = [[], {}, [[] for _ in values], [None for _ in values]]
    for place in (*places, values[1:], [*values, 1]):
        broken.append(encoded(text[:12] + json.dumps(place)))
    for each in broken:
        assert_invalid(alice.get(PATH, params={"cursor": each}), "cursor")
    for what, odd in ODD_VALUES.items():
        forged = encoded(f"{text[:12]}[{', '.join([odd] * len(values))}]")[:30000]
        assert_answered(alice.get(PATH, params={"cursor": forged}), what)


def encoded(text: str) -> str:
    """A cursor that holds this."""
    return urlsafe_b64encode(text.encode("utf-8", "surrogateescape")).decode().rstrip("=")


def test_page_has_20_rows_by_default(alice: User) -> None:
    body = EXAMPLES[0]
    for _ in range(21):
        make(alice, **body | fresh())
    response = alice.get(PATH)
    assert len(response.json()) == 20
    assert "next" in response.links


def test_total(samples: Samples, bob: User) -> None:
    for question in DECLARED.questions(samples.rows):
        asked = {**question, "limit": "1", "total": "true"}
        count = len(DECLARED.expected(samples.rows, **question))
        assert samples.user.get(PATH, params=asked).headers["x-total-count"] == str(count)
        assert bob.get(PATH, params=asked).headers["x-total-count"] == "0"
    assert "x-total-count" not in samples.user.get(PATH).headers


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "101"),
        ("limit", "1000000000"),
        ("limit", "many"),
        ("offset", "-1"),
        ("offset", "100001"),
        ("offset", "9999999999999999999999999999"),
    ],
)
def test_page_is_refused(alice: User, parameter: str, value: str) -> None:
    assert_invalid(alice.get(PATH, params={parameter: value}), parameter)


def test_page_may_be_as_large_as_this(alice: User) -> None:
    asked = {"limit": "100", "offset": "100000"}
    assert alice.get(PATH, params=asked).json() == []


# What lists don't take.


@pytest.mark.parametrize("parameter", ["colour", "where[x]", "_or", "user.id", "$where", "id__"])
def test_unknown_parameter_is_refused(alice: User, parameter: str) -> None:
    assert_invalid(alice.get(PATH, params={parameter: "1"}), parameter)


def test_misspelt_parameter_is_refused(alice: User) -> None:
    response = alice.get(PATH, params={"limitx": "1"})
    assert_invalid(response, "limitx", says="did you mean limit?")


def test_fields_without_a_declared_filter_are_no_parameters(alice: User) -> None:
    for name in FIELDS:
        for parameter in (name, *(f"{name}__{operator}" for operator in OPERATORS)):
            if parameter not in {*DECLARED.filters, *DECLARED.choices}:
                assert_invalid(alice.get(PATH, params={parameter: "1"}), parameter)


def test_fields_without_a_declared_sort_are_no_sort_keys(alice: User) -> None:
    for name in FIELDS:
        if name not in DECLARED.sorts:
            assert_invalid(alice.get(PATH, params={"sort": name}), "sort")


@pytest.mark.parametrize(
    "parameter",
    [
        "archived",
        "sort",
        "total",
        "limit",
        "offset",
        "cursor",
    ],
)
def test_odd_parameters(samples: Samples, bob: User, parameter: str) -> None:
    for odd in ODD_TEXTS:
        response = samples.user.get(PATH, params={parameter: odd})
        assert_answered(response, odd)
        # What is refused is so before it matters who asks.
        if response.is_success:
            theirs = bob.get(PATH, params={parameter: odd})
            assert theirs.json() == []


# What belongs to rows.


@pytest.mark.parametrize(
    ("name", "table", "column"),
    [
        ("tasks_count", "tasks", "project_id"),
    ],
)
def test_count(alice: User, bob: User, name: str, table: str, column: str) -> None:
    row, other = make(alice), make(alice)
    for number in range(3):
        for each, there in ((row, number), (other, 0)):
            now = found(alice, each)
            assert now is not None
            assert now[name] == there
            listed = alice.all_rows(PATH)
            assert [one[name] for one in listed if one[KEY] == each[KEY]] == [there]
        alice.insert_one(table, number, {column: row[KEY]})
        # Those of others are not counted.
        bob.insert_one(table, number, {column: row[KEY]})


@dataclass(frozen=True)
class Nested:
    """Rows at a path below the one that they belong to."""

    suffix: str
    methods: list[str]
    # The column between, what clients call it, and the parameters of lists that are about it.
    table: str
    column: str
    field: str
    parameters: list[str]
    # A body that creates one, and references that can't be.
    body: dict[str, Any]
    missing: dict[str, Any]
    # What is sent so that a list hides no rows; None where it always hides some.
    choices: dict[str, str] | None
    # What clients call the key and the owner and the path of the rows themselves.
    key: str
    owner: str
    path: str | None
    # Where answers have rows, and a row.
    rows: tuple[str, ...] = ()
    row: tuple[str, ...] = ()

    def below(self, row: Row) -> str:
        """The path below a row."""
        return path_of(row) + self.suffix

    def keys(self, user: User, row: Row, **parameters: Any) -> list[str]:
        """The keys of the rows that the list below a row shows, in no order."""
        asked = {**(self.choices or {}), **parameters}
        found = user.all_rows(self.below(row), **asked)
        return sorted(str(each[self.key]) for each in found)


NESTED = [
    Nested(
        "/tasks",
        methods=["GET", "POST"],
        table="tasks",
        column="project_id",
        field="project_id",
        parameters=["project_id", "project_id__is_null"],
        body={
            "title": "Buy milk",
            "description": "Description",
            "completed": False,
            "priority": "low",
            "due_date": "2030-01-31T09:00:00Z",
        },
        missing={},
        choices={"status": "all"},
        key="id",
        owner="user_id",
        path="/api/tasks",
    ),
]


@pytest.mark.parametrize("nested", NESTED)
def test_who_reaches_what_is_below_a_row(
    client: Client, alice: User, bob: User, nested: Nested
) -> None:
    row = make(alice)
    for method in nested.methods:
        for fields in ({}, nested.missing):
            body = {"json": {**nested.body, **fields}} if method == "POST" else {}
            assert_problem(client.request(method, nested.below(row), **body), 401)
            missing = bob.request(method, MISSING + nested.suffix, **body)
            assert_problem(missing, 404)
            theirs = bob.request(method, nested.below(row), **body)
            assert_problem(theirs, 403)
        odd = alice.request(method, f"{PATH}/nonsense{nested.suffix}", **body)
        assert_invalid(odd, "project_id")
        if "GET" in nested.methods:
            assert nested.keys(alice, row) == []
    # Who is refused leaves nothing, where no row had to be made to ask at all.
    if not any(isinstance(value, Own) for value in nested.body.values()):
        assert bob.stored("users", "id", bob.id) is None


@pytest.mark.parametrize("nested", [each for each in NESTED if "GET" in each.methods])
def test_list_below_a_row(alice: User, bob: User, nested: Nested) -> None:
    row, other, theirs = make(alice), make(alice), make(bob)
    mine = []
    for number in range(2):
        mine.append(str(alice.insert_one(nested.table, number, {nested.column: row[KEY]})))
    # Neither what belongs to another row, nor what belongs to another user.
    for user, number, to in ((alice, 2, other), (bob, 0, theirs), (bob, 1, row)):
        user.insert_one(nested.table, number, {nested.column: to[KEY]})
    if nested.choices is None:
        return
    assert nested.keys(alice, row) == sorted(mine)
    assert nested.keys(alice, row, limit=1) == sorted(mine)
    assert nested.keys(alice, row, limit=1, cursor="") == sorted(mine)
    assert len(nested.keys(alice, other)) == len(nested.keys(bob, theirs)) == 1
    # Pages are those of one row.
    asked = {**nested.choices, "limit": "1", "cursor": ""}
    following = httpx.URL(alice.get(nested.below(row), params=asked).links["next"]["url"])
    assert following.path == nested.below(row)
    asked["cursor"] = following.params["cursor"]
    assert_invalid(alice.get(nested.below(other), params=asked), "cursor")


@pytest.mark.parametrize("nested", [each for each in NESTED if "GET" in each.methods])
def test_list_below_a_row_takes_no_field_between(alice: User, nested: Nested) -> None:
    row = make(alice)
    for name in (nested.field, *nested.parameters, "colour"):
        asked = {name: str(row[KEY])}
        assert_invalid(alice.get(nested.below(row), params=asked), name)


@pytest.mark.parametrize("nested", [each for each in NESTED if "POST" in each.methods])
def test_create_below_a_row(alice: User, bob: User, nested: Nested) -> None:
    row = make(alice)
    response = alice.post(nested.below(row), json=nested.body)
    assert response.status_code == 201, response.text
    made = response.json()
    assert made[nested.owner] == alice.id
    if nested.field in made:
        assert made[nested.field] == row[KEY]
    if nested.path is not None:
        path = f"{nested.path}/{made[nested.key]}"
        assert response.headers["location"] == path
        assert alice.get(path).json() == response.json()
    else:
        assert "location" not in response.headers
    if nested.choices is not None and "GET" in nested.methods:
        assert nested.keys(alice, row) == [str(made[nested.key])]


@pytest.mark.parametrize("nested", [each for each in NESTED if "POST" in each.methods])
def test_create_below_a_row_is_refused(alice: User, nested: Nested) -> None:
    row = make(alice)
    for name, value in ((nested.field, row[KEY]), ("colour", "red"), (nested.key, 1)):
        body = {**nested.body, name: value}
        assert_invalid(alice.post(nested.below(row), json=body), name)
    for name, value in nested.missing.items():
        body = {**nested.body, name: value}
        assert_invalid(alice.post(nested.below(row), json=body), name)
    for what, odd in ODD_VALUES.items():
        assert_answered(alice.send_text("POST", nested.below(row), odd), what)


# Rows of other resources in answers.


@dataclass(frozen=True)
class Held:
    """Rows that answers hold under a name: several, or the one that a row refers to."""

    name: str
    several: bool
    # Whether a request must ask for them.
    asked: bool
    # Their table, and the column of it, or else of the row's own, that refers to the other.
    table: str
    column: str
    # Their key, and every field that they have.
    key: str
    fields: list[str]
    # What the path of one begins with, where it is read by itself.
    path: str | None


HELD = [
    Held(
        "tasks",
        several=True,
        asked=True,
        table="tasks",
        column="project_id",
        key="id",
        fields=[
            "id",
            "user_id",
            "title",
            "description",
            "completed",
            "priority",
            "due_date",
            "project_id",
            "created_at",
            "updated_at",
        ],
        path="/api/tasks",
    ),
]


def having(user: User, other: User, held: Held) -> tuple[Row, Any]:
    """A row of a user's, and the key of another's that belongs to it: past the API."""
    row, kind = make(user), KINDS[held.table]
    if held.several:
        columns = other.filled({**kind.columns(other.id, 0), held.column: row[KEY]})
        return row, kind.sent(other.insert(held.table, columns, kind.key)[kind.key])
    key = other.filled({"key": Own(held.table, 0)})["key"]
    user.change("projects", "id", row[KEY], {held.column: key})
    return row, key


def answers(user: Client, row: Row, **asked: str) -> list[Row]:
    """The row in the answer of each route that takes `expand`."""
    rows = user.all_rows(PATH, **asked)
    found = [each for each in rows if each[KEY] == row[KEY]]
    return [user.get(path_of(row), params=asked).json(), *found]


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.name)
def test_answers_hold_rows(alice: User, held: Held) -> None:
    row, key = having(alice, alice, held)
    found = answers(alice, row, **({"expand": held.name} if held.asked else {}))
    assert len(found) == 2
    for answer in found:
        rows = answer[held.name] if held.several else [answer[held.name]]
        assert [each[held.key] for each in rows] == [key]
        assert [*rows[0]] == held.fields
        if held.path:
            theirs = alice.get(f"{held.path}/{key}").json()
            assert rows[0] == {name: theirs[name] for name in held.fields}
    for answer in answers(alice, row):
        assert (held.name in answer) != held.asked


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.name)
def test_answers_hold_no_rows_of_others(alice: User, bob: User, held: Held) -> None:
    row, _ = having(alice, bob, held)
    for answer in answers(alice, row, **({"expand": held.name} if held.asked else {})):
        assert answer[held.name] == ([] if held.several else None)


def test_answers_hold_what_is_asked_for_together(alice: User) -> None:
    row, names = make(alice), [held.name for held in HELD if held.asked]
    for answer in answers(alice, row, expand=",".join(names)):
        assert {*names} <= answer.keys()


@pytest.mark.parametrize("name", ["", "nothing", KEY, f"{HELD[0].name}.{KEY}"])
def test_answers_hold_nothing_else(alice: User, name: str) -> None:
    row = make(alice)
    for path in (
        path_of(row),
        PATH,
    ):
        assert_invalid(alice.get(path, params={"expand": name}), "expand")
    asked = {"expand": next(held.name for held in HELD if held.asked)}
    assert_invalid(alice.request("PATCH", path_of(row), params=asked, json={}), "expand")


# Who may do what.


def test_create_needs_a_token(client: Client) -> None:
    assert_problem(client.post(PATH, json=EXAMPLES[0]), 401)


def test_list_needs_a_token(client: Client) -> None:
    assert_problem(client.get(PATH), 401)
    assert_problem(client.get(PATH, params={"colour": "1"}), 401)


def test_list_shows_the_callers_own(alice: User, bob: User) -> None:
    mine, theirs = make(alice), make(bob)
    assert keys(alice) == DECLARED.expected([mine])
    assert keys(bob) == DECLARED.expected([theirs])


@pytest.mark.parametrize(("method", "suffix", "body"), ROW_ROUTES)
def test_row_needs_a_token(
    client: Client, alice: User, method: str, suffix: str, body: dict[str, Any] | None
) -> None:
    row = make(alice)
    before = found(alice, row)
    assert_problem(client.request(method, path_of(row) + suffix, json=body), 401)
    assert found(alice, row) == before


@pytest.mark.parametrize(("method", "suffix", "body"), ROW_ROUTES)
def test_row_of_another_user(
    alice: User, bob: User, method: str, suffix: str, body: dict[str, Any] | None
) -> None:
    row = make(alice)
    before = found(alice, row)
    response = bob.request(method, path_of(row) + suffix, json=body)
    assert_problem(response, 403)
    assert found(alice, row) == before


@pytest.mark.parametrize(("method", "suffix", "body"), ROW_ROUTES)
def test_missing_row(alice: User, method: str, suffix: str, body: dict[str, Any] | None) -> None:
    assert_problem(alice.request(method, MISSING + suffix, json=body), 404)


@pytest.mark.parametrize(("method", "suffix", "body"), ROW_ROUTES)
def test_key_of_the_wrong_form(
    alice: User, method: str, suffix: str, body: dict[str, Any] | None
) -> None:
    response = alice.request(method, f"{PATH}/nonsense{suffix}", json=body)
    assert_invalid(response, "project_id")


def test_odd_keys(alice: User) -> None:
    for odd in (
        "0",
        "-1",
        "1.0",
        "%00",
        "%2F",
        "9" * 30,
        "x" * 3000,
        "null",
        "%F0%9F%98%80",
        "%ff",
    ):
        for method, suffix, body in ROW_ROUTES:
            response = alice.request(method, f"{PATH}/{odd}{suffix}", json=body)
            assert_answered(response, f"{method} {odd}")
            assert not response.is_success


def test_methods_of_the_collection(alice: User) -> None:
    response = alice.request("DELETE", PATH)
    assert_problem(response, 405)
    assert response.headers["allow"] == "GET, POST"


def test_methods_of_a_row(alice: User) -> None:
    response = alice.request("POST", MISSING)
    assert_problem(response, 405)
    assert response.headers["allow"] == "DELETE, GET, PATCH, PUT"


# Sessions of your own code.


def test_sessions_write_rows_of_their_user(alice: User, bob: User, sessions: Sessions) -> None:
    row, _ = make(alice), make(bob)
    crud = policy.projects.with_policy(policy.policy_for(alice.id))
    for may_write in (sessions.may_create, sessions.may_update):
        assert may_write(crud, row[KEY], user_id=alice.id)
        assert not may_write(crud, row[KEY], user_id=bob.id)
