"""The connections to PostgreSQL: asyncpg's pool for requests, sessions for your own code."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
from fastapi import Depends, Request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as QueueTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from . import embedded
from .errors import APIError, FieldError, TooSlow, Unavailable, ValidationFailed
from .references import BrokenReference, broken
from .settings import Settings
from .statements import Statement
from .uniques import taken

logger = logging.getLogger(__name__)

# The database of this application on the embedded server, which several may share.
EMBEDDED_DATABASE = __name__.partition(".")[0]
UNREACHABLE = "The database can't be reached just now."
NOT_MIGRATED = "The database isn't migrated."
BUSY = "All connections to the database are busy."

# How long connections are kept out of the pool between requests. To take one from there and to give
# it back costs a fifth of a request; the pool looks after those that nobody needs.
KEPT_SECONDS = 60.0

# How a driver says that something went wrong.
_FAILURES = (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)


class _Connection(asyncpg.Connection):  # type: ignore[misc]
    """A connection that is given back as it is: nothing ever sets a session's state."""

    def get_reset_query(self) -> str:
        return ""


class Database:
    """The pool that serves requests, and the engine behind the sessions of your own code."""

    def __init__(self, settings: Settings, url: str) -> None:
        self._settings = settings
        self._dsn = _for_asyncpg(url)
        # Behind a pooler the next statement may run on another server process, which
        # doesn't know what was prepared on the last one.
        self._options = {"statement_cache_size": 0 if is_pooled(settings, url) else 1024}
        self._pool: Any = None
        # Those that are free, the one used last at the end.
        self._kept: list[Any] = []
        self._returning: asyncio.Task[None] | None = None
        self._turns = asyncio.Semaphore(0)
        self.sessions = self._session_engine()

    def _session_engine(self) -> AsyncEngine:
        async def connect() -> Any:
            return await asyncpg.connect(
                self._dsn,
                timeout=self._settings.pool_timeout,
                command_timeout=self._settings.statement_timeout,
                **self._options,
            )

        return create_async_engine(
            "postgresql+asyncpg://",
            async_creator=connect,
            pool_size=self._settings.session_connections,
            max_overflow=0,
            pool_timeout=self._settings.pool_timeout,
        )

    async def open(self) -> None:
        """Make the pool. It connects when first used: the app starts without its database."""
        settings = self._settings
        size = max(1, settings.database_connections - settings.session_connections)
        self._turns = asyncio.Semaphore(size)
        self._pool = await asyncpg.create_pool(
            self._dsn,
            min_size=0,
            max_size=size,
            timeout=settings.pool_timeout,
            command_timeout=settings.statement_timeout,
            connection_class=_Connection,
            **self._options,
        )
        self._returning = asyncio.create_task(self._return_now_and_then())

    async def close(self) -> None:
        """Give all connections back."""
        await self.sessions.dispose()
        if self._returning is not None:
            self._returning.cancel()
        await self._return_kept()
        if self._pool is not None:
            await self._pool.close()

    async def _return_now_and_then(self) -> None:
        """Let the pool have those that are free: it closes what isn't needed."""
        while True:
            await asyncio.sleep(KEPT_SECONDS)
            await self._return_kept()

    async def _return_kept(self) -> None:
        while self._kept:
            with suppress(*_FAILURES):
                await self._release(self._kept.pop())

    async def fetch(self, statement: Statement, values: dict[str, Any]) -> Any:
        """The first value of the first row, or None where there is no row."""
        return await self._run(lambda c: c.fetchval(statement.sql, *statement.arguments(values)))

    async def fetch_row(self, statement: Statement, values: dict[str, Any]) -> Any:
        """The first row."""
        return await self._run(lambda c: c.fetchrow(statement.sql, *statement.arguments(values)))

    async def revision(self) -> str | None:
        """The last migration that the database went through."""
        recorded = "SELECT version_num FROM generated_app_version"
        found: str | None = await self._run(lambda connection: connection.fetchval(recorded))
        return found

    async def _run(self, use: Callable[[Any], Awaitable[Any]]) -> Any:
        await self._wait_for_turn()
        try:
            connection = await self._connection()
            try:
                answer = await use(connection)
            except BaseException as error:
                # Whatever is still going on there, the pool sees to its end.
                await self._release(connection)
                if isinstance(error, _FAILURES):
                    raise _as_problem(error) from error
                raise
            self._kept.append(connection)
            return answer
        finally:
            self._turns.release()

    async def _release(self, connection: Any) -> None:
        await self._pool.release(connection, timeout=self._settings.pool_timeout)

    async def _connection(self) -> Any:
        while self._kept:
            connection = self._kept.pop()
            if _is_open(connection):
                return connection
            await self._release(connection)
        try:
            return await self._pool.acquire()
        except TimeoutError:
            raise Unavailable(UNREACHABLE) from None
        except _FAILURES as error:
            raise _as_problem(error) from error

    async def _wait_for_turn(self) -> None:
        """Wait in line: in the pool's own, newcomers overtake, and under load some starve."""
        if not self._turns.locked():
            await self._turns.acquire()
            return
        try:
            async with asyncio.timeout(self._settings.pool_timeout):
                await self._turns.acquire()
        except TimeoutError:
            raise Unavailable(BUSY) from None


def _is_open(connection: Any) -> bool:
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:
        # The server has ended it, and the pool has taken it back.
        return False


def _as_problem(error: Exception) -> APIError:
    """What the client is told of a database's error: never the database's own words."""
    match error:
        case TimeoutError() | asyncpg.QueryCanceledError():
            return TooSlow()
        case asyncpg.UniqueViolationError():
            return taken(getattr(error, "constraint_name", None))
        # Since PostgreSQL 18 a delete that is refused has a code of its own.
        case asyncpg.ForeignKeyViolationError() | asyncpg.RestrictViolationError():
            return broken(
                getattr(error, "table_name", None), getattr(error, "constraint_name", None)
            )
        case asyncpg.DeadlockDetectedError():
            return Unavailable("Others are changing the same rows.")
        case (
            asyncpg.IntegrityConstraintViolationError()
            | asyncpg.DataError()
            # A text that an index has no room for, while a migration has yet to replace it.
            | asyncpg.ProgramLimitExceededError()
        ):
            logger.warning("refused by the database: %s", type(error).__name__)
            wrong = FieldError(field="body", message="is not valid", code="invalid")
            return ValidationFailed("A value is not allowed here.", errors=[wrong])
        case (
            OSError()
            | asyncpg.InterfaceError()
            | asyncpg.PostgresConnectionError()
            | asyncpg.OperatorInterventionError()
            | asyncpg.InsufficientResourcesError()
        ):
            logger.warning("database unavailable: %s", type(error).__name__)
            return Unavailable(UNREACHABLE)
        case asyncpg.UndefinedTableError() | asyncpg.UndefinedColumnError():
            logger.error("the database lacks a table or a column: is it migrated? %s", error)
            return Unavailable(NOT_MIGRATED)
    logger.error("database error", exc_info=error)
    return APIError("Something went wrong on our side.")


# What asyncpg reads of an address; it would send the rest to the server, which refuses it.
_KNOWN_TO_ASYNCPG = frozenset(
    {
        "application_name",
        "host",
        "options",
        "password",
        "port",
        "sslcert",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslpassword",
        "sslrootcert",
        "target_session_attrs",
        "user",
    }
)


def _for_asyncpg(url: str) -> str:
    """The address without what asyncpg doesn't know."""
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query) if pair[0] in _KNOWN_TO_ASYNCPG]
    return urlunsplit(("postgresql", parts.netloc, parts.path, urlencode(query), ""))


def is_pooled(settings: Settings, url: str) -> bool:
    """Whether a transaction pooler stands at this address."""
    if settings.database_pooled is not None:
        return settings.database_pooled
    return "-pooler" in (urlsplit(url).hostname or "")


def for_psycopg2(url: str) -> str:
    """The address as psycopg2 takes it."""
    return urlunsplit(urlsplit(url)._replace(scheme="postgresql"))


@contextmanager
def address(settings: Settings) -> Iterator[str]:
    """The address of the database; the embedded one, where it serves, runs meanwhile."""
    url = settings.configured_database()
    if url is not None:
        yield url
        return
    with embedded.start(settings.embedded_data) as server:
        server.ensure_database(EMBEDDED_DATABASE)
        yield server.url(EMBEDDED_DATABASE)


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The database, for as long as the app runs."""
    with address(settings) as url:
        opened = Database(settings, url)
        await opened.open()
        try:
            yield opened
        finally:
            await opened.close()


async def get_database(request: Request) -> Database:
    """The database, as a dependency."""
    opened: Database = request.app.state.database
    return opened


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """A session for your own code; it commits nothing by itself."""
    try:
        async with AsyncSession(request.app.state.database.sessions) as session:
            yield session
    except QueueTimeoutError:
        raise Unavailable(BUSY) from None
    except DBAPIError as error:
        # SQLAlchemy's error is about the driver's adapter, whose cause is the driver's own.
        cause = error.orig.__cause__ if error.orig is not None else None
        problem = _as_problem(cause if isinstance(cause, Exception) else error)
        if isinstance(problem, BrokenReference) and (error.statement or "").startswith("DELETE"):
            raise problem.by_delete() from error
        raise problem from error
    except _FAILURES as error:
        raise _as_problem(error) from error


DatabaseDep = Annotated[Database, Depends(get_database)]
SessionDep = Annotated[AsyncSession, Depends(get_session)]
