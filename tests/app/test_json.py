"""JSON of the page docs/spec.md, over a served application and past it."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg2
import pytest

from generator.model.resolve.json_values import size
from tests.documents import blocks
from tests.generating import ROOT, database, environment, generate, python
from tests.serving import Server, served

PAGE = ROOT / "docs/spec.md"
(SHOWN,) = (text for kind, text in blocks(PAGE) if kind == "yaml" and "type: json" in text)
SPEC = f"""\
spec: 1
api: {{title: Widgets, version: "1"}}
resources:
{SHOWN}\
  Note:
    owner: user_id
    fields:
      id:     {{type: uuid, key: true}}
      labels: {{type: array<string>, max: 2}}
    filters: {{labels: [any]}}
"""
PATH = "/api/widgets"
DEEP = 100_000
CODES = ("inexact", "nul_character", "null", "text", "too_deep", "too_long")
IN_A_SESSION = """
import asyncio, os
import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession
from widgets_app.resources.widgets.models import Widget

async def run():
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(os.environ["DATABASE_URL"])
    )
    async with AsyncSession(engine) as session:
        session.add(row := Widget(user_id="a", layout={"a": [1]}, extra=[1]))
        await session.commit()
        await session.refresh(row)
        assert (row.layout, row.settings, row.extra) == ({"a": [1]}, {"theme": "dark"}, [1])
        row.layout, row.extra = {**row.layout, "b": None}, None
        await session.commit()
    connection = await asyncpg.connect(os.environ["DATABASE_URL"])
    print(*await connection.fetchrow("SELECT layout, settings, extra FROM widgets"), sep="|")
    await connection.close()
    await engine.dispose()

asyncio.run(run())
"""
SCALARS: list[Any] = [
    *(None, True, False, 0, -1, 10**30, 0.5, -2.25, 1e300, 5e-324, 1.5e-7, 123456789.125),
    *("", "a", "é", "😀", '"', "\\", "\\u0000", "\n\t\x01\x7f\u2028", "' OR 1=1 --", "{}"),
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(SPEC, tmp_path_factory.mktemp("json") / "widgets_app")


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


def post(client: httpx.Client, layout: str) -> httpx.Response:
    """A create whose layout is this text."""
    headers = {"Content-Type": "application/json"}
    return client.post(PATH, content=f'{{"layout": {layout}}}'.encode(), headers=headers)


def made_up(rng: random.Random, level: int = 0) -> Any:
    kind = rng.random()
    if level < 4 and kind < 0.25:
        return [made_up(rng, level + 1) for _ in range(rng.randrange(4))]
    if level < 4 and kind < 0.5:
        names = [str(rng.choice(SCALARS)) for _ in range(rng.randrange(4))]
        return {name: made_up(rng, level + 1) for name in names}
    return rng.choice(SCALARS)


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same: as floats, where one of them is."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) or isinstance(other, float):
        return not isinstance(one, bool | str) and float(one) == float(other)
    return type(one) is type(other) and bool(one == other)


def test_what_is_sent_comes_back(client: httpx.Client) -> None:
    rng = random.Random(7)
    for _ in range(150):
        layout = made_up(rng)
        answer = post(client, json.dumps(layout))
        if layout is None:
            assert answer.status_code == 422
            continue
        assert answer.status_code == 201, answer.text
        row = answer.json()
        assert same(row["layout"], layout), (layout, answer.text)
        assert (row["settings"], row["extra"]) == ({"theme": "dark"}, None)
        assert client.get(f"{PATH}/{row['id']}").text == answer.text


def test_size_is_that_of_the_answer(client: httpx.Client) -> None:
    rng = random.Random(11)
    for _ in range(50):
        layout = [made_up(rng), made_up(rng)]
        text = post(client, json.dumps(layout)).text
        begin = text.index('"layout":') + len('"layout":')
        assert size(layout) == len(text[begin : text.rindex(',"extra":')].encode())


@pytest.mark.parametrize(
    ("largest", "larger"),
    [
        ('"' + "é" * 4999 + '"', '"' + "é" * 5000 + '"'),
        ("[" + ", ".join(["7" * 3000] * 3) + "]", "[" + ", ".join(["7" * 3500] * 3) + "]"),
        ("[" + ", ".join(["0"] * 3333) + "]", "[" + ",".join(["0"] * 3334) + "]"),
        ("[" + ", ".join(["1e300"] * 32) + "]", "[" + ", ".join(["1e300"] * 34) + "]"),
        ("[" * 32 + "]" * 32, "[" * 33 + "]" * 33),
        ('{"a":' * 32 + "1" + "}" * 32, '{"a":' * 33 + "1" + "}" * 33),
    ],
    ids=["bytes", "digits", "parts", "exponents", "lists", "objects"],
)
def test_bounds(client: httpx.Client, largest: str, larger: str) -> None:
    assert post(client, largest).status_code == 201
    refused(post(client, larger))


@pytest.mark.parametrize(
    "hostile",
    [
        *("NaN", "[Infinity]", '{"a": -Infinity}', "1e400", "[-1e400]", "1e-400"),
        *("0.12345678901234567890", "[1.0000000000000000001]", "12345678901234567890.5"),
        *("1e-99999999999999999999999", '"\\u0000"', '{"a\\u0000b": 1}', '["a", ["\\u0000"]]'),
        *('"\\ud800"', '{"\\udc00": 1}', '[["\\ud83d"]]', "null"),
    ],
)
def test_what_would_change_is_refused(client: httpx.Client, hostile: str) -> None:
    refused(post(client, hostile))


@pytest.mark.parametrize("hostile", ["1" * 5000, "[" * DEEP + "]" * DEEP, "{", "tru", '"a'])
def test_what_is_no_json_is_refused(client: httpx.Client, hostile: str) -> None:
    answer = post(client, hostile)
    assert answer.status_code in (400, 422), answer.text


def refused(answer: httpx.Response) -> None:
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["field"] == "layout"
    assert error["code"] in CODES


def test_lists_beside_json_are_explained_as_elsewhere(client: httpx.Client) -> None:
    many = {"labels__any": ["a"] * 101}
    answers = (
        (client.post("/api/notes", json={"labels": ["a"] * 3}), "labels", 2),
        (client.get("/api/notes", params=many), "labels__any", 100),
    )
    for answer, field, most in answers:
        assert answer.status_code == 422
        message = f"must have at most {most} items"
        assert answer.json()["errors"] == [{"field": field, "message": message, "code": "too_long"}]


def test_the_last_of_two_keys_counts(client: httpx.Client) -> None:
    assert post(client, '{"a": 1, "b": 2, "a": 3}').json()["layout"] == {"a": 3, "b": 2}


def test_a_change_replaces_all_of_it(client: httpx.Client) -> None:
    row = client.post(PATH, json={"layout": {"a": 1}, "extra": [1], "settings": {"x": 1}}).json()
    path = f"{PATH}/{row['id']}"
    changed = client.patch(path, json={"layout": {"b": 2}, "extra": None}).json()
    assert changed == row | {"layout": {"b": 2}, "extra": None}
    for name in ("layout", "settings"):
        assert client.patch(path, json={name: None}).status_code == 422
    assert client.post(f"{path}/lay_out", json={"layout": "x"}).json()["layout"] == "x"
    replaced = client.put(path, json={"layout": [None]}).json()
    assert replaced == row | {"layout": [None], "extra": None, "settings": {"theme": "dark"}}
    shown = client.get(PATH, params={"extra__is_null": "true"}).json()
    assert shown == [replaced]


@pytest.mark.parametrize("value", ["null", json.dumps("x" * 1999)])
def test_nothing_gets_around_a_rule(migrated: str, value: str) -> None:
    insert = (
        "INSERT INTO widgets (id, user_id, layout, settings) "
        "VALUES (gen_random_uuid(), 'a', '{}', %s)"
    )
    connection = psycopg2.connect(migrated)
    try:
        with connection.cursor() as cursor:
            cursor.execute(insert, [json.dumps("x" * 1998)])
            with pytest.raises(psycopg2.errors.CheckViolation):
                cursor.execute(insert, [value])
    finally:
        connection.close()


def test_code_of_ones_own_has_values(package: Path, migrated: str) -> None:
    kept = python(package, "-c", IN_A_SESSION, env=environment(package, migrated))
    assert kept == '{"a": [1], "b": null}|{"theme": "dark"}|None\n'
