"""How costs grow: with the resources of a spec, the rows of an owner, and the pages of a list."""

import argparse
import datetime as dt
import json
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench import growth_report, page
from bench.data import BenchError, Data, generate, migrated
from bench.load import Load, LoadError, Seen, applied
from bench.processes import cpu_seconds, memory
from bench.run import Say, machine, versions
from bench.scenarios import Scenario, text_of, token
from bench.servers import Running, Server, end_all_when_ended, running

HEAD = """\
spec: 1
api: {title: Things, version: 1.0.0, prefix: /api}
auth: {jwt: secret, user: sub, users: provision}
resources:
"""
RESOURCE = """\
  Thing%(n)s:
    path: /things-%(n)s
    owner: user_id
    fields:
      id:         {type: uuid, key: true}
      title:      {type: string, required: true, min: 1, max: 200}
      done:       {type: bool, default: false}
      created_at: {type: datetime, set: on_create}
    filters: {done: [eq]}
    sort: {keys: {created: -created_at, title: title}, default: created}
    page: {size: 100, max: 500, style: array}
    update: {put: partial, patch: true}
"""
PACKAGE = "things"
FIRST = "/api/things-1"
# The path of a list, and who asks for it.
Asked = tuple[str, str]
DIRECT = ("1", "0")

# Rows of one owner, and of each of the others.
PAGES_OWNER, PAGES_ROWS, PAGE_ROWS = "reader", 1_000_000, 100
PAGES = (1, 10, 100, 1_000, 10_000)
OWNERS = (10, 100, 1_000, 10_000, 100_000)
LIST_ROWS = 20
# So many resources take so long to generate that once is enough.
ONCE_FROM = 500
FILL = """
INSERT INTO users (id) VALUES (%s);
INSERT INTO thing1s (id, user_id, title, done, created_at)
SELECT
    md5(%s || n)::uuid, %s, 'Thing ' || md5(n::text), n %% 4 = 0,
    timestamptz '2026-01-01Z' + n * interval '1 second'
FROM generate_series(1, %s) n
"""
_NEXT = re.compile(r'[?&]cursor=([^>&]+)[^>]*>; rel="next"')


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    served: Sequence[int] = (1, 100, 500)
    generated: Sequence[int] = (1, 100, 1_000)
    unchanged: int = 100
    rows: int = PAGES_ROWS
    owners: Sequence[int] = OWNERS
    pages: Sequence[int] = PAGES
    rounds: int = 3
    seconds: float = 0.8
    warm: float = 0.3


QUICK = Plan(
    served=(1, 20),
    generated=(1, 20),
    unchanged=20,
    rows=20_000,
    owners=(10, 100, 1_000),
    pages=(1, 10, 100),
    rounds=1,
)


def grow(plan: Plan, say: Say) -> dict[str, Any]:
    """The figures, as they are written to a file."""
    on = machine()
    with tempfile.TemporaryDirectory(prefix="bench-growth-") as name:
        folder = Path(name)
        say("generating")
        generated = _generating(plan, folder)
        served = {}
        for resources in plan.served:
            say(f"serving {resources} resources")
            served[str(resources)] = _serving(plan, resources, folder)
        say(f"filling a table: {plan.rows:,} rows")
        pages, rows = _lists(plan, folder)
    return {
        "command": "make growth",
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": on,
        "versions": versions(),
        "rows": plan.rows,
        "unchanged": plan.unchanged,
        **generated,
        "served": served,
        "pages_ms": pages,
        "rows_ms": rows,
    }


def spec(resources: int) -> str:
    """A spec with this many resources."""
    return HEAD + "".join(RESOURCE % {"n": n} for n in range(1, resources + 1))


def _write(resources: int, folder: Path) -> Path:
    file = folder / f"{resources}.yaml"
    file.write_text(spec(resources), encoding="utf-8")
    return file


def _generating(plan: Plan, folder: Path) -> dict[str, Any]:
    """How long `generate` takes into an empty folder, and where nothing is to do."""
    found = {}
    for resources in plan.generated:
        file = _write(resources, folder)
        # What takes long enough is told by one run.
        rounds = plan.rounds if resources < ONCE_FROM else 1
        outs = [folder / f"{number}-{resources}" / PACKAGE for number in range(rounds)]
        found[str(resources)] = _median(_timed(file, out) for out in outs)
        if resources == plan.unchanged:
            unchanged = _median(_timed(file, outs[0]) for _ in range(rounds))
            checked = _median(_timed(file, outs[0], "check") for _ in range(rounds))
    return {"generate": found, "generate_unchanged": unchanged, "check": checked}


def _timed(spec: Path, out: Path, command: str = "generate") -> dict[str, float]:
    """The seconds that it takes, and those of the processor."""
    began, used = time.monotonic(), _used_by_children()
    generate(spec, out, command)
    seconds, cpu = time.monotonic() - began, _used_by_children() - used
    return {"seconds": seconds, "cpu_seconds": cpu}


def _median(runs: Iterable[Mapping[str, float]]) -> dict[str, float]:
    found = list(runs)
    return {name: round(statistics.median(run[name] for run in found), 2) for name in found[0]}


def _used_by_children() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


@contextmanager
def _serve(
    package: Path, url: str, folder: Path, direct: str = "1"
) -> Iterator[tuple[Running, dict[str, float]]]:
    """The application, and what it took to start."""
    server = Server(f"direct-{direct}", PACKAGE, "app", PACKAGE, {"DIRECT": direct})
    began = time.monotonic()
    with running(server, package, url, folder) as up:
        up.wait()
        seconds = time.monotonic() - began
        yield up, {"seconds": seconds, "cpu_seconds": cpu_seconds(up.process.pid)}


def _serving(plan: Plan, resources: int, folder: Path) -> dict[str, Any]:
    """Start, memory, OpenAPI and routing with this many resources."""
    package = folder / f"served-{resources}" / PACKAGE
    generate(_write(resources, folder), package)
    asked = {"first": (FIRST, "user"), "last": (f"/api/things-{resources}", "user")}
    starts, used, routing = [], [], {}
    with migrated(package) as url:
        for direct in DIRECT:
            with _serve(package, url, folder, direct) as (up, start):
                starts.append(start)
                # The list is empty: what it costs is the way to it.
                costs = _in_turns(plan, up, folder, asked, connections=8)
                used.append(memory(up.process.pid))
                routing[direct] = {
                    name: round(statistics.median(_cpu(seen) for seen in found), 1)
                    for name, found in costs.items()
                }
                document = _document(up)
    return {
        # The first one may have compiled the modules: this is how it starts ever after.
        "start": {name: round(min(each[name] for each in starts), 2) for name in starts[0]},
        "memory_mb": round(min(used) / 1e6, 1),
        "routing_us": routing,
        **document,
    }


def _document(up: Running) -> dict[str, Any]:
    """The OpenAPI document: how large, and how long it takes to get."""
    with httpx.Client(base_url=up.address, trust_env=False, timeout=60) as client:
        client.get("/openapi.json").raise_for_status()
        began = time.monotonic()
        answer = client.get("/openapi.json")
        seconds = time.monotonic() - began
    return {"openapi_kb": round(len(answer.content) / 1e3), "openapi_ms": round(seconds * 1e3, 1)}


def _in_turns(
    plan: Plan, up: Running, folder: Path, asked: Mapping[str, Asked], connections: int = 1
) -> dict[str, list[Seen]]:
    """What lists cost, in turns."""
    found: dict[str, list[Seen]] = {name: [] for name in asked}
    for number in range(plan.rounds):
        for name, (path, user) in asked.items():
            requests = folder / "requests.json"
            requests.write_text(json.dumps([text_of(Scenario(name, "GET", path), "", token(user))]))
            load = Load(
                port=up.port,
                requests=str(requests),
                expected=200,
                connections=connections,
                warm=plan.warm if number else 2 * plan.warm,
                seconds=plan.seconds,
                server=up.process.pid,
                database=None,
            )
            seen = applied(load)
            if seen.errors:
                raise LoadError(f"{path}: {seen.error}")
            found[name].append(seen)
    return found


def _cpu(seen: Seen) -> float:
    return seen.server_cpu / seen.requests * 1e6


def _lists(plan: Plan, folder: Path) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """By page, and by rows of an owner, how long a list takes, in milliseconds."""
    package = folder / "lists" / PACKAGE
    generate(_write(1, folder), package)
    with migrated(package) as url:
        data = Data(url, 0, 0)
        for owner, rows in ((PAGES_OWNER, plan.rows), *((str(n), n) for n in plan.owners)):
            data.query(FILL, owner, f"{owner} ", owner, rows)
        data.query("VACUUM ANALYZE")
        data.query("CHECKPOINT")
        with _serve(package, url, folder) as (up, _):
            return _pages(plan, up, folder), _rows(plan, up, folder)


def _pages(plan: Plan, up: Running, folder: Path) -> dict[str, float]:
    asked = {
        str(page): (f"{FIRST}?limit={PAGE_ROWS}&cursor={cursor}", PAGES_OWNER)
        for page, cursor in _cursors(plan, up).items()
    }
    return {page: _p50(found) for page, found in _in_turns(plan, up, folder, asked).items()}


def _rows(plan: Plan, up: Running, folder: Path) -> dict[str, dict[str, float]]:
    by_sort = {}
    for sort in ("created", "title"):
        asked = {str(n): (f"{FIRST}?limit={LIST_ROWS}&sort={sort}", str(n)) for n in plan.owners}
        seen = _in_turns(plan, up, folder, asked)
        by_sort[sort] = {rows: _p50(found) for rows, found in seen.items()}
    return by_sort


def _cursors(plan: Plan, up: Running) -> dict[int, str]:
    """By page its cursor, which the pages before lead to."""
    found, cursor, row = {}, "", 0
    headers = {"Authorization": f"Bearer {token(PAGES_OWNER)}"}
    with httpx.Client(base_url=up.address, trust_env=False, headers=headers) as client:
        for page in plan.pages:
            begins = (page - 1) * PAGE_ROWS
            while row < begins:
                step = min(500, begins - row)
                answer = client.get(f"{FIRST}?limit={step}&cursor={cursor}")
                following = _NEXT.search(answer.headers.get("link", ""))
                if following is None:
                    raise LoadError(f"no page after row {row}: {answer.text[:200]}")
                cursor, row = following[1], row + step
            found[page] = cursor
    return found


def _p50(found: Sequence[Seen]) -> float:
    return round(statistics.median(seen.p50 for seen in found) * 1e3, 3)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the figures into the page."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="little of it; nothing is written")
    options = parser.parse_args(arguments)
    end_all_when_ended()
    try:
        figures = grow(
            QUICK if options.quick else Plan(), lambda line: print(line, file=sys.stderr)
        )
    except (BenchError, LoadError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted: nothing is written", file=sys.stderr)
        return 130
    print(growth_report.tables(figures))
    if not options.quick:
        page.save(page.GROWTH, figures)
        print(f"written: {page.write()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
