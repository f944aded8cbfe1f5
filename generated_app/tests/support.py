"""What the tests are written with; your own in `custom/tests/` may use it too."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx
from anyio.from_thread import BlockingPortal
from psycopg2 import sql

from .. import api
from ..main import create_app
from ..settings import Settings
from .contract import Contract
from .parents import KEYS, KINDS, Own, known

Row = dict[str, Any]

# Operators that look for a part of a text, in any case.
PARTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
}

PROBLEM_JSON = "application/problem+json"

# What may follow a field in a parameter, where the spec declares it; the last two never do.
OPERATORS = (
    *("ne", "in", "nin", "lt", "lte", "gt", "gte", "between", "is_null"),
    *("contains", "startswith", "endswith", "like", "regex"),
)

# Values that broke other APIs, as JSON text: some of it no JSON at all.
ODD_VALUES = {
    "nothing": "",
    "null": "null",
    "true": "true",
    "an object": '{"a": 1}',
    "an empty object": "{}",
    "a list": "[]",
    "a list of lists": "[[[]]]",
    "a number": "5",
    "a number as text": '"5"',
    "a number with a point": "5.0",
    "minus zero": "-0.0",
    "too large for a float": "1e400",
    "too small for a float": "1e-400",
    "not a number": "NaN",
    "infinity": "-Infinity",
    "2**31": str(2**31),
    "2**63": str(2**63),
    "10**30": str(10**30),
    "10**30 as text": f'"{10**30}"',
    "5000 digits": "9" * 5000,
    "5000 digits as text": '"' + "9" * 5000 + '"',
    "an empty text": '""',
    "a blank": '" "',
    "a long text": '"' + "x" * 100_000 + '"',
    "the NUL character": '"\\u0000"',
    "half of a surrogate pair": '"\\ud800"',
    "an emoji": '"\\ud83d\\ude00"',
    "bytes that aren't UTF-8": '"\udcff"',
    "SQL": '"\'; DROP TABLE users; --"',
    "a format": '"%s %(a)s {0} \\\\ $1 :a"',
    "the first year": '"0001-01-01T00:00:00+14:00"',
    "the last year": '"9999-12-31T23:59:59-14:00"',
    "a leap second": '"2016-12-31T23:59:60Z"',
    "a date": '"2030-02-30"',
    "a deep list": "[" * 2000 + "]" * 2000,
    "a deep object": '{"a":' * 2000 + "1" + "}" * 2000,
}

# Odd values of a parameter in the query string.
ODD_TEXTS = (
    *(
        "",
        " ",
        "null",
        "true",
        "-1",
        "0",
        "1.5",
        "NaN",
        "1e400",
        "-Infinity",
        "[]",
        "{}",
        ",",
        ",,",
    ),
    *(str(2**31), str(2**63), str(10**30), "9" * 5000, "x" * 2000, "\0", "%00", "\ufffd", "😀"),
    *("'; --", '"', "%", "_", "\\", "$1", ":a", "(", "a & | ! b", "<->", "-"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2030-02-30", "24:00"),
)


class Client:
    """Sends requests to the application, and holds the answers against openapi.json."""

    def __init__(
        self,
        portal: BlockingPortal,
        http: httpx.AsyncClient,
        contract: Contract,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.portal = portal
        self.http = http
        self.contract = contract
        self.headers = dict(headers or {})

    def filled(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """What is sent: whoever has no token has no rows of their own."""
        return {name: None if isinstance(value, Own) else value for name, value in fields.items()}

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request; the options are those of httpx."""
        return self.together([(method, path, options)])[0]

    def together(
        self, requests: Sequence[tuple[str, str, Mapping[str, Any]]]
    ) -> list[httpx.Response]:
        """Send several requests at the same time."""
        requests = [
            (method, path, {**options, "json": self.filled(options["json"])})
            if isinstance(options.get("json"), dict)
            else (method, path, options)
            for method, path, options in requests
        ]

        async def send() -> list[httpx.Response]:
            sent = [
                self.http.request(method, path, **{"headers": self.headers, **options})
                for method, path, options in requests
            ]
            return await asyncio.gather(*sent)

        responses = self.portal.call(send)
        for response in responses:
            self.contract.check(response)
        return responses

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Send a GET."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        """Send a POST."""
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> httpx.Response:
        """Send a PUT."""
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> httpx.Response:
        """Send a PATCH."""
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        """Send a DELETE."""
        return self.request("DELETE", path, **options)

    def send_text(self, method: str, path: str, body: str) -> httpx.Response:
        """Send a body as it is, declared as JSON."""
        headers = {**self.headers, "Content-Type": "application/json"}
        content = body.encode("utf-8", "surrogateescape")
        return self.request(method, path, content=content, headers=headers)

    def all_rows(self, path: str, /, **parameters: Any) -> list[Row]:
        """Every row of a list: from one page to the next, as the Link header says."""
        response = self.get(path, params=parameters)
        rows: list[Row] = []
        while True:
            assert response.status_code == 200, response.text
            rows += response.json()
            if "next" not in response.links:
                return rows
            response = self.get(response.links["next"]["url"])


class User(Client):
    """A client whose requests bear a user's token."""

    def __init__(self, client: Client, user_id: str, token: str, database: Any) -> None:
        super().__init__(client.portal, client.http, client.contract, bearer(token))
        self.id = user_id
        self.database = database

    def filled(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """What is sent, with the keys of the user's own rows; those that aren't there are made."""
        for value in fields.values():
            if isinstance(value, Own) and (self.id, value) not in KEYS:
                kind = KINDS[value.table]
                columns = self.filled(kind.columns(self.id, value.number))
                row = self.insert(value.table, columns, kind.key)
                KEYS[self.id, value] = kind.sent(row[kind.key])
        return known(self.id, fields)

    def insert_one(self, table: str, number: int, fields: Mapping[str, Any]) -> Any:
        """Put a row with these columns into the database, past the API; its key as it travels."""
        kind = KINDS[table]
        columns = self.filled({**kind.columns(self.id, number), **fields})
        return kind.sent(self.insert(table, columns, kind.key)[kind.key])

    def insert(self, table: str, values: Mapping[str, Any], key: str) -> Row:
        """Put a row into the database, past the API."""
        with self.database.cursor() as cursor:
            cursor.execute("INSERT INTO users (id) VALUES (%s) ON CONFLICT DO NOTHING", [self.id])
            cursor.execute(
                sql.SQL(
                    "INSERT INTO {table} ({columns}) SELECT {columns} "
                    "FROM json_populate_record(NULL::{table}, %s) RETURNING {key}"
                ).format(
                    table=sql.Identifier(table),
                    columns=sql.SQL(", ").join(map(sql.Identifier, values)),
                    key=sql.Identifier(key),
                ),
                [json.dumps(values)],
            )
            row = self.stored(table, key, cursor.fetchone()[0])
        assert row is not None
        return row

    def change(self, table: str, key: str, value: Any, fields: Mapping[str, Any]) -> None:
        """Write to a row in the database, past the API."""
        with self.database.cursor() as cursor:
            cursor.execute(
                sql.SQL(
                    "UPDATE {table} SET ({columns}) = "
                    "(SELECT {columns} FROM json_populate_record(NULL::{table}, %s)) "
                    "WHERE {key}::text = %s"
                ).format(
                    table=sql.Identifier(table),
                    columns=sql.SQL(", ").join(map(sql.Identifier, fields)),
                    key=sql.Identifier(key),
                ),
                [json.dumps(fields), str(value)],
            )

    def stored(self, table: str, key: str, value: Any) -> Row | None:
        """A row as the database has it."""
        with self.database.cursor() as cursor:
            cursor.execute(
                sql.SQL("SELECT row_to_json(t)::text FROM {} t WHERE {}::text = %s").format(
                    sql.Identifier(table), sql.Identifier(key)
                ),
                [str(value)],
            )
            found = cursor.fetchone()
        return None if found is None else json.loads(found[0], parse_float=str)


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def start(settings: Settings) -> None:
    """Start the application, and stop it."""

    async def run() -> None:
        app = create_app(settings)
        async with app.router.lifespan_context(app):
            pass

    asyncio.run(run())


def assert_problem(
    response: httpx.Response, status: int, *, field: str | None = None, says: str = ""
) -> None:
    """The response is a problem of this status; where a field is given, it is the wrong one."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == PROBLEM_JSON
    problem = response.json()
    assert set(problem) == {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == status
    assert problem["type"].startswith("urn:problem:")
    assert says in problem["detail"]
    if field is not None:
        assert field in [error["field"] for error in problem["errors"]], response.text


def assert_invalid(response: httpx.Response, field: str | None = None, says: str = "") -> None:
    """The response says that a rule was broken."""
    assert_problem(response, api.VALIDATION_STATUS, field=field, says=says)


def assert_answered(response: httpx.Response, what: str) -> None:
    """Whatever was sent, the response is an answer or a refusal, and never a failure."""
    assert response.status_code < 500, f"{what}: {response.text}"
    if response.status_code >= 400:
        assert_problem(response, response.status_code)


def with_odd(body: Mapping[str, Any], name: str, odd: str) -> str:
    """A body in which this field has an odd value."""
    return json.dumps({**body, name: "@"}).replace('"@"', odd)


@dataclass(frozen=True)
class By:
    """A sort key: the field, its natural direction, where nulls go, and how values rank."""

    field: str
    descending: bool = False
    nulls: Literal["first", "last"] = "last"
    rank: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Declared:
    """What the spec says of a list, and what follows for rows that are known: plain Python."""

    key: str
    # How the JSON of a field is read, where it isn't the value itself.
    types: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    # Parameter: the field and the operator.
    filters: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    # Parameter: the fields' values under each choice.
    choices: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    default_choices: Mapping[str, str] = field(default_factory=dict)
    sorts: Mapping[str, By] = field(default_factory=dict)
    default_sort: str = ""
    # Values that no row has, of fields that may be empty in all of them.
    unused: Mapping[str, Any] = field(default_factory=dict)

    def read(self, name: str, value: Any) -> Any:
        """A field's value."""
        return value if value is None or name not in self.types else self.types[name](value)

    def same(self, name: str, one: Any, other: Any) -> bool:
        """Whether two JSON values mean the same."""
        return bool(self.read(name, one) == self.read(name, other))

    def keys(self, rows: Sequence[Row]) -> list[str]:
        """The keys of rows."""
        return [str(row[self.key]) for row in rows]

    def expected(self, rows: Sequence[Row], /, **asked: str) -> list[str]:
        """The keys of the rows that a list shows when asked like this, in its order."""
        sort = asked.pop("sort", self.default_sort)
        asked = {**self.default_choices, **asked}
        found = [row for row in rows if all(self._holds(row, *each) for each in asked.items())]
        return self.keys(self._sorted(found, sort))

    def askable(self, rows: Sequence[Row], parameter: str) -> list[str]:
        """Values for a filter: those that some row has."""
        name, operator = self.filters[parameter]
        if operator == "is_null":
            return ["true", "false"]
        present = [row[name] for row in rows if row[name] is not None]
        if not present and name in self.unused:
            present = [self.unused[name]]
        if operator == "between":
            ordered = sorted(present, key=lambda value: self.read(name, value))
            ends = zip(ordered, [*ordered[2:], *ordered[-2:]], strict=True)
            return [f"{_as_text(low)},{_as_text(high)}" for low, high in ends]
        texts = list(dict.fromkeys(_as_text(value) for value in present))
        if operator in PARTS:
            return [part for text in texts for part in _parts(text)]
        if operator not in ("in", "nin"):
            return texts
        listable = [text for text in texts if "," not in text]
        return [*listable[:1], ",".join(listable[:2]), ",".join(listable)]

    def questions(self, rows: Sequence[Row]) -> list[dict[str, str]]:
        """No filter at all, and each filter and each choice by itself.

        A filter has the value that leaves most rows, but not all of them: it tells most of what
        pages and counts make of it.
        """
        filters = []
        for name in self.filters:
            left = {
                asked: sum(self._holds(row, name, asked) for row in rows) % len(rows)
                for asked in self.askable(rows, name)
            }
            if left:
                filters.append({name: max(left, key=left.__getitem__)})
        choices = [{name: each} for name, found in self.choices.items() for each in found]
        return [{}, *filters, *choices]

    def _holds(self, row: Row, parameter: str, asked: str) -> bool:
        if parameter in self.choices:
            conditions = self.choices[parameter][asked]
            return all(self.same(name, row[name], value) for name, value in conditions.items())
        name, operator = self.filters[parameter]
        value = self.read(name, row[name])
        if operator == "is_null":
            return (value is None) == (asked == "true")
        if operator in PARTS:
            return value is not None and PARTS[operator](value.lower(), asked.lower())
        wanted = [self._from_text(name, text) for text in asked.split(",")]
        if operator in ("eq", "ne"):
            wanted = [self._from_text(name, asked)]
        if operator in ("ne", "nin"):
            return value not in wanted
        if value is None:
            return False
        match operator:
            case "lt":
                return bool(value < wanted[0])
            case "lte":
                return bool(value <= wanted[0])
            case "gt":
                return bool(value > wanted[0])
            case "gte":
                return bool(value >= wanted[0])
            case "between":
                return bool(wanted[0] <= value <= wanted[1])
        return value in wanted

    def _from_text(self, name: str, text: str) -> Any:
        if name in self.types:
            return self.types[name](text)
        return text

    def _sorted(self, rows: Sequence[Row], sort: str) -> list[Row]:
        keys = [(each.removeprefix("-"), each.startswith("-")) for each in sort.split(",") if each]
        parts = [(self.sorts[name], opposite) for name, opposite in keys]
        turned = bool(parts) and parts[-1][0].descending != parts[-1][1]
        # Ties are broken by the key, which goes the way of the last sort.
        found = sorted(rows, key=lambda row: self.read(self.key, row[self.key]), reverse=turned)
        for by, opposite in reversed(parts):
            found = self._sorted_by(found, by, opposite)
        return found

    def _sorted_by(self, rows: list[Row], by: By, opposite: bool) -> list[Row]:
        def rank(row: Row) -> Any:
            value = self.read(by.field, row[by.field])
            return value if by.rank is None else by.rank(value)

        empty = [row for row in rows if row[by.field] is None]
        found = [row for row in rows if row[by.field] is not None]
        # In two steps, since `reverse` keeps the order of ties.
        found = sorted(found, key=rank, reverse=by.descending != opposite)
        return empty + found if by.nulls == "first" else found + empty


def truth(value: bool | str) -> bool:
    """A bool, from JSON or from a query string."""
    return value in (True, "true")


def _parts(text: str) -> list[str]:
    """The whole text, its beginning, its end, its middle; in another case; and what isn't in it."""
    most = 200
    parts = [text[:most], text[:2], text[-2:], text[1:-1][:most], text[:1].swapcase()]
    # In a pattern these would stand for anything.
    parts += [f"{text[:1]}%", f"{text[:1]}_", "\\", f"{text[:1]}.*", "%"]
    return list(dict.fromkeys(part for part in parts if part))


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
