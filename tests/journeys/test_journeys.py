"""The way from any spec to any other ends where a fresh start would, and no row is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.generating import database
from tests.journeys.journey import Journey


@pytest.fixture(scope="module")
def databases() -> Iterator[tuple[str, str]]:
    with database() as one, database() as other:
        yield one, other


def test_a_journey(number: int, databases: tuple[str, str], tmp_path: Path) -> None:
    journey = Journey(number, tmp_path, *databases)
    try:
        journey.run()
    except Exception as error:
        again = f'make evolution EVOLUTION_FLAGS="--journey {number}"'
        error.add_note(f"seed {number} in {tmp_path}, edits {journey.edits}; again: {again}")
        raise
