"""An emitted application, served for real: a process of its own, a port and a database too."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx

from tests.starting import starter

SECRET = "a secret that only these tests know 0123456789"
READY_SECONDS = 60.0
STOP_SECONDS = 20.0
# How long an answer may take: many wait for each other in some tests.
SECONDS = 60.0

# All that the application gets of the environment of whoever runs the tests.
KEPT = ("DIRECT", "HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ")

_LISTENING = re.compile(r"Uvicorn running on (http://[\w.:]+)")


class ServingError(Exception):
    """The application didn't start, or a command of it failed."""


@dataclass(frozen=True)
class Server:
    """A running application."""

    address: str
    package: str
    folder: Path
    env: Mapping[str, str]
    pid: int

    @property
    def log(self) -> str:
        """What the server has written so far, to both outputs."""
        return _log_in(self.folder).read_text()

    def run(self, *arguments: str) -> str:
        """What a command of the application prints."""
        return _run(self.package, arguments, self.folder, self.env)

    def python(self, script: str) -> str:
        """What a Python script prints that runs beside the application."""
        return _output("-c", script, folder=self.folder, env=self.env)

    def token(self, user: str) -> str:
        """A token, from the command line."""
        return self.run("token", user).strip()


@dataclass(frozen=True)
class User:
    """Somebody who calls a running application."""

    client: httpx.Client
    headers: dict[str, str]

    @classmethod
    def of(cls, server: Server, client: httpx.Client, name: str) -> Self:
        return cls(client, {"Authorization": f"Bearer {server.token(name)}"})

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return self.client.request(method, path, json=body, headers=self.headers)

    def create(self, path: str, **fields: Any) -> str:
        """The path of a new row."""
        made = self.ask("POST", path, fields)
        assert made.status_code == 201, made.text
        return str(made.headers["location"])

    def make(self, path: str, **fields: Any) -> Any:
        """The key of a new row."""
        made = self.ask("POST", f"/api/{path}", fields)
        assert made.status_code == 201, made.text
        return made.json()["id"]


def at_once(server: Server, requests: Sequence[tuple[User, str, str, Any]]) -> list[httpx.Response]:
    """What requests are answered that are sent at the same time, each over its own connection."""

    async def sent() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=len(requests), max_keepalive_connections=0)
        async with httpx.AsyncClient(
            base_url=server.address, limits=limits, trust_env=False, timeout=SECONDS
        ) as client:
            return await asyncio.gather(
                *(
                    client.request(method, path, json=body, headers=user.headers)
                    for user, method, path, body in requests
                )
            )

    return asyncio.run(sent())


@contextmanager
def served(
    package: Path,
    environment: Mapping[str, str] | None = None,
    *,
    migrate: bool = False,
    workers: int = 1,
) -> Iterator[Server]:
    """The application in this folder, served on a free port until the end of the block.

    Unless the environment names a database, it has an embedded one that goes away with it. One
    that it names is migrated before, if asked for.
    """
    with tempfile.TemporaryDirectory(prefix="served-") as name:
        folder = Path(name)
        env = _environment(package, folder) | dict(environment or {})
        if migrate:
            _run(package.name, ["migrate"], folder, env)
        try:
            with _process(package.name, folder, env, workers) as process:
                address = _ready(process, folder)
                yield Server(address, package.name, folder, env, process.pid)
        finally:
            if (folder / "data").exists():
                _run(package.name, ["reset"], folder, env)


def _environment(package: Path, folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {
        "PYTHONPATH": str(package.resolve().parent),
        "APP_ENV": "development",
        "AUTH_SECRET": SECRET,
        "EMBEDDED_DATA": str(folder / "data"),
    }


def _run(package: str, arguments: Sequence[str], folder: Path, env: Mapping[str, str]) -> str:
    return _output("-m", package, *arguments, folder=folder, env=env)


def _output(*command: str, folder: Path, env: Mapping[str, str]) -> str:
    done = starter().run(*command, folder=folder, env=env)
    if done.code:
        raise ServingError(f"{' '.join(command)}: {done.err}")
    return done.out


@contextmanager
def _process(
    package: str, folder: Path, env: Mapping[str, str], workers: int
) -> Iterator[subprocess.Popen[bytes]]:
    """`serve`, ended by SIGTERM, which it has to obey."""
    # In an empty folder: no .env is read.
    with _log_in(folder).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", package, "serve", "--port", "0", "--workers", str(workers)],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield process
        process.terminate()
        status = process.wait(STOP_SECONDS)
        assert status in (0, -signal.SIGTERM), f"{status}\n{_log_in(folder).read_text()}"
    finally:
        process.kill()
        process.wait()


def _ready(process: subprocess.Popen[bytes], folder: Path) -> str:
    """The address, as soon as the application and its database answer there."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        listening = _LISTENING.search(_log_in(folder).read_text())
        if listening and _answers(f"{listening[1]}/health/ready"):
            return listening[1]
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    raise ServingError(f"not ready:\n{_log_in(folder).read_text()}")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).is_success
    except httpx.TransportError:
        return False


def _log_in(folder: Path) -> Path:
    return folder / "serve.log"
