"""What looks for parts of texts: literally, in any case, and by an index where there is one."""

import asyncio
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import httpx
import psycopg2
import pytest

from tests.generating import ROOT, database, environment, execute, generate, python
from tests.serving import Server, served

SPEC = ROOT / "tests/specs/texts.yaml"
ALPHABET = ["a", "A", "b", "B", "%", "_", "\\", ".", "*", "'", '"', " ", "+", ",", "é", "日", "😀"]
MODEL: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
STATEMENT = """
import json
from made_app.paging import Shape
from made_app.resources.contacts.queries import listing

shape = Shape(frozenset({"name__startswith"}), (None, None), ("seen",), False)
statement = listing.statement(shape)
print(json.dumps([statement.sql, statement.parameters]))
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(SPEC, tmp_path_factory.mktemp("texts") / "made_app")


@pytest.fixture(scope="module")
def server(package: Path) -> Iterator[Server]:
    with served(package, {"APP_ENV": "development"}) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {server.token('alice')}"}
    with httpx.Client(base_url=server.address, headers=headers) as asking:
        yield asking


def test_parts_of_random_texts(client: httpx.Client) -> None:
    rng = random.Random(5)

    def text(most: int) -> str:
        return "".join(rng.choices(ALPHABET, k=rng.randint(1, most)))

    texts = [text(12) for _ in range(60)]
    for each in texts:
        body = {"name": "n", "email": "a@b.c", "notes": each, "seen": "2030-01-31T09:00:00Z"}
        assert client.post("/api/contacts", json=body).status_code == 201
    found = 0
    for _ in range(300):
        operator, part = rng.choice([*MODEL]), text(3)
        answer = client.get("/api/contacts", params={f"notes__{operator}": part, "limit": 100})
        assert answer.status_code == 200, part
        # PostgreSQL's locale need not know that É is é; the alphabet has no such letter.
        expected = [each for each in texts if MODEL[operator](each.lower(), part.lower())]
        assert sorted(row["notes"] for row in answer.json()) == sorted(expected), (operator, part)
        found += bool(expected)
    assert found > 100


def test_a_long_text_is_stored_where_beginnings_are_looked_for(client: httpx.Client) -> None:
    rng = random.Random(3)
    # PostgreSQL can't compress it into an index.
    about = "".join(chr(rng.randint(0x4E00, 0x9FFF)) for _ in range(50_000))
    body = {"name": "n", "email": "a@b.c", "about": about, "seen": "2030-01-31T09:00:00Z"}
    assert client.post("/api/contacts", json=body).status_code == 201
    (found,) = client.get("/api/contacts", params={"about__startswith": about[:200]}).json()
    assert found["about"] == about


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("email", "nobody"),
        ("email", "ann@example.com\n"),
        ("logo", "javascript:alert(1)"),
        ("logo", "http://a/" + "b" * 2083),
    ],
)
def test_nothing_gets_around_a_form(package: Path, column: str, text: str) -> None:
    values = {"name": "n", "email": "a@b.c", "logo": "http://a", column: text}
    with database() as url:
        python(package, "-m", package.name, "migrate", env=environment(package, url))
        connection = psycopg2.connect(url)
        try:
            with connection.cursor() as cursor, pytest.raises(psycopg2.errors.CheckViolation):
                cursor.execute(
                    "INSERT INTO contacts (id, user_id, seen, name, email, logo) "
                    "VALUES (gen_random_uuid(), 'alice', now(), %(name)s, %(email)s, %(logo)s)",
                    values,
                )
        finally:
            connection.close()


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("slug", "a--b"),
        ("host", "a.example."),
        ("address", "1.2.3.256"),
        ("gateway", "1::2::3"),
        ("contact", "030 1234567"),
        ("color", "#1e90f"),
        ("color", "red"),
    ],
)
def test_nothing_gets_around_a_format(package: Path, column: str, text: str) -> None:
    given = {
        "slug": "a-b",
        "host": "a.example",
        "address": "1.2.3.4",
        "gateway": "1::2",
        "contact": "+49301234567",
        "color": "#1e90ff",
    }
    statement = (
        "INSERT INTO devices (id, user_id, slug, host, address, gateway, contact, color) VALUES "
        "(gen_random_uuid(), 'alice', %(slug)s, %(host)s, %(address)s, %(gateway)s, %(contact)s, "
        "%(color)s)"
    )
    with database() as url:
        python(package, "-m", package.name, "migrate", env=environment(package, url))
        connection = psycopg2.connect(url)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, given)
                with pytest.raises(psycopg2.errors.CheckViolation, match=f"{column}_form"):
                    cursor.execute(statement, {**given, column: text})
        finally:
            connection.close()


def test_documentation_says_formats(client: httpx.Client) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    sent, shown = (schemas[f"Device{part}"]["properties"] for part in ("Create", "Public"))
    slug = {"type": "string", "format": "slug", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
    assert (sent["slug"], shown["slug"]) == ({**slug, "maxLength": 40}, slug)
    names, _ = sent["names"]["anyOf"]
    assert names["items"] == {"type": "string", "format": "hostname", "maxLength": 60}


def test_payloads_are_only_texts(client: httpx.Client) -> None:
    for part in ("' OR 1=1 --", "%' OR '1'='1", "$1", ":name", "\\'", "a') IS NULL --", "%(x)s"):
        for operator in MODEL:
            answer = client.get("/api/contacts", params={f"name__{operator}": part})
            assert (answer.status_code, answer.json()) == (200, []), part


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("1", "must be two values with a comma between them"),
        ("1,2,3", "must be two values with a comma between them"),
        ("", "must be two values with a comma between them"),
        ("2,1", "must have the lesser of its two values first"),
        ("1,many", "must be a whole number"),
    ],
)
def test_range_is_refused(client: httpx.Client, asked: str, says: str) -> None:
    answer = client.get("/api/contacts", params={"size__between": asked})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["field"], error["message"]) == ("size__between", says)


def test_ends_of_a_range_are_not_rounded(client: httpx.Client) -> None:
    body = {"name": "ranged", "email": "a@b.c", "price": "9.90", "seen": "2030-01-31T09:00:00Z"}
    assert client.post("/api/contacts", json=body).status_code == 201

    def count(ends: str) -> int:
        return len(client.get("/api/contacts", params={"price__between": ends}).json())

    assert [count("9.90,9.90"), count("9.895,9.899"), count("9.901,99")] == [1, 0, 0]
    assert [count("9.8951,9.9049"), count(f"-{10**30},{10**30}")] == [1, 1]


def test_index_finds_beginnings(package: Path) -> None:
    with database() as url:
        env = environment(package, url)
        python(package, "-m", package.name, "migrate", env=env)
        execute(
            url,
            "INSERT INTO contacts (id, user_id, name, email, logo, seen) SELECT gen_random_uuid(), "
            "'user ' || i % 10, 'Name ' || i, 'a@b.c', 'http://a', now() "
            "FROM generate_series(1, 50000) i",
        )
        execute(url, "ANALYZE contacts")
        sql, parameters = json.loads(python(package, "-c", STATEMENT, env=env))
        values = {"_caller": "user 7", "name__startswith": "NAME 77", "_limit": 20}
        values |= {"_limit_and_one": 21, "_offset": 0}
        arguments = [values[name] for name in parameters]

        async def plan() -> str:
            connection = await asyncpg.connect(url)
            try:
                # PostgreSQL might plan for any value, once it has seen the statement five times.
                prepared = await connection.prepare(sql)
                for _ in range(10):
                    (row,) = await prepared.fetch(*arguments)
                    assert row["items"].count("Name 77") == 12
                lines = await connection.fetch(f"EXPLAIN {sql}", *arguments)
                (kept,) = await connection.fetch(
                    "SELECT generic_plans FROM pg_prepared_statements WHERE statement = $1", sql
                )
                assert kept["generic_plans"] == 0
                return "\n".join(line[0] for line in lines)
            finally:
                await connection.close()

        shown = asyncio.run(plan())
    assert "ix_contacts_user_id_name__startswith" in shown
    assert "Seq Scan" not in shown
