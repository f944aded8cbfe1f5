"""A rolling deploy under traffic: no request fails, and nobody waits for long."""

import json
import shutil
import time
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

from tests.generating import database, execute, generate, rows
from tests.serving import Server, served
from tests.traffic import deploying
from tests.traffic.load import OWNERS, Answer, Load, Target, Version

Phases = list[tuple[str, float]]

HERE = Path(__file__).parent
ROWS = 200_000
# How long each state lasts, in seconds, besides what migrating takes.
CALM = 2.0
SEED = f"""
    INSERT INTO tasks (id, user_id, title, body, done, state, count, price, place)
    SELECT gen_random_uuid(), 'user' || n % {OWNERS}, 'title ' || n,
           CASE WHEN n % 3 > 0 THEN 'words of row ' || n END, n % 2 = 0,
           (ARRAY['low', 'mid', 'high'])[1 + n % 3], n, n / 7.0, 'place ' || n % 49
    FROM generate_series(1, {ROWS}) AS n
"""

_FIRST = {"title": "A title", "place": "somewhere"}
_MORE = {"body": "some words", "state": "high", "count": 7, "price": "9.90", "done": True}
_LISTS = ("sort=title", "sort=-count", "state=low&sort=state", "count__gte=5", "limit=50")
VERSIONS = {
    1: Version(_FIRST, _MORE, (*_LISTS, "place=place%207")),
    2: Version(
        {"title": "T"},
        _MORE | {"state": "top", "count": -5, "notes": "new", "rank": 6, "place": None},
        (*_LISTS, "rank=5", "notes__is_null=true", "place=place%207"),
    ),
    3: Version(
        {"title": "T", "body": "b", "level": 4},
        _MORE | {"state": "top", "place": "there", "due": "2030-01-31", "price": "1234567890.12"},
        (*_LISTS, "level=3", "q=title", "rank=5"),
    ),
    4: Version(
        {"title": "T", "body": "b", "level": 4},
        _MORE | {"state": "top", "count": "1999999", "price": "12345678901.123"},
        (*_LISTS, "level=3", "q=words%20row", "q=title"),
    ),
    5: Version(
        {"title": "T", "body": "b", "level": 4},
        _MORE | {"state": "top", "count": "1999999"},
        (*_LISTS, "level=3", "done=true"),
    ),
}


def test_a_rolling_deploy(tmp_path: Path) -> None:
    packages = {}
    for number in VERSIONS:
        out = tmp_path / f"v{number}" / "app"
        if number > 1:
            shutil.copytree(packages[number - 1], out)
        packages[number] = generate(HERE / f"v{number}.yaml", out)
    lines: list[str] = []
    with database() as url, ExitStack() as stack:
        env = {"DATABASE_URL": url}
        deploying.expand(packages[1], url, print)
        execute(url, SEED)
        execute(url, "ANALYZE tasks")
        load = Load()
        found = rows(url, "SELECT id::text, user_id FROM tasks LIMIT 5000")
        load.keys = [(str(key), int(str(user)[4:])) for key, user in found]
        old_stack = stack.enter_context(ExitStack())
        old = _target(old_stack.enter_context(served(packages[1], env)), 1)
        ending = stack.enter_context(ExitStack())
        ending.enter_context(load)
        load.phase = "1 serves"
        load.serve(old)
        time.sleep(CALM)
        for number in [*VERSIONS][1:]:
            phases: list[tuple[str, float]] = [("", time.monotonic())]

            def done(what: str, number: int = number, into: Phases = phases) -> None:
                """What has gone on since the last time."""
                into.append((f"{number}: {what}", time.monotonic()))

            load.phase = f"{number}: expand"
            deploying.expand(packages[number], url, done)
            load.phase = f"{number}: both serve"
            new_stack = stack.enter_context(ExitStack())
            new = _target(new_stack.enter_context(served(packages[number], env)), number)
            load.serve(old, new)
            time.sleep(CALM)
            done("both serve")
            load.serve(new)
            old_stack.close()
            done("old stops")
            load.phase = f"{number}: contract"
            deploying.contract(packages[number], url, done)
            load.phase = f"{number}: new serves"
            time.sleep(CALM)
            done("new serves")
            for (_, start), (phase, end) in pairwise(phases):
                lines.append(_line(phase, start, end, load.answers))
            old, old_stack = new, new_stack
        load.serve()
        ending.close()
    print("\n", *lines, sep="\n")
    wrong = [answer for answer in load.answers if answer.problem]
    print(f"{len(load.answers)} requests, {len(wrong)} failed")
    listed = "\n".join(f"{each.phase}: {each.request}: {each.problem}" for each in wrong[:20])
    assert not wrong, listed
    assert len(load.answers) > 500


def _target(server: Server, number: int) -> Target:
    script = (
        "import json, os; from app.tokens import make_token\n"
        f"print(json.dumps([make_token(os.environ['AUTH_SECRET'], f'user{{n}}', days=1) "
        f"for n in range({OWNERS})]))"
    )
    return Target(server.address, VERSIONS[number], json.loads(server.python(script)))


def _line(phase: str, start: float, end: float, answers: list[Answer]) -> str:
    """The worst pause of those who waited during a phase."""
    there = [each for each in answers if each.start < end and each.start + each.seconds > start]
    took = f"{phase[:64]:<64} {end - start:6.2f} s"
    if not there:
        return f"{took}, no request"
    slowest = max(there, key=lambda each: each.seconds)
    return f"{took}, slowest {slowest.seconds * 1000:6.0f} ms ({slowest.request[:40]})"
