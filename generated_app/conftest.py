"""The fixtures of the tests, those in `tests/` and your own in `custom/tests/`.

The tests run on a PostgreSQL of their own: the embedded one, in the folder that TEST_DATA names,
or the server that TEST_DATABASE_URL names, where they make and drop databases of their own.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psycopg2
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from psycopg2 import sql
from pydantic import SecretStr
from pydantic_settings import PydanticBaseSettingsSource

from . import embedded, migrations
from .database import for_psycopg2
from .main import around, create_app
from .migrations.others import make_others
from .settings import Settings
from .tests.contract import Contract
from .tests.sessions import Sessions
from .tests.support import Client, User
from .tokens import make_token

SECRET = "a secret for tests only, as long as the longest hash wants it to be: 64 bytes"


# With `DIRECT=0` the tests ask FastAPI alone.
DIRECT = os.environ.get("DIRECT") != "0"


class GivenSettings(Settings):
    """Settings in which neither the environment nor a file `.env` has a say."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[Settings],  # type: ignore[override]
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is given in Python."""
        return (init_settings,)


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """The address of a server where databases may be made; all workers share it."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with embedded.start(Path(os.environ.get("TEST_DATA") or ".data/test"), fast=True) as server:
        yield server.url("postgres")


@pytest.fixture(scope="session")
def database_url(database_server: str) -> str:
    """A new database with the tables of the application, one for each process of pytest-xdist."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"{__package__}_test_{worker}"[-63:]
    connection = psycopg2.connect(for_psycopg2(database_server))
    connection.autocommit = True
    with connection.cursor() as cursor:
        for command in (
            "DROP DATABASE IF EXISTS {} WITH (FORCE)",
            "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'",
        ):
            cursor.execute(sql.SQL(command).format(sql.Identifier(name)))
    connection.close()
    url = urlsplit(database_server)._replace(path=f"/{name}").geturl()
    make_others(url)
    migrations.upgrade(url)
    return url


@pytest.fixture(scope="session")
def settings(database_url: str) -> Settings:
    """The settings of the application under test."""
    return GivenSettings(
        auth_secret=SecretStr(SECRET), database_url=SecretStr(database_url), direct=DIRECT
    )


@pytest.fixture(scope="session")
def new_token(settings: Settings) -> Callable[..., str]:
    """Makes tokens that are valid: of a user, with more claims."""

    return partial(make_token, settings.secret())


@pytest.fixture(scope="session")
def app(settings: Settings) -> FastAPI:
    """The application under test."""
    return create_app(settings)


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """The event loop that the application runs on, in a thread of its own."""
    with start_blocking_portal() as opened:
        yield opened


@pytest.fixture(scope="session")
def client(app: FastAPI, portal: BlockingPortal) -> Iterator[Client]:
    """A client without a token, of the running application."""
    transport = httpx.ASGITransport(around(app))
    with (
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(
            httpx.AsyncClient(transport=transport, base_url="http://test")
        ) as http,
    ):
        anonymous = Client(portal, http, Contract())
        anonymous.contract.read(anonymous.get("/openapi.json").json())
        yield anonymous


@pytest.fixture(scope="session")
def database(database_url: str) -> Iterator[Any]:
    """A connection to the database, for rows that the API has no route to make or to read."""
    connection = psycopg2.connect(for_psycopg2(database_url))
    connection.autocommit = True
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def new_user(client: Client, new_token: Callable[..., str], database: Any) -> Callable[[str], User]:
    """Makes users. Each has an id that nobody had before, so tests don't see others' rows."""

    def make(name: str) -> User:
        user_id = f"{name}-{uuid4().hex}"
        return User(client, user_id, new_token(user_id), database)

    return make


@pytest.fixture(scope="session")
def sessions(client: Client, app: FastAPI, portal: BlockingPortal) -> Sessions:
    """What sessions of your own code may write, while the application runs."""
    return Sessions(portal, app.state.database.sessions)


@pytest.fixture
def alice(new_user: Callable[[str], User]) -> User:
    """A user, whose requests bear their token."""
    return new_user("alice")


@pytest.fixture
def bob(new_user: Callable[[str], User]) -> User:
    """Another user."""
    return new_user("bob")
