"""What the tests of served applications share: each of them has a `server` of its own."""

from collections.abc import Iterator

import httpx
import pytest

from tests.generating import database
from tests.serving import SECONDS, Server


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with database() as made:
        yield made


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, trust_env=False, timeout=SECONDS) as opened:
        yield opened
