"""Options of the tests. They stand here because pytest reads them before it looks for tests."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots",
        action="store_true",
        help="write the pictures in docs/images anew (tests/browser)",
    )
