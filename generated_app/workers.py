"""Several processes behind one port: how many connections each of them may take."""

import logging
import os

import psycopg2

from .database import address, for_psycopg2, is_pooled
from .settings import Settings, SettingsError

logger = logging.getLogger(__name__)

# What PostgreSQL lets this role have in this database at most. PostgreSQL 16 and later keep some
# for roles of their own.
_GRANTED = """\
SELECT least(
    current_setting('max_connections')::int
    - current_setting('superuser_reserved_connections')::int
    - coalesce(current_setting('reserved_connections', true), '0')::int,
    (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()),
    (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user)
)
"""

# While a version is replaced, the one before is served, too.
VERSIONS = 2


def share_connections(settings: Settings, workers: int) -> None:
    """Let each of the processes that are started have its share; what is set stays, if it fits."""
    with address(settings) as url:
        granted = None if is_pooled(settings, url) else _granted(url, settings.pool_timeout)
    if granted is None:
        return
    if "database_connections" in settings.model_fields_set:
        each = settings.database_connections
    else:
        granted //= VERSIONS
        each = max(settings.session_connections + 1, granted // workers)
        each = min(each, settings.database_connections)
        os.environ["DATABASE_CONNECTIONS"] = str(each)
    if workers * each > granted:
        raise SettingsError(
            f"{workers} processes with {each} connections each are more than the {granted} that "
            "this application may have of PostgreSQL: fewer WORKERS, or another "
            "DATABASE_CONNECTIONS, or a larger max_connections there."
        )


def _granted(url: str, timeout: float) -> int | None:
    """How many connections there may be; None where PostgreSQL can't be asked just now."""
    try:
        connection = psycopg2.connect(for_psycopg2(url), connect_timeout=max(2, round(timeout)))
    except psycopg2.OperationalError as error:
        logger.warning("how many connections there may be is not known: %s", error)
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute(_GRANTED)
            row = cursor.fetchone()
    finally:
        connection.close()
    return int(row[0]) if row else None
