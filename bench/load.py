"""The load: a lean client in a process of its own, which also reads what the servers use meanwhile.

`python -m bench.load` takes what to do as JSON from its input, and prints what it saw as JSON. Each
connection sends its next request when it has the answer to the last one.
"""

import asyncio
import itertools
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import uvloop

from bench.processes import cpu_seconds, memory

# How long the last answers may take after the end.
PATIENCE = 15.0


@dataclass(frozen=True)
class Load:
    """What to do."""

    port: int
    requests: str  # a file: a JSON list of texts, each a whole request
    expected: int  # the status of a right answer
    connections: int
    warm: float  # seconds that don't count, before those that do
    seconds: float
    server: int  # whose time is read
    database: int | None


@dataclass(frozen=True)
class Seen:
    """What came of it."""

    requests: int
    errors: int
    seconds: float
    p50: float
    p99: float
    bytes: int
    server_cpu: float
    database_cpu: float | None
    load_cpu: float
    memory: int
    error: str


class LoadError(Exception):
    """A server didn't take the load; the message says how."""


def applied(load: Load) -> Seen:
    """What came of a load that a process of its own applies."""
    most = load.warm + load.seconds + 2 * PATIENCE
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"],
            cwd=Path(__file__).parents[1],
            input=json.dumps(asdict(load)),
            capture_output=True,
            text=True,
            timeout=most,
        )
    except subprocess.TimeoutExpired:
        raise LoadError(f"the load didn't end within {most:.0f} s") from None
    if done.returncode:
        raise LoadError(done.stderr.strip().splitlines()[-1])
    return Seen(**json.loads(done.stdout))


class Run:
    """The counts of all connections."""

    def __init__(self, load: Load) -> None:
        requests = [text.encode() for text in json.loads(Path(load.requests).read_text())]
        self.requests: Iterator[bytes] = itertools.cycle(requests)
        self.expected = str(load.expected).encode()
        self.over = False
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.begin()

    def begin(self) -> None:
        """Count from here."""
        self.latencies: list[float] = []
        self.bytes = 0
        self.errors = 0
        self.error = ""

    def answered(self, status: bytes, seconds: float, length: int, body: bytes) -> None:
        """An answer came."""
        if self.over:
            return
        self.latencies.append(seconds)
        self.bytes += length
        if status != self.expected:
            self.errors += 1
            self.error = self.error or f"{status.decode()} {body[:200].decode(errors='replace')}"


class Connection(asyncio.Protocol):
    """One keep-alive connection."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._received = b""
        self._wanted = 0
        self._sent = 0.0
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def _send(self) -> None:
        if self._run.over:
            self._transport.close()
            return
        self._received = b""
        self._wanted = 0
        self._sent = time.perf_counter()
        self._transport.write(next(self._run.requests))

    def data_received(self, data: bytes) -> None:
        """Take a part of an answer; at its end send the next request."""
        received = self._received = self._received + data if self._received else data
        if not self._wanted:
            end = received.find(b"\r\n\r\n")
            if end < 0:
                return
            head = received[:end].lower()
            place = head.find(b"\r\ncontent-length:")
            if place < 0:
                self._fail("an answer without content-length")
                return
            length = head[place + 17 :].partition(b"\r\n")[0]
            self._body = end + 4
            self._wanted = self._body + int(length)
        if len(received) < self._wanted:
            return
        seconds = time.perf_counter() - self._sent
        body = received[self._body :]
        self._run.answered(received[9:12], seconds, self._wanted, body)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is right at the end only."""
        if not self._run.over:
            self._fail(f"a connection was closed: {exc}")
        if not self.closed.done():
            self.closed.set_result(None)

    def _fail(self, reason: str) -> None:
        self._transport.close()
        if not self._run.failed.done():
            self._run.failed.set_exception(ConnectionError(reason))


async def apply(load: Load) -> Seen:
    """Send requests for the time that is asked for."""
    loop = asyncio.get_running_loop()
    run = Run(load)
    made = [
        await loop.create_connection(lambda: Connection(run), "127.0.0.1", load.port)
        for _ in range(load.connections)
    ]
    await _pass(run, load.warm)
    run.begin()
    before = _used(load)
    started = time.perf_counter()
    await _pass(run, load.seconds)
    seconds = time.perf_counter() - started
    after = _used(load)
    run.over = True
    await asyncio.wait_for(asyncio.gather(*(each.closed for _, each in made)), PATIENCE)
    latencies = sorted(run.latencies)
    if not latencies:
        raise ConnectionError("no answer came in time")
    server, database, own = (
        None if old is None or new is None else new - old
        for old, new in zip(before, after, strict=True)
    )
    assert server is not None
    assert own is not None
    return Seen(
        requests=len(latencies),
        errors=run.errors,
        seconds=seconds,
        p50=_quantile(latencies, 0.5),
        p99=_quantile(latencies, 0.99),
        bytes=run.bytes,
        server_cpu=server,
        database_cpu=database,
        load_cpu=own,
        memory=memory(load.server),
        error=run.error,
    )


async def _pass(run: Run, seconds: float) -> None:
    done, _ = await asyncio.wait([run.failed], timeout=seconds)
    for failed in done:
        failed.result()


def _used(load: Load) -> tuple[float | None, ...]:
    own = resource.getrusage(resource.RUSAGE_SELF)
    database = None if load.database is None else cpu_seconds(load.database)
    return cpu_seconds(load.server), database, own.ru_utime + own.ru_stime


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def main() -> int:
    """Do what the input says."""
    asked: dict[str, Any] = json.load(sys.stdin)
    try:
        seen = uvloop.run(apply(Load(**asked)))
    except TimeoutError:
        print(f"the last answers didn't come within {PATIENCE:.0f} s", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(json.dumps(asdict(seen)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
