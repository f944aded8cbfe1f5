"""A hundred clients at once: nobody is turned away, and statements stay compiled once."""

import asyncio
import time
from pathlib import Path

import httpx

from tests.generating import ROOT
from tests.serving import served

CLIENTS = 100
SECONDS = 3.0


async def _listing(address: str, token: str) -> list[int]:
    statuses: list[int] = []
    limits = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(
        base_url=address, headers=headers, limits=limits, timeout=30, trust_env=False
    ) as client:
        for title in ("one", "two", "three"):
            (await client.post("/api/tasks", json={"title": title})).raise_for_status()
        end = time.monotonic() + SECONDS

        async def one_client() -> None:
            while time.monotonic() < end:
                response = await client.get("/api/tasks?status=pending&sort=title")
                statuses.append(response.status_code if len(response.json()) == 3 else 0)

        await asyncio.gather(*(one_client() for _ in range(CLIENTS)))
    return statuses


def test_a_hundred_clients_on_the_list() -> None:
    with served(Path(ROOT / "generated_app")) as server:
        statuses = asyncio.run(_listing(server.address, server.token("alice")))
    assert len(statuses) >= CLIENTS
    assert set(statuses) == {200}
