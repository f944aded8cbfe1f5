"""Requests at a steady rate to one or two servers, each checked, with the slowest answers."""

import asyncio
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import httpx

RATE = 20.0
# An answer that takes longer is as bad as none.
TIMEOUT = 30.0
OWNERS = 5


Body: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Version:
    """What a version of the application takes."""

    # The least that a create must have, and what it may have.
    required: Body
    optional: Body
    # Lists that it answers.
    queries: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """A version that is serving."""

    address: str
    version: Version
    tokens: Sequence[str]


@dataclass
class Answer:
    """How a request went."""

    phase: str
    request: str
    start: float
    seconds: float
    # What was wrong, if anything.
    problem: str | None


@dataclass
class Load:
    """Traffic, in a thread of its own."""

    answers: list[Answer] = field(default_factory=list)
    phase: str = ""
    targets: tuple[Target, ...] = ()
    # Keys of rows, with the number of their owner.
    keys: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rng = random.Random(1)
        self._stop = threading.Event()
        self._busy: dict[str, int] = {}
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def serve(self, *targets: Target) -> None:
        """Send all that comes to these, and wait until the others have answered."""
        self.targets = targets
        addresses = {target.address for target in targets}
        while any(count for address, count in self._busy.items() if address not in addresses):
            time.sleep(0.01)

    async def _run(self) -> None:
        limits = httpx.Limits(max_connections=200)
        running: set[asyncio.Task[None]] = set()
        async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False, limits=limits) as client:
            due = time.monotonic()
            number = 0
            while not self._stop.is_set():
                if self.targets:
                    target = self.targets[number % len(self.targets)]
                    self._busy[target.address] = self._busy.get(target.address, 0) + 1
                    task = asyncio.create_task(self._one(client, target, number))
                    running.add(task)
                    task.add_done_callback(running.discard)
                    number += 1
                due += 1 / RATE
                await asyncio.sleep(max(0.0, due - time.monotonic()))
            await asyncio.gather(*running)

    async def _one(self, client: httpx.AsyncClient, target: Target, number: int) -> None:
        phase, start, shown = self.phase, time.monotonic(), ""
        try:
            method, path, body, owner, wanted = self._request(target.version, number // 2)
            shown = f"{method} {path} {body or ''}"
            headers = {"Authorization": f"Bearer {target.tokens[owner]}"}
            answer = await client.request(
                method, f"{target.address}/api{path}", json=body, headers=headers
            )
            problem = None
            if answer.status_code != wanted:
                problem = f"{answer.status_code} {answer.text[:300]}"
            elif method == "POST" and path == "/tasks":
                self.keys.append((answer.json()["id"], owner))
            elif method == "GET" and path.startswith("/tasks?") and not answer.json():
                problem = "an empty list"
        except Exception as error:
            problem = repr(error)
        finally:
            self._busy[target.address] -= 1
        self.answers.append(Answer(phase, shown, start, time.monotonic() - start, problem))

    def _request(self, version: Version, number: int) -> tuple[str, str, Body | None, int, int]:
        rng = self._rng
        owner = rng.randrange(OWNERS)
        given = {name: value for name, value in version.optional.items() if rng.random() < 0.5}
        match number % 5:
            case 0:
                body = version.required | given
                return "POST", "/tasks", body, owner, 201
            case 1:
                return "GET", f"/tasks?{rng.choice(version.queries)}", None, owner, 200
        key, owner = rng.choice(self.keys)
        match number % 5:
            case 2:
                return "GET", f"/tasks/{key}", None, owner, 200
            case 3:
                return "PATCH", f"/tasks/{key}", given or version.required, owner, 200
        return "POST", f"/tasks/{key}/finish", None, owner, 200
