"""Options of the tests, and which of them are about the Task API."""

import os

import pytest

from tests.generating import ROOT

# What tries the committed application, by the start of its path below `tests/`.
ABOUT_THE_TASK_API = (
    "app/test_answers",
    "app/test_docs",
    "app/test_load",
    "app/test_outage",
    "app/test_standalone",
    "browser",
    "project/test_task_api",
    "readme",
)

# What they generate is none of what the developer's own runs keep.
os.environ["XDG_CACHE_HOME"] = str(ROOT / ".data" / "cache")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots",
        action="store_true",
        help="write the pictures in docs/images anew (tests/browser)",
    )
    parser.addoption(
        "--journeys",
        type=int,
        default=6,
        help="how many random evolutions to try (tests/journeys)",
    )
    parser.addoption("--journey", type=int, help="the number of the only one to try")
    parser.addoption(
        "--every-point",
        action="store_true",
        help="kill at every point instead of some (tests/journeys)",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With a `resources.yaml` of your own, the tests of the Task API have nothing to try.

    Where one journey is asked for, nothing else is.
    """
    if config.getoption("--journey") is not None:
        items[:] = [item for item in items if item.path.name == "test_journeys.py"]
    committed = ROOT / "tests/specs/projects.yaml"
    if (ROOT / "resources.yaml").read_bytes() == committed.read_bytes():
        return
    skip = pytest.mark.skip(reason="about the Task API, and resources.yaml describes another")
    for item in items:
        if item.path.is_relative_to(ROOT / "tests"):
            place = item.path.relative_to(ROOT / "tests").as_posix()
            if place.startswith(ABOUT_THE_TASK_API):
                item.add_marker(skip)
