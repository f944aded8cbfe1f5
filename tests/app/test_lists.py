"""Lists of random rows, asked at random, are what a plain Python model says, page by page."""

import asyncio
import datetime as dt
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import httpx
import jwt
import psycopg2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2.extras import execute_values, register_uuid

from tests.documents import blocks
from tests.generating import ROOT, database, environment, execute, generate, python
from tests.serving import SECRET, served

Row = dict[str, Any]

SPEC = ROOT / "tests/specs/sorts.yaml"
NAMESPACE = UUID("0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071")
# The examples are the same in every run.
REPEATABLE = settings(max_examples=100, deadline=None, derandomize=True, database=None)
# What an index has room for, of a text that may be longer.
LONG = "x" * 400
PRIORITIES = ["low", "medium", "high"]


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2030-01-{text}+00:00")


@dataclass(frozen=True)
class Kind:
    """A resource, as the spec declares it."""

    path: str
    table: str
    key: str
    # The values of each field: few, so that there are ties.
    values: Mapping[str, Sequence[Any]]
    filters: Mapping[str, Sequence[str]]
    # For each key the fields and whether they descend.
    sorts: Mapping[str, Sequence[tuple[str, bool]]]
    default: str
    nulls_last: bool
    by: str
    order: str
    most: int
    counts: Mapping[str, str]
    ranks: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    # What is asked for besides these values, which no row can have.
    never: Mapping[str, Sequence[Any]] = field(default_factory=dict)


TASKS = Kind(
    path="/api/tasks",
    table="tasks",
    key="id",
    values={
        # PostgreSQL's locale need not know the capitals of other letters than these.
        "title": ["a", "A", "b", "B", "ab", "Ab", "é", "日", "😀", "a%", "a_", "ß", "a b"],
        "story": [None, "short", "Short", LONG, LONG + "b", LONG + "A"],
        "priority": [None, *PRIORITIES],
        "due_date": [None, moment("31T09:00"), moment("31T09:00:00.000001"), moment("30T00:00")],
        "price": [None, Decimal("9.90"), Decimal("-1.00"), Decimal("10.00")],
        "votes": [0, 5, -(2**62), 2**62],
        "made_at": [moment("01T00:00"), moment("01T00:00:00.5"), moment("02T00:00")],
    },
    filters={
        "title": [
            *("eq", "ne", "in", "nin", "lt", "lte", "gt", "gte"),
            *("contains", "startswith", "endswith"),
        ],
        "story": ["eq", "in"],
        "priority": ["eq", "ne", "in", "nin", "is_null"],
        "due_date": ["lt", "lte", "gt", "gte", "between", "is_null"],
        "price": ["eq", "ne", "in", "nin", "lt", "lte", "gt", "gte", "between"],
        "votes": ["gt"],
    },
    sorts={
        "alphabetical_az": [("title", False)],
        "due": [("due_date", False), ("made_at", True)],
        "urgent": [("priority", True), ("due_date", False), ("title", False)],
        "story": [("story", False)],
        "price": [("price", True)],
        "votes": [("votes", False)],
    },
    default="-due",
    nulls_last=True,
    by="sort_by",
    order="sort_order",
    most=50,
    counts={"total": "true"},
    ranks={
        "title": str.lower,
        "story": lambda text: text.lower()[:400],
        "priority": PRIORITIES.index,
    },
    choices={
        "any": {},
        "open": {"priority": None},
        "dear": {"price": Decimal("9.90"), "priority": "high"},
    },
    never={
        # More digits than the column has, behind the point and before it.
        "price": [Decimal("9.899"), Decimal("9.9001"), Decimal(10**39), Decimal(-(10**39))],
    },
)
EVENTS = Kind(
    path="/api/events",
    table="events",
    key="number",
    values={
        "order": [0, 1, 2],
        "day": [None, dt.date(2030, 1, 31), dt.date(2029, 12, 31)],
        "at": [None, dt.time(9), dt.time(8, 59, 59, 500000)],
        "ratio": [None, 0.1, 1e-300, -2.0, 1e300],
        "open": [True, False],
        "code": [None, NAMESPACE, UUID(int=1), UUID(int=2**128 - 1)],
    },
    filters={
        "order": ["eq", "gte"],
        "day": ["lt", "is_null"],
        "ratio": ["eq", "ne", "in", "lt", "gte", "between"],
        "open": ["eq"],
    },
    sorts={
        "number": [("number", True)],
        "order": [("order", False), ("number", False)],
        "day": [("day", False), ("at", False)],
        "at": [("at", True)],
        "ratio": [("ratio", False)],
        "open": [("open", True), ("ratio", True)],
        "code": [("code", False)],
    },
    default="number",
    nulls_last=False,
    by="sortBy",
    order="sortOrder",
    most=100,
    counts={},
    never={"ratio": [0.1000000000000001, 5e-324, -1.7e308]},
)
KINDS = [TASKS, EVENTS]


# The model.


def holds(operator: str, value: Any, asked: list[Any]) -> bool:
    if operator == "is_null":
        return (value is None) is asked[0]
    if operator in ("ne", "nin"):
        return value not in asked
    if value is None:
        return False
    match operator:
        case "lt":
            return bool(value < asked[0])
        case "lte":
            return bool(value <= asked[0])
        case "gt":
            return bool(value > asked[0])
        case "gte":
            return bool(value >= asked[0])
        case "between":
            return bool(asked[0] <= value <= asked[1])
        case "contains":
            return asked[0].lower() in value.lower()
        case "startswith":
            return bool(value.lower().startswith(asked[0].lower()))
        case "endswith":
            return bool(value.lower().endswith(asked[0].lower()))
    return value in asked


@dataclass(frozen=True)
class Question:
    """What is asked of a list."""

    kind: Kind = field(repr=False)
    filters: list[tuple[str, str, list[Any]]]
    choice: str | None
    sort: list[str]
    direction: str | None
    limit: int
    offset: int

    def parameters(self) -> dict[str, str]:
        """The request, but for the page."""
        asked = {
            (name if operator == "eq" else f"{name}__{operator}"): ",".join(map(as_text, values))
            for name, operator, values in self.filters
        }
        asked |= {"stage": self.choice} if self.choice else {}
        asked |= {self.kind.by: ",".join(self.sort)} if self.sort else {}
        asked |= {self.kind.order: self.direction} if self.direction else {}
        return asked | {"limit": str(self.limit), **self.kind.counts}

    def answer(self, rows: Sequence[Row]) -> list[Row]:
        """The rows that the list has, in its order."""
        conditions = self.kind.choices[self.choice] if self.choice else {}
        found = [
            row
            for row in rows
            if all(holds(operator, row[name], values) for name, operator, values in self.filters)
            and all(row[name] == value for name, value in conditions.items())
        ]
        terms = [*self._terms()]
        # Sorting is stable, so the last term comes first; the key goes the way of the last one.
        found.sort(key=lambda row: row[self.kind.key], reverse=terms[-1][1])
        for name, descending in reversed(terms):
            found = self._sorted(found, name, descending)
        return found

    def _terms(self) -> Iterator[tuple[str, bool]]:
        for each in self.sort or [self.kind.default]:
            terms, turned = self.kind.sorts[each.removeprefix("-")], each.startswith("-")
            if self.direction:
                turned = terms[0][1] != (self.direction == "desc")
            for name, descending in terms:
                yield name, descending != turned

    def _sorted(self, rows: list[Row], name: str, descending: bool) -> list[Row]:
        rank = self.kind.ranks.get(name, lambda value: value)
        missing = [row for row in rows if row[name] is None]
        present = [row for row in rows if row[name] is not None]
        present.sort(key=lambda row: rank(row[name]), reverse=descending)
        return present + missing if self.kind.nulls_last else missing + present


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


# What is tried.


@st.composite
def questions(draw: st.DrawFn, kind: Kind) -> Question:
    filters = []
    for name in draw(st.lists(st.sampled_from([*kind.filters]), unique=True, max_size=2)):
        operator = draw(st.sampled_from(kind.filters[name]))
        # A filter's text is a bounded one.
        known = [value for value in kind.values[name] if value is not None]
        known += kind.never.get(name, ())
        size = {"in": 3, "nin": 3, "between": 2}.get(operator, 1)
        fewest = 2 if operator == "between" else 1
        values = draw(st.lists(st.sampled_from(known), min_size=fewest, max_size=size))
        if operator == "between":
            values.sort()
        if operator == "is_null":
            values = [draw(st.booleans())]
        filters.append((name, operator, values))
    keys = draw(st.lists(st.sampled_from([*kind.sorts]), unique=True, max_size=3))
    direction = None
    if len(keys) < 2:
        direction = draw(st.sampled_from([None, None, "asc", "desc"]))
    signs = ["", "-"] if direction is None else [""]
    return Question(
        kind,
        filters,
        draw(st.sampled_from([None, *kind.choices])),
        [draw(st.sampled_from(signs)) + key for key in keys],
        direction,
        draw(st.integers(1, 5)),
        draw(st.integers(0, 12)),
    )


def rows_of(kind: Kind, most: int) -> st.SearchStrategy[list[Row]]:
    values = {name: st.sampled_from(known) for name, known in kind.values.items()}
    return st.lists(st.fixed_dictionaries(values), max_size=most)


@dataclass
class App:
    """The served application, and its database."""

    client: httpx.Client
    connection: Any
    users: Iterator[int] = field(default_factory=itertools.count)

    def user(self, kind: Kind) -> "User":
        """Somebody new."""
        return User(self, kind, f"user {next(self.users)}")


@dataclass
class User:
    """Somebody who has rows of a kind."""

    app: App
    kind: Kind
    name: str
    rows: list[Row] = field(default_factory=list)

    def insert(self, rows: Sequence[Row]) -> None:
        """Rows, past the API; their keys are in no order that matters."""
        new = []
        for row in rows:
            number = len(self.rows) + len(new)
            key: Any = uuid5(NAMESPACE, f"{self.name} {number}")
            if self.kind.key == "number":
                key = key.int % 2**31
            new.append({self.kind.key: key, **row})
        if new:
            names = [*new[0]]
            columns = ", ".join(f'"{name}"' for name in ("user_id", *names))
            with self.app.connection.cursor() as cursor:
                execute_values(
                    cursor,
                    f"INSERT INTO {self.kind.table} ({columns}) VALUES %s",
                    [(self.name, *(row[name] for name in names)) for row in new],
                )
        self.rows += new

    def get(self, parameters: Mapping[str, str]) -> httpx.Response:
        token = jwt.encode({"sub": self.name, "exp": 2**33}, SECRET)
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.app.client.get(self.kind.path, params=parameters, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer

    def walk(self, question: Question) -> Iterator[tuple[list[str], httpx.Response]]:
        """Page after page, as `Link` says: the keys that it has."""
        asked: dict[str, str] | None = {**question.parameters(), "cursor": ""}
        while asked is not None:
            answer = self.get(asked)
            yield [str(row[self.kind.key]) for row in answer.json()], answer
            link = answer.links.get("next")
            asked = dict(httpx.URL(link["url"]).params) if link else None


def keys(kind: Kind, rows: Sequence[Row]) -> list[str]:
    return [str(row[kind.key]) for row in rows]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(SPEC, tmp_path_factory.mktemp("lists") / "made_app")


@pytest.fixture(scope="module")
def app(package: Path) -> Iterator[App]:
    with (
        database() as url,
        served(package, {"DATABASE_URL": url}, migrate=True) as server,
        httpx.Client(base_url=server.address) as client,
    ):
        connection = psycopg2.connect(url)
        # For this connection alone: others of the process have texts.
        register_uuid(conn_or_curs=connection)
        connection.autocommit = True
        try:
            yield App(client, connection)
        finally:
            connection.close()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_answers_are_the_models(app: App, kind: Kind) -> None:
    @REPEATABLE
    @given(rows_of(kind, 14), questions(kind))
    def check(rows: list[Row], question: Question) -> None:
        user = app.user(kind)
        user.insert(rows)
        expected = keys(kind, question.answer(user.rows))
        answer = user.get({**question.parameters(), "offset": str(question.offset)})
        shown = [str(row[kind.key]) for row in answer.json()]
        assert shown == expected[question.offset :][: question.limit]
        assert answer.headers["x-total-count"] == str(len(expected))
        pages = []
        for page, answer in user.walk(question):
            pages.append(page)
            assert answer.headers["x-total-count"] == str(len(expected))
        assert pages == [
            expected[start : start + question.limit]
            for start in range(0, max(1, len(expected)), question.limit)
        ]

    check()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_rows_that_come_meanwhile_move_nothing(app: App, kind: Kind) -> None:
    @REPEATABLE
    @given(rows_of(kind, 10), st.lists(rows_of(kind, 3), max_size=6), questions(kind))
    def check(rows: list[Row], coming: list[list[Row]], question: Question) -> None:
        user = app.user(kind)
        user.insert(rows)
        there = set(keys(kind, user.rows))
        shown: list[str] = []
        arrivals = iter(coming)
        for page, _ in user.walk(question):
            every = keys(kind, question.answer(user.rows))
            # All that comes behind the last row shown, be it old or new, and nothing else.
            place = every.index(shown[-1]) + 1 if shown else 0
            assert page == every[place:][: question.limit]
            shown += page
            user.insert(next(arrivals, []))
        assert len(shown) == len(set(shown))
        assert there & set(keys(kind, question.answer(user.rows))) <= set(shown)

    check()


def test_rows_that_go_meanwhile_move_nothing(app: App) -> None:
    user = app.user(TASKS)
    row = {name: values[0] for name, values in TASKS.values.items()}
    user.insert([{**row, "title": each} for each in "abcdef"])
    question = Question(TASKS, [], None, ["alphabetical_az"], None, 2, 0)
    walk = user.walk(question)
    first, _ = next(walk)
    with app.connection.cursor() as cursor:
        # The place itself is gone, and so is a row before it.
        cursor.execute("DELETE FROM tasks WHERE id::text = ANY(%s)", [first])
    assert [*first, *(key for page, _ in walk for key in page)] == keys(TASKS, user.rows)


# Numbers that a filter can't be.


@pytest.mark.parametrize(
    ("path", "asked", "message"),
    [
        ("tasks", {"price": "1" * 41}, "must be a number written as text"),
        ("tasks", {"price__in": f"1,{'1' * 41}"}, "must be a number written as text"),
        ("tasks", {"price__lt": "1e5"}, "must be a number written as text"),
        ("tasks", {"price__gte": "NaN"}, "must be a number written as text"),
        ("tasks", {"votes__gt": str(2**63)}, "must be at most"),
        ("tasks", {"votes__gt": str(-(2**63) - 1)}, "must be at least"),
        ("tasks", {"votes__gt": "9" * 5_000}, "is out of range"),
        ("events", {"order": str(2**31)}, "must be at most"),
        ("events", {"order__gte": str(-(2**31) - 1)}, "must be at least"),
        ("events", {"ratio__lt": "1e999"}, "must be a finite number"),
        ("events", {"ratio__in": "0.1,NaN"}, "must be a finite number"),
    ],
)
def test_a_number_beyond_every_row_is_refused(
    app: App, path: str, asked: dict[str, str], message: str
) -> None:
    headers = {"Authorization": f"Bearer {jwt.encode({'sub': 'ann', 'exp': 2**33}, SECRET)}"}
    answer = app.client.get(f"/api/{path}", params=asked, headers=headers)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["message"].startswith(message)


# The parameters of docs/spec.md.


def test_the_example_of_the_page_is_what_it_says(tmp_path: Path) -> None:
    (example,) = (text for kind, text in blocks(ROOT / "docs/spec.md") if "sort_by" in text)
    head = 'spec: 1\napi: {title: Reminders, version: "1"}\nresources:\n'
    package = generate(head + example, tmp_path / "made_app")
    document = json.loads((package / "openapi.json").read_text("utf-8"))
    parameters = {
        each["name"]: each["schema"]
        for each in document["paths"]["/api/reminders"]["get"]["parameters"]
    }
    assert [*parameters] == ["limit", "offset", "cursor", "sort_by", "sort_order", "total"]
    keys = ["alphabetical_az", "due_date_soonest"]
    signed = [f"{sign}{key}" for key in keys for sign in ("", "-")]
    assert parameters["sort_by"]["items"]["enum"] == signed
    assert parameters["sort_order"]["enum"] == ["asc", "desc"]


# Any text that its field takes can be stored, whatever it is sorted or filtered by.


def test_a_long_text_is_stored_where_it_is_sorted_by(app: App) -> None:
    # PostgreSQL can't compress it into an index; the owner's id is as long as any.
    text = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(50_000))
    user = User(app, TASKS, text[:255])
    token = jwt.encode({"sub": user.name, "exp": 2**33}, SECRET)
    headers = {"Authorization": f"Bearer {token}"}
    for story in (text, text[:400] + "x", text[:399], "😀" * 50_000):
        body = {"title": text[:40], "story": story}
        made = app.client.post("/api/tasks", json=body, headers=headers)
        assert made.status_code == 201, made.text[:500]
        user.rows.append({**made.json(), "id": UUID(made.json()["id"])})
    question = Question(TASKS, [], None, ["-story"], None, 1, 0)
    shown = [key for page, _ in user.walk(question) for key in page]
    assert shown == keys(TASKS, question.answer(user.rows))
    (found,) = user.get({"story": text[:399]}).json()
    assert found["story"] == text[:399]
    link = "https://example.com/" + text[:1].encode().hex() * 340
    made = app.client.post("/api/notes", json={"link": link, "text": text}, headers=headers)
    assert made.status_code == 201, made.text[:500]


# The index of a sort leads to any place in it.

STATEMENT = """
import json, sys
from made_app.paging import Shape
from made_app.resources.tasks.queries import listing

for sort, place in json.loads(sys.argv[1]):
    shape = Shape(frozenset(), ("any", None, None), tuple(sort), False, tuple(place))
    statement = listing.statement(shape)
    print(json.dumps([statement.sql, statement.parameters]))
"""
WALKS: list[tuple[list[str], list[Any]]] = [
    (["alphabetical_az"], ["title 5000", NAMESPACE]),
    (["-alphabetical_az"], ["title 5000", NAMESPACE]),
    (["due"], [moment("15T00:00"), moment("01T00:00"), NAMESPACE]),
    (["-due"], [moment("15T00:00"), moment("01T00:00"), NAMESPACE]),
    (["due"], [None, moment("01T00:00"), NAMESPACE]),
    (["-due"], [None, moment("01T00:00"), NAMESPACE]),
    (["urgent"], [1, moment("15T00:00"), "title 5000", NAMESPACE]),
    (["price"], [Decimal("50.00"), NAMESPACE]),
    (["-price"], [Decimal("50.00"), NAMESPACE]),
    (["-price"], [None, NAMESPACE]),
    (["story"], ["story 50", NAMESPACE]),
    (["price", "votes"], [Decimal("50.00"), 7, NAMESPACE]),
]


def test_the_index_of_a_sort_finds_the_place(package: Path) -> None:
    with database() as url:
        env = environment(package, url)
        python(package, "-m", package.name, "migrate", env=env)
        execute(
            url,
            "INSERT INTO tasks"
            " (id, user_id, title, story, priority, due_date, price, votes, made_at)"
            " SELECT gen_random_uuid(), 'user ' || i % 4, 'Title ' || i, 'Story ' || i % 100,"
            " CASE i % 4 WHEN 0 THEN 'low' WHEN 1 THEN 'medium' WHEN 2 THEN 'high' END,"
            " CASE WHEN i % 3 > 0 THEN timestamptz '2030-01-01Z' + i % 30 * interval '1 day' END,"
            " CASE WHEN i % 5 > 0 THEN i % 97 END, i % 11,"
            " timestamptz '2030-01-01Z' + i * interval '1 second'"
            " FROM generate_series(1, 20000) i",
        )
        execute(url, "ANALYZE tasks")
        asked = json.dumps([[sort, [each is not None for each in place]] for sort, place in WALKS])
        made = python(package, "-c", STATEMENT, asked, env=env).splitlines()

        async def plans() -> list[str]:
            connection = await asyncpg.connect(url)
            try:
                found = []
                for line, (_, place) in zip(made, WALKS, strict=True):
                    sql, parameters = json.loads(line)
                    values = {f"_place_{index}": value for index, value in enumerate(place)}
                    values |= {"_caller": "user 1", "_limit": 20, "_limit_and_one": 21, "_last": 19}
                    arguments = [values[name] for name in parameters]
                    explained = f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) {sql}"
                    lines = await connection.fetch(explained, *arguments)
                    found.append("\n".join(line[0] for line in lines))
                return found
            finally:
                await connection.close()

        shown = asyncio.run(plans())
    for (sort, place), plan in zip(WALKS, shown, strict=True):
        assert "Seq Scan" not in plan, (sort, place, plan)
        if len(sort) == 1:
            # PostgreSQL reads the rows of the page in their order, and no other rows.
            assert "Sort Key" not in plan, (sort, place, plan)
            assert "Removed by Filter" not in plan, (sort, place, plan)
