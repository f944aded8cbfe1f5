"""A database that is away, blocked or busy: honest answers, and none of them a 500."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg2
import pytest

from generated_app import migrations
from generated_app.main import around, create_app
from generated_app.settings import Settings
from generated_app.tokens import make_token
from tests.generating import SECRET, database

TOKEN = make_token(SECRET, "alice")
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


def asked(
    url: str,
    *requests: tuple[str, str],
    json: object = None,
    token: str = TOKEN,
    **settings: Any,
) -> list[httpx.Response]:
    """What the application answers on this database, asked everything at once."""
    app = create_app(
        Settings(_env_file=None, auth_secret=SECRET, database_url=url, **settings)  # type: ignore[call-arg]
    )

    async def ask() -> list[httpx.Response]:
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(around(app)),
                base_url="http://test",
                headers={"Authorization": f"Bearer {token}"},
            ) as client,
        ):
            sent = [client.request(*each, json=json) for each in requests]
            return await asyncio.gather(*sent)

    return asyncio.run(ask())


@pytest.fixture
def url() -> Iterator[str]:
    with database() as address:
        migrations.upgrade(address)
        yield address


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Nobody reads or writes tasks meanwhile."""
    connection = psycopg2.connect(url)
    try:
        connection.cursor().execute("LOCK TABLE tasks")
        yield
    finally:
        connection.close()


def test_starts_and_lives_without_its_database() -> None:
    live, *others = asked(
        NOWHERE, ("GET", "/health/live"), ("GET", "/health/ready"), ("GET", "/api/tasks")
    )
    assert live.status_code == 200
    for response in others:
        assert response.status_code == 503
        assert response.headers["retry-after"] == "1"
        assert response.json()["type"] == "urn:problem:unavailable"


def test_bad_requests_need_no_database() -> None:
    bad = [("GET", "/api/tasks?limit=-1"), ("GET", "/api/nothing"), ("DELETE", "/api/tasks")]
    answers = asked(NOWHERE, *bad, ("POST", "/api/tasks"), json={"title": " "})
    assert [answer.status_code for answer in answers] == [400, 404, 405, 400]


@pytest.mark.parametrize("limit", ["statement_timeout", "request_timeout"])
def test_what_takes_too_long_is_stopped(url: str, limit: str) -> None:
    with locked(url):
        (response,) = asked(url, ("GET", "/api/tasks"), **{limit: 0.3})
    assert (response.status_code, response.json()["type"]) == (504, "urn:problem:timeout")
    (response,) = asked(url, ("GET", "/api/tasks"), **{limit: 0.3})
    assert response.json() == []


def test_no_connection_left(url: str) -> None:
    few = {"database_connections": 2, "session_connections": 1}
    with locked(url):
        answers = asked(
            url, *[("GET", "/api/tasks")] * 4, statement_timeout=1.0, pool_timeout=0.3, **few
        )
    assert sorted(answer.status_code for answer in answers) == [503, 503, 503, 504]
