"""Where the time of the emitted application goes, by what works at it: `make stages`.

The server's processor time is sampled while it is under load: every millisecond of it a signal
looks at what is being called. What has no Python frames, such as uvloop and the parts of asyncpg
that are compiled, counts for whatever has called it.
"""

import datetime as dt
import json
import runpy
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

from bench import page, report
from bench.data import PACKAGE, BenchError
from bench.load import Seen, applied
from bench.run import Plan, loading, machine, prepared_servers, versions
from bench.scenarios import FOUR, Scenario, write_requests
from bench.servers import Running, Server, end_all_when_ended

INTERVAL = 0.001  # seconds of processor time
SECONDS = 4.0
PATIENCE = 10.0
# Where the server writes what was found, in the folder that it runs in.
FOUND = "stages.json"

LOOP = "event loop, HTTP, compiled parts of the driver"
# By a part of a file's path, the innermost frame first.
STAGES: Mapping[str, str] = {
    "/pydantic": "validation",
    "/fields.py": "validation",
    "/json/": "validation",
    "/asyncpg/": "driver",
    "/database.py": "driver",
    "/middleware": "around: CORS, request id, deadline, limits",
    "/direct": "dispatch",
    "/fastapi/": "FastAPI",
    "/dispatch.py": "FastAPI",
    "/auth.py": "token",
    "/tokens.py": "token",
    f"/{PACKAGE}/": "handler",
    "/starlette/responses.py": "answer",
    "/uvicorn/": LOOP,
}


class Sampled(Server):
    """The emitted application, with somebody looking at what it does."""

    def command(self, port: int) -> list[str]:
        """How it is started: by this module."""
        return [sys.executable, "-m", "bench.stages", "--serve", str(port)]


class Samples:
    """What was being worked at when the signal came."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def begin(self) -> None:
        """Sample from now on; begin anew and write down what was found when other signals come."""
        signal.signal(signal.SIGPROF, self._sample)
        signal.signal(signal.SIGUSR1, self._begin_anew)
        signal.signal(signal.SIGUSR2, self._write)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)

    def _sample(self, _: int, frame: FrameType | None) -> None:
        self._counts[_stage(frame)] += 1

    def _begin_anew(self, *_: object) -> None:
        self._counts.clear()

    def _write(self, *_: object) -> None:
        # The name is there when all of it is.
        whole = Path(FOUND + ".new")
        whole.write_text(json.dumps(self._counts), encoding="utf-8")
        whole.replace(FOUND)


def _stage(frame: FrameType | None) -> str:
    while frame is not None:
        path = frame.f_code.co_filename
        for part, stage in STAGES.items():
            if part in path:
                return stage
        frame = frame.f_back
    return LOOP


def main(arguments: Sequence[str]) -> int:
    """Print the stages of each scenario, and write them into the page."""
    if arguments[:1] == ["--serve"]:
        Samples().begin()
        sys.argv = [PACKAGE, "serve", "--port", arguments[1]]
        runpy.run_module(PACKAGE, run_name="__main__", alter_sys=True)
        return 0
    end_all_when_ended()
    try:
        figures = run(Plan(seconds=SECONDS))
    except BenchError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(report.stages(figures))
    page.save(page.STAGES, figures)
    print(f"written: {page.write()}")
    return 0


def run(plan: Plan) -> dict[str, Any]:
    """The microseconds of the server's processor time that each stage takes, by scenario."""
    plan = replace(plan, servers=[Sampled("sampled", "apiwright", "app", PACKAGE)])
    on = machine()
    with prepared_servers(plan) as (data, folder, (timed,), started):
        if timed.untimed:
            raise BenchError(f"it isn't sampled: {timed.untimed}")
        files, up = write_requests(data, folder), started[timed.server.name]

        def load(scenario: Scenario) -> Seen:
            return applied(loading(plan, scenario, up, files[scenario.name], None))

        # Tokens are verified when they come for the first time, and FastAPI is asked then.
        load(FOUR[0])
        found = {}
        for scenario in FOUR:
            up.process.send_signal(signal.SIGUSR1)
            seen = load(scenario)
            found[scenario.name] = _stages(up, folder / FOUND, seen.server_cpu / seen.requests)
            data.reset()
        postgresql = str(data.query("SHOW server_version")[0][0]).partition(" ")[0]
    return {
        "command": "make stages",
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": on,
        "versions": {"postgresql": postgresql, **versions()},
        "stages": found,
    }


def _stages(up: Running, written: Path, seconds: float) -> dict[str, float]:
    """The microseconds of a request, by stage."""
    up.process.send_signal(signal.SIGUSR2)
    deadline = time.monotonic() + PATIENCE
    while not written.exists():
        if time.monotonic() > deadline:
            raise BenchError("the samples were not written")
        time.sleep(0.05)
    counts = json.loads(written.read_text(encoding="utf-8"))
    written.unlink()
    every = sum(counts.values())
    return {stage: round(count / every * seconds * 1e6, 1) for stage, count in counts.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
