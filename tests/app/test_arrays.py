"""Arrays of the page docs/spec.md, over a served application and past it."""

import asyncio
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psycopg2
import pytest

from tests.documents import blocks
from tests.generating import ROOT, database, environment, execute, generate, python
from tests.serving import Server, served

PAGE = ROOT / "docs/spec.md"
(SHOWN,) = (text for kind, text in blocks(PAGE) if kind == "yaml" and "array<enum>" in text)
SPEC = f"""\
spec: 1
api: {{title: Notes, version: "1"}}
resources:
{SHOWN}"""
ODD = ["a,b", "{a}", '"', "\\", "NULL", "null", " ", "' OR 1=1 --", "$1", ":a", "%s", "é", "😀"]
LEGAL = {"labels": "{a,b}", "moods": "{busy,calm}", "prices": "{0}", "seen": None}
MODEL: dict[str, Callable[[set[str], set[str]], bool]] = {
    "any": lambda has, asked: bool(has & asked),
    "all": lambda has, asked: has >= asked,
}
STATEMENT = """
import json
from notes_app.paging import Shape
from notes_app.resources.notes.queries import listing

statement = listing.statement(Shape(frozenset({"FILTER"}), (None,), (), False))
print(json.dumps([statement.sql, statement.parameters]))
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(SPEC, tmp_path_factory.mktemp("arrays") / "notes_app")


@pytest.fixture(scope="module")
def migrated(package: Path) -> Iterator[str]:
    with database() as url:
        python(package, "-m", package.name, "migrate", env=environment(package, url))
        yield url


@pytest.fixture(scope="module")
def server(package: Path) -> Iterator[Server]:
    with served(package, {"APP_ENV": "development"}) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {server.token(f'user {random.random()}')}"}
    with httpx.Client(base_url=server.address, headers=headers, trust_env=False) as asking:
        yield asking


def test_a_list_is_kept_as_it_was_sent(client: httpx.Client) -> None:
    sent = {
        "labels": ["work", "home", "work"],
        "moods": [],
        "prices": ["1.50", "0.00"],
        "seen": ["2030-01-31T09:00:00+02:00", "2029-01-01T00:00:00Z"],
    }
    made = client.post("/api/notes", json=sent).json()
    seen = ["2030-01-31T07:00:00.000000Z", "2029-01-01T00:00:00.000000Z"]
    assert made == made | sent | {"seen": seen}
    assert client.get("/api/notes").json() == [made]
    path = f"/api/notes/{made['id']}"
    assert client.patch(path, json={"seen": None, "moods": None}).json() == made | {
        "seen": None,
        "moods": None,
    }
    assert client.get(path).json()["seen"] is None


def test_odd_elements(client: httpx.Client) -> None:
    rng = random.Random(3)
    rows = [[f"{rng.choice(ODD)}{rng.choice(ODD)}x" for _ in range(3)] for _ in range(40)]
    for row in rows:
        answer = client.post("/api/notes", json={"labels": row})
        assert (answer.status_code, answer.json()["labels"]) == (
            201,
            [each.strip() for each in row],
        )
    kept = [{each.strip() for each in row} for row in rows]
    for _ in range(100):
        operator = rng.choice([*MODEL])
        asked = {each for each in rng.choice(kept) if "," not in each} | {rng.choice(ODD[1:])}
        parameters = {f"labels__{operator}": [*asked], "limit": 100}
        found = client.get("/api/notes", params=parameters)
        assert found.status_code == 200, found.text
        expected = [sorted(row) for row in kept if MODEL[operator](row, asked)]
        assert sorted(sorted({*row["labels"]}) for row in found.json()) == sorted(expected)


def test_more_digits_are_another_number(client: httpx.Client) -> None:
    client.post("/api/notes", json={"prices": ["9.90"]})
    found = [
        len(client.get("/api/notes", params={"prices__any": asked}).json())
        for asked in ("9.9", "9.900,1", "9.901", "9.899")
    ]
    assert found == [1, 1, 0, 0]


def test_a_wrong_element_is_named(client: httpx.Client) -> None:
    answer = client.post("/api/notes", json={"labels": ["work", "x" * 21]})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "labels"


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"labels": ["ab"] * 6}, "too_long", "must have at most 5 items"),
        ({"prices": []}, "too_short", "must have 1 or more items"),
    ],
)
def test_a_wrong_number_of_elements_is_explained(
    client: httpx.Client, body: dict[str, Any], code: str, message: str
) -> None:
    ((field, _),) = body.items()
    answer = client.post("/api/notes", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": field, "message": message, "code": code}]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("labels", "{one,NULL}"),
        ("labels", "{{one,two}}"),
        ("labels", "{a,b,c,d,e,f}"),
        ("moods", "{calm,angry}"),
        ("prices", "{}"),
        ("prices", "{1,-1}"),
        ("seen", "{NULL}"),
    ],
)
def test_nothing_gets_around_a_rule(migrated: str, column: str, value: str) -> None:
    insert = f"INSERT INTO notes (id, user_id, {column}) VALUES (gen_random_uuid(), 'a', %s)"
    connection = psycopg2.connect(migrated)
    try:
        with connection.cursor() as cursor:
            cursor.execute(insert, [LEGAL[column]])
            with pytest.raises(psycopg2.Error) as refused:
                cursor.execute(insert, [value])
    finally:
        connection.close()
    # A check, or that nobody looks for null in an array of arrays.
    assert refused.value.pgcode in ("23514", "0A000")


@pytest.mark.parametrize("operator", MODEL)
def test_index_finds_elements(package: Path, migrated: str, operator: str) -> None:
    name = f"labels__{operator}"
    execute(
        migrated,
        "INSERT INTO notes (id, user_id, labels) SELECT gen_random_uuid(), 'user ' || i % 10, "
        "ARRAY['label ' || i / 10 % 997, 'all'] FROM generate_series(1, 30000) i",
    )
    # Until then what is new stands in a list of its own, which the index reads as a whole.
    execute(migrated, "VACUUM ANALYZE notes")
    code, env = STATEMENT.replace("FILTER", name), environment(package, migrated)
    sql, parameters = json.loads(python(package, "-c", code, env=env))
    values: dict[str, Any] = {"_caller": "user 7", name: ["label 77"], "_limit": 20}
    values |= {"_limit_and_one": 21, "_offset": 0}
    arguments = [values[each] for each in parameters]

    async def plan() -> str:
        connection = await asyncpg.connect(migrated)
        try:
            lines = await connection.fetch(f"EXPLAIN {sql}", *arguments)
            return "\n".join(line[0] for line in lines)
        finally:
            await connection.close()

    shown = asyncio.run(plan())
    assert "ix_notes_labels" in shown, shown
    assert "Seq Scan" not in shown
