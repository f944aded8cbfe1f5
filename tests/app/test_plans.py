"""How PostgreSQL finds rows among 100,000: for what the spec declares it never reads them all."""

import json
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, TypeAlias

import pytest

from tests.generating import database, environment, execute, generate, python

ROWS, OWNERS = 100_000, 50

SPEC = """\
spec: 1
api: {title: Parcels, version: 1.0.0}
resources:
  Parcel:
    owner: user_id
    fields:
      id:       {type: uuid, key: true}
      label:    {type: string, required: true, max: 200}
      note:     {type: text, max: 5000}
      state:    {type: enum, values: [packed, sent, lost], default: packed}
      insured:  {type: bool, default: false}
      away:     {type: bool, is: {state: [sent, lost]}, else: packed}
      weight:   {type: "decimal(8,3)"}
      pieces:   {type: int, required: true}
      due_on:   {type: date}
      made_at:  {type: datetime, set: on_create}
    filters:
      place:
        default: any
        choices:
          any: {}
          open: {state: packed, insured: true}
          gone: {state: lost}
          home: {away: false}
      label:  [eq, startswith]
      state:  [eq, in]
      away:   [eq, ne]
      weight: [eq, in, between, gte]
      pieces: [eq, ne, in, nin, lt, lte, gt, gte]
      due_on: [eq, lte, is_null]
    search: [label, note]
    sort:
      keys:
        made: -made_at
        label: label
        state: state
        due: due_on
        weight: weight
        away: [away, -made_at]
      default: made
      nulls: last
"""
FILTERS = (
    "",
    *("place=open", "place=gone", "place=home"),
    *("label=Parcel%20107", "label__startswith=parcel%2012"),
    *("state=sent", "state__in=packed,lost", "away=true", "away__ne=false"),
    *("weight__between=50,110", "weight__gte=400", "weight=107", "weight__in=107,57.0001"),
    *("pieces=7", "pieces__ne=7", "pieces__in=1,2,3", "pieces__nin=1,2,3"),
    *("pieces__lt=3", "pieces__lte=3", "pieces__gt=90", "pieces__gte=90"),
    *("due_on=2026-03-01", "due_on__lte=2026-01-05", "due_on__is_null=true"),
    "q=number77",
)
# The same where everybody reads the rows of all owners, and some of the questions.
PUBLIC = SPEC.replace(
    "    fields:\n", "    access: {read: [public, owner]}\n    fields:\n"
).replace("      due_on: [eq", "      user_id: [eq, in]\n      due_on: [eq")
EVERYBODYS = ("", "user_id=owner7", "user_id__in=owner7,owner8", "pieces=7", "q=number77")
KEYS = ("made", "label", "state", "due", "weight", "away")
SORTS = tuple(f"{sign}{key}" for key in KEYS for sign in ("", "-"))

FILL = f"""
    INSERT INTO parcels
        (id, user_id, label, note, state, insured, weight, pieces, due_on, made_at)
    SELECT
        gen_random_uuid(), 'owner' || n % {OWNERS}, 'Parcel ' || n, 'number' || n % 997,
        (ARRAY['packed', 'sent', 'lost'])[1 + n / {OWNERS} % 3], n / {OWNERS} % 2 = 0,
        CASE WHEN n / {OWNERS} % 7 > 0 THEN n % 500 END, n / {OWNERS} % 100,
        CASE WHEN n / {OWNERS} % 5 > 0 THEN date '2026-01-01' + n / {OWNERS} % 365 END,
        timestamptz '2026-01-01' + n * interval '1 minute'
    FROM generate_series(1, {ROWS}) AS n
"""

# Asks the application for lists, and PostgreSQL how it goes about the statement of each: with the
# values at hand, and as it does for a statement that it has met a few times.
ASK = """
import asyncio
import json
import sys

import asyncpg
import httpx

from parcels.database import Database
from parcels.main import around, create_app
from parcels.settings import Settings
from parcels.tokens import make_token

fetch_row = Database.fetch_row
asked = []


async def recorded(self, statement, values):
    asked.append((statement.sql, statement.arguments(values)))
    return await fetch_row(self, statement, values)


Database.fetch_row = recorded


async def plans(connection, sql, arguments):
    chosen = await connection.fetchval("EXPLAIN (FORMAT JSON) " + sql, *arguments)
    await connection.execute("PREPARE listing AS " + sql)
    nothing = ", ".join(["NULL"] * len(arguments))
    general = await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE listing({nothing})")
    await connection.execute("DEALLOCATE listing")
    return [json.loads(chosen), json.loads(general)]


async def main(paths):
    settings = Settings()
    app = create_app(settings)
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    headers = {"Authorization": "Bearer " + make_token(settings.secret(), "owner7")}
    found = {}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(around(app)), base_url="http://test", headers=headers
        ) as http,
    ):
        for path in paths:
            asked.clear()
            response = await http.get(path)
            assert response.status_code == 200, (path, response.text)
            [(sql, arguments)] = asked
            found[path] = {
                "rows": len(response.json()), "plans": await plans(connection, sql, arguments)
            }
    await connection.close()
    print(json.dumps(found))


asyncio.run(main(json.loads(sys.argv[1])))
"""

Found: TypeAlias = dict[str, Any]


def nodes(plan: Any) -> Iterator[dict[str, Any]]:
    """Every step of a plan, from what `EXPLAIN` says in JSON."""
    if isinstance(plan, list):
        for part in plan:
            yield from nodes(part)
    elif isinstance(plan, dict):
        if "Node Type" in plan:
            yield plan
        for part in plan.values():
            yield from nodes(part)


def scans(found: Found) -> Iterator[str]:
    """How the table is read."""
    for node in nodes(found["plans"]):
        if node.get("Relation Name") == "parcels" or "Index Name" in node:
            yield node["Node Type"]


def paths(filters: Sequence[str]) -> list[str]:
    """Every sort of a list with each of these filters."""
    return [
        "/api/parcels?" + "&".join(filter(None, (filter_, f"sort={sort}", "limit=20")))
        for filter_, sort in product(filters, SORTS)
    ]


@pytest.fixture(scope="module", params=["own", "public"])
def asked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Found]]:
    """What each list answers, and its plans."""
    spec, filters = (PUBLIC, EVERYBODYS) if request.param == "public" else (SPEC, FILTERS)
    package = generate(spec, tmp_path_factory.mktemp("plans") / "parcels")
    with database() as url:
        env = environment(package, url) | {"APP_ENV": "development"}
        python(package, "-m", "parcels", "migrate", env=env)
        execute(url, FILL)
        execute(url, "VACUUM ANALYZE parcels")
        found: dict[str, Found] = json.loads(
            python(package, "-c", ASK, json.dumps(paths(filters)), env=env)
        )
        assert len(found) == len(filters) * len(SORTS)
        yield found


def test_no_list_reads_the_whole_table(asked: dict[str, Found]) -> None:
    whole = {path for path, found in asked.items() if "Seq Scan" in scans(found)}
    assert not whole


def test_every_list_is_found_by_an_index(asked: dict[str, Found]) -> None:
    for path, found in asked.items():
        assert {"Index Scan", "Bitmap Index Scan", "Index Only Scan"} & set(scans(found)), path
        assert found["rows"] > 0, path


def test_a_page_without_filters_is_in_order_where_it_is_found(
    asked: dict[str, Found], request: pytest.FixtureRequest
) -> None:
    sorted_ = {
        sort
        for sort in SORTS
        for node in nodes(asked[f"/api/parcels?sort={sort}&limit=20"]["plans"])
        if node["Node Type"] == "Sort"
    }
    # Rows without a value come last both ways, so these two orders aren't an index's backwards:
    # the rows of one owner are sorted, and those of all have an index for it.
    public = request.node.callspec.params["asked"] == "public"
    assert sorted_ == (set() if public else {"-due", "-weight"})
