"""Tasks: what the spec says of them."""

import datetime as dt
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from ..resources.tasks import policy
from .parents import KINDS, Own, known
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

PATH = "/api/tasks"
KEY = "id"
MISSING = "/api/tasks/0197a3c4-0000-7000-8000-000000000000"
FIELDS = [
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
]

# Bodies that create a row each.
EXAMPLES: list[dict[str, Any]] = [
    {
        "title": "Buy milk",
        "description": "Description",
        "completed": False,
        "priority": "low",
        "due_date": "2030-01-31T09:00:00Z",
    },
    {
        "title": "Buy milk 2",
        "description": "Description 2",
        "completed": True,
        "priority": "medium",
        "due_date": "2030-01-31T09:00:00Z",
    },
    {
        "title": "Buy milk 3",
        "description": "Description 3",
        "completed": False,
        "priority": "high",
        "due_date": "2030-01-31T09:00:00Z",
    },
]
# The shortest body, and what the other fields have then.
SHORTEST: dict[str, Any] = {"title": "Buy milk"}
DEFAULTS: dict[str, Any] = {
    "description": None,
    "completed": False,
    "priority": None,
    "due_date": None,
    "project_id": None,
}
# Other values than in the first example.
CHANGED: dict[str, Any] = {
    "title": "alpha",
    "description": "alpha",
    "completed": True,
    "priority": "medium",
    "due_date": "2030-01-31T09:30:00+02:00",
    "project_id": Own("projects", 1),
}
# What clients may not send.
READ_ONLY: dict[str, Any] = {
    "id": "0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071",
    "user_id": "somebody",
    "created_at": "2030-01-31T09:00:00Z",
    "updated_at": "2030-01-31T09:00:00Z",
}
# What changes with every change.
TOUCHED: set[str] = {"updated_at"}

# Every route about one row: the method, what follows the key, and a body.
ROW_ROUTES: list[tuple[str, str, dict[str, Any] | None]] = [
    ("GET", "", None),
    ("PUT", "", CHANGED),
    ("PATCH", "", CHANGED),
    ("PATCH", "", {}),
    ("PATCH", "/complete", None),
    ("DELETE", "", None),
]

# What the spec says of the fields, and of lists.
DECLARED = Declared(
    key=KEY,
    types={
        "id": UUID,
        "completed": truth,
        "due_date": dt.datetime.fromisoformat,
        "project_id": UUID,
        "created_at": dt.datetime.fromisoformat,
        "updated_at": dt.datetime.fromisoformat,
    },
    filters={
        "priority": ("priority", "eq"),
        "priority__in": ("priority", "in"),
        "due_date__gte": ("due_date", "gte"),
        "due_date__lte": ("due_date", "lte"),
        "due_date__is_null": ("due_date", "is_null"),
        "project_id": ("project_id", "eq"),
        "project_id__is_null": ("project_id", "is_null"),
    },
    choices={
        "status": {
            "all": {},
            "pending": {
                "completed": False,
            },
            "completed": {
                "completed": True,
            },
        },
    },
    default_choices={
        "status": "all",
    },
    sorts={
        "created": By("created_at", descending=True),
        "title": By("title", rank=str.lower),
        "due_date": By("due_date", nulls="last"),
    },
    default_sort="created",
)


def make(user: User, **fields: Any) -> Row:
    """A row of this user's, made from the first example."""
    response = user.post(PATH, json={**EXAMPLES[0], **fields})
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
    for name, value in known(row["user_id"], fields).items():
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


def test_create_gives_defaults(alice: User) -> None:
    response = alice.post(PATH, json=SHORTEST)
    assert response.status_code == 201, response.text
    assert_has(response.json(), {**SHORTEST, **DEFAULTS})


def test_rows_have_keys_of_their_own(alice: User) -> None:
    assert len({make(alice)[KEY] for _ in range(5)}) == 5


@pytest.mark.parametrize("name", ["title"])
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
    ("title", "x"),
    ("title", "x" * 200),
    ("description", ""),
    ("description", "x" * 1000),
    ("description", None),
    ("completed", True),
    ("completed", False),
    ("priority", "low"),
    ("priority", "medium"),
    ("priority", "high"),
    ("priority", None),
    ("due_date", "0001-01-01T00:00:01Z"),
    ("due_date", "2030-01-31T09:00:00.5+14:00"),
    ("due_date", "9999-12-31T23:59:59Z"),
    ("due_date", None),
    ("project_id", Own("projects", 1)),
    ("project_id", Own("projects", 2)),
    ("project_id", None),
]


@pytest.mark.parametrize(("name", "value"), ACCEPTED)
def test_value_is_accepted(alice: User, name: str, value: Any) -> None:
    assert_has(make(alice, **{name: value}), {name: value})
    row = make(alice)
    response = alice.patch(path_of(row), json={name: value})
    assert response.status_code == 200, response.text
    assert_has(response.json(), {name: value})
    other = make(alice)
    response = alice.put(path_of(other), json={**CHANGED, name: value})
    assert response.status_code == 200, response.text
    assert_has(response.json(), {name: value})


REFUSED: list[tuple[str, Any]] = [
    ("title", ""),
    ("title", "   "),
    ("title", "x" * 201),
    ("title", 5),
    ("title", True),
    ("title", "a\x00b"),
    ("title", None),
    ("description", "x" * 1001),
    ("description", 5),
    ("description", True),
    ("description", "a\x00b"),
    ("completed", "true"),
    ("completed", 1),
    ("completed", None),
    ("priority", 5),
    ("priority", ""),
    ("priority", "none of them"),
    ("priority", "LOW"),
    ("priority", " low"),
    ("due_date", 5),
    ("due_date", "2030-01-31T09:00:00"),
    ("due_date", "2030-01-31"),
    ("due_date", "0001-01-01T00:00:00+14:00"),
    ("project_id", 5),
    ("project_id", "0197a3c4"),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_value_is_refused(alice: User, name: str, value: Any) -> None:
    assert_refused(alice, {name: value}, name)


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("title", " Buy milk ", "Buy milk"),
        ("description", " Description ", "Description"),
    ],
)
def test_blanks_around_a_text(alice: User, name: str, value: str, stored: str) -> None:
    assert make(alice, **{name: value})[name] == stored
    row = make(alice)
    response = alice.patch(path_of(row), json={name: value})
    assert response.json()[name] == stored
    other = make(alice)
    response = alice.put(path_of(other), json={**CHANGED, name: value})
    assert response.json()[name] == stored


def test_unknown_field_is_refused(alice: User) -> None:
    assert_refused(alice, {"colour": "red"}, "colour")
    assert_refused(alice, {"descriptionx": None}, "descriptionx", says="did you mean ")


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
        assert_answered(
            alice.send_text("POST", PATH, with_odd(alice.filled(EXAMPLES[0]), name, odd)), what
        )
        assert_answered(alice.send_text("PATCH", path, with_odd({}, name, odd)), what)
        assert_answered(
            alice.send_text("PUT", path, with_odd(alice.filled(CHANGED), name, odd)), what
        )
    # Whatever was accepted can be shown.
    assert_answered(alice.get(PATH), "list")


# References.


@dataclass(frozen=True)
class Refers:
    """A field that refers to other rows."""

    field: str
    # A row to refer to that nothing else refers to, and the key of none.
    row: Own
    missing: Any
    # Where such a row is deleted, if it can be, and what becomes of those that refer to it.
    path: str | None
    on_delete: str


REFERS = [
    Refers(
        "project_id",
        Own("projects", 0),
        "0197a3c4-0000-7000-8000-000000000000",
        "/api/projects",
        "set_null",
    ),
]


def writing(row: Row, fields: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Every request that writes these fields of a row, or of a new one."""
    requests: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", PATH, {**EXAMPLES[0], **fields}),
    ]
    requests += [
        ("PATCH", path_of(row), fields),
        ("PUT", path_of(row), {**CHANGED, **fields}),
    ]
    return requests


@pytest.mark.parametrize("refers", REFERS, ids=lambda refers: refers.field)
def test_row_of_the_callers_own(alice: User, refers: Refers) -> None:
    mine = alice.filled({refers.field: refers.row})
    row = make(alice)
    for method, path, body in writing(row, mine):
        if path == PATH:
            continue
        response = alice.request(method, path, json=body)
        assert response.is_success, response.text
        assert_has(response.json(), mine)


@pytest.mark.parametrize("refers", REFERS, ids=lambda refers: refers.field)
def test_row_of_another_user_is_like_none(alice: User, bob: User, refers: Refers) -> None:
    theirs = bob.filled({refers.field: refers.row})
    row = make(alice)
    before = found(alice, row)
    others = writing(row, theirs)
    for (method, path, body), (_, _, missing) in zip(
        others, writing(row, {refers.field: refers.missing}), strict=True
    ):
        response = alice.request(method, path, json=body)
        assert_invalid(response, refers.field)
        assert response.text.count("unknown_reference") == 1
        assert alice.request(method, path, json=missing).content == response.content
    assert found(alice, row) == before
    # Nobody learns of a row by naming what they can't refer to.
    for method, path, body in writing(make(bob), theirs):
        if path != PATH:
            assert_problem(alice.request(method, path, json=body), 403)


def test_who_is_refused_leaves_nothing(alice: User) -> None:
    missing = {refers.field: refers.missing for refers in REFERS}
    assert_invalid(alice.post(PATH, json={**EXAMPLES[0], **missing}))
    assert alice.stored("users", "id", alice.id) is None


@pytest.mark.parametrize(
    "refers", [refers for refers in REFERS if refers.path], ids=lambda refers: refers.field
)
def test_delete_of_what_is_referred_to(alice: User, refers: Refers) -> None:
    other = make(alice)
    key = alice.filled({refers.field: refers.row})[refers.field]
    row = make(alice, **{refers.field: key})
    deleted = alice.delete(f"{refers.path}/{key}")
    now = found(alice, row)
    if refers.on_delete == "restrict":
        assert_problem(deleted, 409, says="tasks")
        assert now is not None
        assert_has(now, {refers.field: key})
    else:
        assert deleted.is_success, deleted.text
        if refers.on_delete == "cascade":
            assert now is None
        else:
            assert now is not None
            assert_has(now, {refers.field: None})
    assert found(alice, other) is not None


# Reading.


def test_read(alice: User) -> None:
    row = make(alice)
    response = alice.get(path_of(row))
    assert response.status_code == 200
    assert response.json()[KEY] == row[KEY]
    assert_has(response.json(), EXAMPLES[0])


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
@pytest.mark.parametrize("name", ["description", "priority", "due_date", "project_id"])
def test_null_clears(alice: User, name: str, method: str) -> None:
    row = make(alice)
    response = alice.request(method, path_of(row), json={name: None})
    assert response.status_code == 200, response.text
    assert response.json()[name] is None
    assert_same(row, response.json(), but={name})


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


# Actions.

ACTIONS = [
    ("PATCH", "complete", "completed"),
]


@pytest.mark.parametrize(("method", "action", "field"), ACTIONS)
def test_action_turns_a_field_over(alice: User, method: str, action: str, field: str) -> None:
    row, other = make(alice), make(alice)
    before = found(alice, other)
    for expected in (not row[field], row[field]):
        response = alice.request(method, f"{path_of(row)}/{action}")
        assert response.status_code == 200, response.text
        assert response.json()[field] is expected
        now = found(alice, row)
        assert now is not None
        assert now[field] is expected
        assert_has(now, {**EXAMPLES[0], field: expected})
    assert found(alice, other) == before


@pytest.mark.parametrize(("method", "action", "field"), ACTIONS)
@pytest.mark.parametrize("times", [10, 11])
def test_actions_at_the_same_time_all_count(
    alice: User, method: str, action: str, field: str, times: int
) -> None:
    row = make(alice)
    responses = alice.together([(method, f"{path_of(row)}/{action}", {})] * times)
    assert [response.status_code for response in responses] == [200] * times
    now = found(alice, row)
    assert now is not None
    assert now[field] is (row[field] if times % 2 == 0 else not row[field])


# Lists.

# Rows that differ in all that filters and sorts can tell, with ties and nulls.
SAMPLES: list[dict[str, Any]] = [
    {
        "title": "alpha",
        "description": "Beta",
        "completed": True,
        "priority": None,
        "due_date": "2030-01-31T09:00:00Z",
        "project_id": None,
    },
    {
        "title": "Beta",
        "description": "ALPHA",
        "completed": False,
        "priority": "low",
        "due_date": "2030-01-31T09:30:00+02:00",
        "project_id": Own("projects", 1),
    },
    {
        "title": "ALPHA",
        "description": "Alan",
        "completed": False,
        "priority": "medium",
        "due_date": "2029-12-31T23:59:59Z",
        "project_id": Own("projects", 2),
    },
    {
        "title": "Alan",
        "description": "b%_",
        "completed": True,
        "priority": "high",
        "due_date": None,
        "project_id": None,
    },
    {
        "title": "b%_",
        "description": None,
        "completed": True,
        "priority": None,
        "due_date": "2030-01-31T09:30:00+02:00",
        "project_id": Own("projects", 1),
    },
    {
        "title": "Beta",
        "description": "alpha",
        "completed": False,
        "priority": "low",
        "due_date": "2029-12-31T23:59:59Z",
        "project_id": Own("projects", 2),
    },
    {
        "title": "ALPHA",
        "description": "Alan",
        "completed": False,
        "priority": "medium",
        "due_date": None,
        "project_id": None,
    },
    {
        "title": "Buy milk",
        "description": "Description",
        "completed": False,
        "priority": "low",
        "due_date": "2030-01-31T09:00:00Z",
    },
    {
        "title": "Buy milk",
        "description": "Description",
        "completed": False,
        "priority": "low",
        "due_date": "2030-01-31T09:00:00Z",
    },
    {
        "title": "Buy milk",
        "description": "Description",
        "completed": True,
        "priority": "low",
        "due_date": "2030-01-31T09:00:00Z",
    },
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
    rows = {row[KEY]: row for row in samples.rows}
    for row in samples.user.all_rows(PATH):
        assert row == rows[row[KEY]]


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


@pytest.mark.parametrize("parameter", ["priority__in"])
def test_filter_with_several_values(samples: Samples, parameter: str) -> None:
    asked = DECLARED.askable(samples.rows, parameter)[-1]
    repeated = keys(samples.user, **{parameter: asked.split(",")})
    assert repeated == DECLARED.expected(samples.rows, **{parameter: asked})
    too_many = ",".join([asked.split(",")[0]] * 101)
    assert_invalid(samples.user.get(PATH, params={parameter: too_many}), parameter)


def test_filters_together(samples: Samples) -> None:
    asked: dict[str, str] = {}
    for parameter in DECLARED.filters:
        asked[parameter] = DECLARED.askable(samples.rows, parameter)[0]
        assert keys(samples.user, **asked) == DECLARED.expected(samples.rows, **asked)


@pytest.mark.parametrize(
    ("parameter", "choice"),
    [(parameter, choice) for parameter, found in DECLARED.choices.items() for choice in found],
)
def test_choice(samples: Samples, bob: User, parameter: str, choice: str) -> None:
    expected = DECLARED.expected(samples.rows, **{parameter: choice})
    assert keys(samples.user, **{parameter: choice}) == expected
    assert keys(bob, **{parameter: choice}) == []


@pytest.mark.parametrize("parameter", DECLARED.choices)
def test_unknown_choice_is_refused(alice: User, parameter: str) -> None:
    assert_invalid(alice.get(PATH, params={parameter: "nonsense"}), parameter)


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("title", "Zebra", "zebra"),
        ("description", "Zebra", "zebra"),
    ],
)
def test_search(alice: User, bob: User, name: str, text: str, word: str) -> None:
    rows = [make(alice, **{name: text}), make(alice)]
    expected = DECLARED.expected(rows[:1])
    assert keys(alice, q=word) == expected
    assert keys(alice, q=word.upper()) == expected
    assert keys(alice, q=f'"{word}"') == expected
    assert keys(alice, q=f"{word} quagga") == []
    assert keys(bob, q=word) == []


@pytest.mark.parametrize("words", ["", "  ", "x" * 201])
def test_search_without_words_or_with_too_many(alice: User, words: str) -> None:
    assert_invalid(alice.get(PATH, params={"q": words}), "q")


@pytest.mark.parametrize(
    "sort",
    [
        "created",
        "-created",
        "title",
        "-title",
        "due_date",
        "-due_date",
        "due_date,-created",
        "-created,due_date",
        "created,-title",
        "-title,created",
        "title,-due_date",
        "-due_date,title",
    ],
)
def test_sort(samples: Samples, bob: User, sort: str) -> None:
    assert keys(samples.user, sort=sort) == DECLARED.expected(samples.rows, sort=sort)
    assert keys(bob, sort=sort) == []


def test_sort_repeated(samples: Samples) -> None:
    asked = ["created", "-due_date"]
    assert keys(samples.user, sort=asked) == DECLARED.expected(samples.rows, sort=",".join(asked))


@pytest.mark.parametrize("sort", ["", "nonsense", "--created", "created,created,created,created"])
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
        sort = "-due_date,title"
        expected = DECLARED.expected(samples.rows, **question, sort=sort)
        assert keys(samples.user, limit=limit, sort=sort, **question) == expected


# Pages by cursor.


@pytest.mark.parametrize(
    "sort",
    [
        "created",
        "-created",
        "title",
        "-title",
        "due_date",
        "-due_date",
        "due_date,-created",
        "-created,due_date",
        "created,-title",
        "-title,created",
        "title,-due_date",
        "-due_date,title",
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
    response = user.get(PATH, params={"cursor": "", "limit": 1, "status": "all"})
    return httpx.URL(response.links["next"]["url"]).params["cursor"]


def test_cursor_leads_back_to_the_first_page(samples: Samples) -> None:
    cursor = second_page(samples.user)
    response = samples.user.get(PATH, params={"cursor": cursor, "limit": 1, "status": "all"})
    first = samples.user.get(response.links["first"]["url"])
    assert first.json() == samples.user.get(PATH, params={"limit": 1, "status": "all"}).json()


def test_cursor_of_another_list_is_refused(samples: Samples, alice: User) -> None:
    cursor = second_page(samples.user)
    for sort in ("created", "-created", "title", "-title", "due_date", "-due_date"):
        if sort != "created":
            response = alice.get(PATH, params={"cursor": cursor, "sort": sort, "status": "all"})
            assert_invalid(response, "cursor", says="another sort or other filters")
    for question in DECLARED.questions(samples.rows)[1:]:
        if question.items() <= {"status": "all"}.items():
            continue
        response = alice.get(PATH, params={"cursor": cursor, "status": "all", **question})
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
        assert_invalid(alice.get(PATH, params={"cursor": each, "status": "all"}), "cursor")
    for what, odd in ODD_VALUES.items():
        forged = encoded(f"{text[:12]}[{', '.join([odd] * len(values))}]")[:30000]
        assert_answered(alice.get(PATH, params={"cursor": forged, "status": "all"}), what)


def encoded(text: str) -> str:
    """A cursor that holds this."""
    return urlsafe_b64encode(text.encode("utf-8", "surrogateescape")).decode().rstrip("=")


def test_page_has_100_rows_by_default(alice: User) -> None:
    shown = DECLARED.expected([make(alice, **fields) for fields in SAMPLES])
    if not shown:
        pytest.skip("by default the list shows none of the samples")
    body = next(fields for fields in SAMPLES if DECLARED.expected([make(alice, **fields)]))
    alice.together([("POST", PATH, {"json": body})] * 101)
    response = alice.get(PATH)
    assert len(response.json()) == 100
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
        ("limit", "501"),
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
    asked = {"limit": "500", "offset": "100000"}
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
        "priority",
        "priority__in",
        "due_date__gte",
        "due_date__lte",
        "due_date__is_null",
        "project_id",
        "project_id__is_null",
        "status",
        "q",
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
        "project",
        several=False,
        asked=True,
        table="projects",
        column="project_id",
        key="id",
        fields=["id", "user_id", "name", "archived", "created_at", "tasks_count"],
        path="/api/projects",
    ),
]


def having(user: User, other: User, held: Held) -> tuple[Row, Any]:
    """A row of a user's, and the key of another's that belongs to it: past the API."""
    row, kind = make(user), KINDS[held.table]
    if held.several:
        columns = other.filled({**kind.columns(other.id, 0), held.column: row[KEY]})
        return row, kind.sent(other.insert(held.table, columns, kind.key)[kind.key])
    key = other.filled({"key": Own(held.table, 0)})["key"]
    user.change("tasks", "id", row[KEY], {held.column: key})
    return row, key


def answers(user: Client, row: Row, **asked: str) -> list[Row]:
    """The row in the answer of each route that takes `expand`."""
    rows = user.all_rows(PATH, **{"status": "all"}, **asked)
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
    assert_invalid(response, "task_id")


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
    crud = policy.tasks.with_policy(policy.policy_for(alice.id))
    for may_write in (sessions.may_create, sessions.may_update):
        assert may_write(crud, row[KEY], user_id=alice.id)
        assert not may_write(crud, row[KEY], user_id=bob.id)


# By column the rows that it refers to, where not everybody reads them.
REFERENCES = {
    "project_id": Own("projects", 0),
}


@pytest.mark.parametrize(("column", "other"), REFERENCES.items())
def test_sessions_refer_to_rows_of_their_user(
    alice: User, bob: User, sessions: Sessions, column: str, other: Own
) -> None:
    row = make(alice)
    crud = policy.tasks.with_policy(policy.policy_for(alice.id))
    for may_write in (sessions.may_create, sessions.may_update):
        assert may_write(crud, row[KEY], **alice.filled({column: other}))
        assert not may_write(crud, row[KEY], **bob.filled({column: other}))
