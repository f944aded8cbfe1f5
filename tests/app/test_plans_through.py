"""How PostgreSQL finds rows that are owned through others: by indexes, however deep they lie."""

import json
from collections.abc import Iterator

import pytest

from tests.app.test_plans import ASK, Found, nodes
from tests.documents import shown
from tests.generating import database, environment, execute, generate, python

OWNERS = 200
SPEC = f"""\
spec: 1
api: {{title: Boards, version: 1.0.0}}
resources:
{shown("spec.md", "yaml", "through: board_id")}"""
LIST = "0197a3c4-0000-7000-8000-000000000001"
FILL = (
    f"""
    INSERT INTO boards (id, user_id, name)
    SELECT gen_random_uuid(), 'owner' || n % {OWNERS}, n::text
    FROM generate_series(1, {OWNERS} * 2) AS n
    """,
    f"""
    INSERT INTO lists (id, board_id, name)
    SELECT CASE WHEN boards.name = '7' AND n = 1 THEN '{LIST}' ELSE gen_random_uuid() END,
        boards.id, n::text
    FROM boards, generate_series(1, 5) AS n
    """,
    """
    INSERT INTO cards (id, list_id, title, position)
    SELECT gen_random_uuid(), lists.id, n::text, n * 37 % 25 FROM lists, generate_series(1, 25) AS n
    """,
    """
    INSERT INTO items (id, card_id, text, done)
    SELECT gen_random_uuid(), cards.id, n::text, false FROM cards, generate_series(1, 2) AS n
    """,
    *(f"VACUUM ANALYZE {table}" for table in ("boards", "lists", "cards", "items")),
)
PATHS = (
    "/api/lists",
    "/api/cards",
    "/api/cards?total=true",
    "/api/cards?sort=-position",
    f"/api/cards?list_id={LIST}",
    f"/api/cards?list_id={LIST}&sort=-position",
    "/api/items",
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Found]]:
    """What each list answers, and its plans."""
    package = generate(SPEC, tmp_path_factory.mktemp("plans") / "parcels")
    with database() as url:
        env = environment(package, url) | {"APP_ENV": "development"}
        python(package, "-m", "parcels", "migrate", env=env)
        for command in FILL:
            execute(url, command)
        yield json.loads(python(package, "-c", ASK, json.dumps(PATHS), env=env))


def test_no_list_reads_a_whole_table(asked: dict[str, Found]) -> None:
    for path, found in asked.items():
        assert found["rows"] > 0, path
        assert "Seq Scan" not in {node["Node Type"] for node in nodes(found["plans"])}, path


def test_rows_below_one_are_in_order_where_they_are_found(asked: dict[str, Found]) -> None:
    sorted_ = {
        path
        for path, found in asked.items()
        if "Sort" in {node["Node Type"] for node in nodes(found["plans"])}
    }
    assert sorted_ == {path for path in PATHS if LIST not in path}
