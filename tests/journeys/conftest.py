"""How many journeys, and where processes are killed."""

import pytest


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "number" in metafunc.fixturenames:
        only = metafunc.config.getoption("--journey")
        count = metafunc.config.getoption("--journeys")
        metafunc.parametrize("number", range(count) if only is None else [only])


@pytest.fixture
def every_point(request: pytest.FixtureRequest) -> bool:
    """Whether there is time to kill at every point."""
    return bool(request.config.getoption("--every-point"))
