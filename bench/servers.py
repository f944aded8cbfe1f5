"""The servers of a run: how each is started, and ended."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bench import node
from bench.data import PACKAGE, BenchError, environment

READY_SECONDS = 90.0
STOP_SECONDS = 15.0

Kind = Literal["app", "asgi", "granian", "node"]


@dataclass(frozen=True)
class Server:
    """One that is compared with the others."""

    name: str
    title: str
    kind: Kind
    what: str  # the application as servers take it, or the script
    settings: Mapping[str, str] = field(default_factory=dict)
    warms: float = 1  # how many times as long as others it takes to get warm

    def missing(self) -> str:
        """What this machine lacks to run it; nothing where it can."""
        return node.missing() if self.kind == "node" else ""

    def command(self, port: int) -> list[str]:
        """How it is started: as its users would, without a line in a log for each request."""
        if self.kind == "app":
            return [sys.executable, "-m", self.what, "serve", "--port", str(port)]
        if self.kind == "node":
            return [shutil.which("node") or "node", self.what]
        if self.kind == "granian":
            flags = "--interface asgi --loop uvloop --no-ws --no-access-log --log-level error"
            return [
                *(sys.executable, "-m", "granian", self.what, "--port", str(port)),
                *flags.split(),
            ]
        flags = "--no-access-log --no-server-header --loop uvloop --http httptools"
        return [
            *(sys.executable, "-m", "uvicorn", self.what, "--port", str(port)),
            *flags.split(),
        ]


LIMIT = "limit"
WORN = "worn"
EMITTED = "emitted"
FASTIFY = "fastify"
ORIGIN = "origin"
CRUD = "crud"

SERVERS = (
    Server(LIMIT, "bare ASGI function + asyncpg: the limit", "asgi", "bench.peers.limit:app"),
    Server(
        WORN,
        "the limit with CORS, request id, deadline, body limit",
        "asgi",
        "bench.peers.limit:worn",
    ),
    Server(EMITTED, "apiwright", "app", PACKAGE, {"DIRECT": "1"}),
    Server("reference", "apiwright, `DIRECT=0`", "app", PACKAGE, {"DIRECT": "0"}),
    Server("granian", "apiwright, by granian", "granian", f"{PACKAGE}.loaded:app", {"DIRECT": "1"}),
    # Node compiles while it serves: its first seconds cost three times as much.
    Server(FASTIFY, "Fastify + pg, hand-written", "node", str(node.FOLDER / "server.mjs"), warms=5),
    Server("orm", "FastAPI + async SQLAlchemy ORM", "asgi", "bench.peers.orm:app"),
    Server(ORIGIN, "sync FastAPI + SQLModel + psycopg2 (origin)", "asgi", "bench.peers.origin:app"),
    Server(CRUD, "FastAPI + FastCRUD under a row policy", "asgi", "bench.peers.crud:app"),
)


@dataclass(frozen=True)
class Running:
    """A server that was started."""

    server: Server
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def wait(self) -> None:
        """Wait until it listens, which all of them do when they are ready."""
        deadline = time.monotonic() + READY_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.01)
        said = " ".join(self.log.read_text(errors="replace").split())
        raise BenchError(f"it didn't start: {said[-400:]}")


@contextmanager
def running(server: Server, package: Path, url: str, folder: Path) -> Iterator[Running]:
    """A server on a free port of this machine alone, until the end of the block."""
    port = _free_port()
    log = folder / f"{server.name}.log"
    env = environment(package.parent, url) | {"PORT": str(port)} | dict(server.settings)
    with log.open("wb") as output:
        process = subprocess.Popen(
            server.command(port),
            cwd=folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
        )
    with process:
        try:
            yield Running(server, port, process, log)
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def end_all_when_ended() -> None:
    """Whoever ends this process ends the servers and the database that it started."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
