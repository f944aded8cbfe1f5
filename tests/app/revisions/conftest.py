"""Each test has an application of its own, to which it adds revisions."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.generating import database, generate
from tests.revising import (
    SPEC,
    App,
)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(SPEC, tmp_path_factory.mktemp("generated") / "noted_app")


@pytest.fixture
def app(generated: Path, tmp_path: Path) -> Iterator[App]:
    with database() as url:
        yield App(shutil.copytree(generated, tmp_path / generated.name), url)
