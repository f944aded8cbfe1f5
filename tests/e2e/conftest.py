"""A Better Auth for these tests, and where there can be none: that they are skipped, and why."""

from collections.abc import Iterator

import pytest

from tests.e2e.better_auth import BetterAuth, NpmMissing, better_auth, install
from tests.generating import database


@pytest.fixture(scope="session")
def installed() -> None:
    """Better Auth is installed."""
    try:
        install()
    except NpmMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def database_url(installed: None) -> Iterator[str]:
    """The database that the issuer and the application share."""
    with database() as url:
        yield url


@pytest.fixture(scope="session")
def issuer(database_url: str) -> Iterator[BetterAuth]:
    """A Better Auth as it is by default."""
    with better_auth(database_url) as running:
        yield running
