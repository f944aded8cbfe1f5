"""A run: every server is probed, and those that answer right are timed in turns."""

import datetime as dt
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.data import BenchError, Data, emitted, prepared
from bench.load import Load, LoadError, Seen, applied
from bench.probe import wrong
from bench.scenarios import SCENARIOS, Scenario, write_requests
from bench.servers import SERVERS, Running, Server, running

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """How much is done."""

    rows: int = 200_000
    owners: int = 1_000
    rounds: int = 3
    seconds: float = 1.5
    warm: float = 0.3  # seconds before each time, and before the first one
    first: float = 0.8
    most: float = 360.0  # seconds: no further round begins that would end past this
    servers: Sequence[Server] = SERVERS
    scenarios: Sequence[Scenario] = SCENARIOS


@dataclass
class Timed:
    """One server in a run."""

    server: Server
    untimed: str = ""  # why it isn't timed
    seen: dict[str, list[Seen]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)  # by scenario why it has no figures


def run(plan: Plan, say: Say) -> dict[str, Any]:
    """The figures of a run, as they are written to a file."""
    if not Path("/proc/self/stat").exists():
        raise BenchError("the benchmark reads what processes use from /proc: it needs Linux")
    began, on = time.monotonic(), machine()
    say(f"filling a database: {plan.rows:,} tasks of {plan.owners:,} owners")
    with prepared_servers(plan) as (data, folder, servers, started):
        for each in servers:
            if each.untimed:
                say(f"{each.server.name} isn't timed: {each.untimed}")
        files = write_requests(data, folder)
        say(f"ready after {time.monotonic() - began:.0f} s")
        database = data.postgres()
        rounds = 0
        for number in range(plan.rounds):
            begun = time.monotonic()
            say(f"round {number + 1} of {plan.rounds}")
            for scenario in plan.scenarios:
                for each in servers:
                    if not each.untimed and scenario.name not in each.failed:
                        up = started[each.server.name]
                        load = loading(plan, scenario, up, files[scenario.name], database)
                        if number == 0:
                            load = replace(load, warm=plan.first * each.server.warms)
                        _time(each, scenario, load)
                        if scenario.writes:
                            data.reset()
            rounds += 1
            now = time.monotonic()
            if now - began + (now - begun) > plan.most:
                break
        if rounds < plan.rounds:
            say(f"no time for more than {rounds} rounds")
        say(f"done after {time.monotonic() - began:.0f} s")
        postgresql = str(data.query("SHOW server_version")[0][0]).partition(" ")[0]
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": on,
        "versions": {"postgresql": postgresql, **versions()},
        "rows": plan.rows,
        "owners": plan.owners,
        "rounds": rounds,
        "seconds": plan.seconds,
        "servers": [_figures(each) for each in servers],
    }


@contextmanager
def prepared_servers(
    plan: Plan,
) -> Iterator[tuple[Data, Path, list[Timed], dict[str, Running]]]:
    """The servers, running on one database; those that the probe finds wrong are not to be timed.

    With them comes the database, and a folder for what a run needs.
    """
    with ExitStack() as stack:
        package = stack.enter_context(emitted())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        data = stack.enter_context(prepared(package, plan.rows, plan.owners))
        servers = [Timed(server, server.missing()) for server in plan.servers]
        started = {
            each.server.name: stack.enter_context(running(each.server, package, data.url, folder))
            for each in servers
            if not each.untimed
        }
        for each in servers:
            if not each.untimed:
                each.untimed = _refused(started[each.server.name], data)
        yield data, folder, servers, started


def _refused(up: Running, data: Data) -> str:
    """Why this server isn't timed; nothing where it is as it should be."""
    try:
        up.wait()
    except BenchError as error:
        return str(error)
    found = wrong(up.address, data)
    data.reset()
    return f"it isn't so that {', nor that '.join(found)}" if found else ""


def loading(
    plan: Plan, scenario: Scenario, up: Running, requests: Path, database: int | None
) -> Load:
    """The load of one server at a time."""
    return Load(
        port=up.port,
        requests=str(requests),
        expected=scenario.expected,
        connections=scenario.connections,
        warm=plan.warm,
        seconds=plan.seconds,
        server=up.process.pid,
        database=database,
    )


def _time(timed: Timed, scenario: Scenario, load: Load) -> None:
    try:
        seen = applied(load)
    except LoadError as error:
        timed.failed[scenario.name] = str(error)
        return
    if seen.errors:
        wrongs = f"{seen.errors:,} of {seen.requests:,} answers were wrong: {seen.error}"
        timed.failed[scenario.name] = wrongs
        return
    timed.seen.setdefault(scenario.name, []).append(seen)


def _figures(timed: Timed) -> dict[str, Any]:
    server = timed.server
    if timed.untimed:
        return {"name": server.name, "title": server.title, "untimed": timed.untimed}
    every = [seen for rounds in timed.seen.values() for seen in rounds]
    return {
        "name": server.name,
        "title": server.title,
        "memory_mb": round(max((seen.memory for seen in every), default=0) / 1e6, 1),
        "failed": timed.failed,
        "scenarios": {
            name: _medians(seen) for name, seen in timed.seen.items() if name not in timed.failed
        },
    }


def _medians(rounds: list[Seen]) -> dict[str, Any]:
    """The median of each figure over the rounds."""

    def median(figure: Callable[[Seen], float], digits: int = 1) -> float:
        return round(statistics.median(map(figure, rounds)), digits)

    told = all(seen.database_cpu is not None for seen in rounds)
    return {
        "cpu_us": median(lambda seen: seen.server_cpu / seen.requests * 1e6),
        "rounds_cpu_us": [round(seen.server_cpu / seen.requests * 1e6, 1) for seen in rounds],
        "database_us": (
            median(lambda seen: (seen.database_cpu or 0) / seen.requests * 1e6) if told else None
        ),
        "load_us": median(lambda seen: seen.load_cpu / seen.requests * 1e6),
        "per_second": median(lambda seen: seen.requests / seen.seconds, 0),
        "p50_ms": median(lambda seen: seen.p50 * 1e3, 2),
        "p99_ms": median(lambda seen: seen.p99 * 1e3, 2),
        "bytes": median(lambda seen: seen.bytes / seen.requests, 0),
        "requests": sum(seen.requests for seen in rounds),
    }


def machine() -> dict[str, Any]:
    """What this runs on."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return {
        "cpu": models[0] if models else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[0], 1),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
    }


def versions() -> dict[str, str]:
    """The releases that take part."""
    packages = (
        *("fastapi", "asyncpg", "sqlalchemy", "sqlmodel", "fastcrud"),
        *("uvicorn", "uvloop", "granian"),
    )
    found = {"python": platform.python_version()} | {name: version(name) for name in packages}
    node = shutil.which("node")
    if node is not None:
        told = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
        found["node"] = told.strip().removeprefix("v")
    return found
