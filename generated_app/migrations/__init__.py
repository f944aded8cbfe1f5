"""Brings a database to the tables that the models describe, one revision after the other."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..settings import Settings

# What a server has to know of the revisions is in `history`, which loads at once. Only who migrates
# waits until `runner` and Alembic are loaded.


def upgrade(url: str) -> None:
    """Apply the revisions that the database doesn't have yet."""
    from . import runner

    runner.upgrade(url)


def downgrade(url: str, revision: str) -> None:
    """Go back to a revision; `base` is the database without any table of ours."""
    from . import runner

    runner.downgrade(url, revision)


@contextmanager
def prepared(settings: Settings) -> Iterator[None]:
    """The embedded database, running and up to date; one of your own is left as it is."""
    if settings.configured_database() is not None:
        yield
        return
    from ..database import address

    with address(settings) as url:
        upgrade(url)
        yield
