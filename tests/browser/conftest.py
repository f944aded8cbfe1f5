"""Chromium without a screen, that reaches this machine and nothing else."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from tests.serving import Server, served

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "google-chrome", "chromium-browser")
MISSING = "chromium is not installed: apt-get install chromium chromium-driver"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-proxy-server",
    "--hide-scrollbars",
    "--window-size=1280,1000",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def installed() -> tuple[str, str]:
    """The browser and the driver: two of the same version, where there are several browsers."""
    driver = shutil.which("chromedriver")
    found = [path for name in BROWSERS if (path := shutil.which(name))]
    if driver is None or not found:
        pytest.skip(MISSING)
    matching = [path for path in found if major_version(path) == major_version(driver)]
    return (matching or found)[0], driver


def major_version(program: str) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30).stdout
    number = re.search(r"(\d+)\.", said)
    return number[1] if number else ""


@pytest.fixture(scope="session")
def server(installed: tuple[str, str]) -> Iterator[Server]:
    """The committed application; not started where there is no browser to look at it."""
    with served(ROOT / "generated_app") as running:
        yield running


@pytest.fixture
def browser(
    installed: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Chrome]:
    """A new browser, with nothing in it from an earlier test."""
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")  # for Selenium's way to the driver
    program, driver = installed
    options = ChromeOptions()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for flag in [*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"]:
        options.add_argument(flag)
    chrome = Chrome(options, Service(executable_path=driver))
    try:
        yield chrome
    finally:
        chrome.quit()


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Where to write the pictures, if they were asked for."""
    return ROOT / "docs" / "images" if request.config.getoption("--screenshots") else None
