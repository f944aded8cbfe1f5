"""A spec makes an application that starts, code that the checkers find nothing in, and its tests.

Here it is one that has much of what others have. All others are tried in `tests/emitted`.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from tests.generating import (
    ROOT,
    TEST_DATA,
    database,
    environment,
    execute,
    generate,
    python,
)
from tests.starting import starter

SPECS = {path.stem: path for path in sorted((ROOT / "tests" / "specs").glob("*.yaml"))}
SOME = ("combined", "projects")
START = """
import asyncio, os
from made_app import migrations
from made_app.main import create_app
from made_app.settings import get_settings

async def start():
    app = create_app(get_settings())
    async with app.router.lifespan_context(app):
        assert await app.state.database.revision()

migrations.upgrade(os.environ["DATABASE_URL"])
asyncio.run(start())
print("it starts")
"""


def run(folder: Path, *command: str, **settings: str) -> None:
    env = environment(folder / "made_app") | settings
    done = starter().run("-m", *command, folder=folder, env=env, seconds=300)
    assert done.code == 0, done.out + done.err


def run_emitted_tests(name: str, folder: Path, spec: Path | None = None) -> None:
    """Generate the application of a spec, and run the tests that come with it."""
    # Its databases are called after the package.
    package = f"made_{name}"
    generate(spec or SPECS[name], folder / package)
    # They need no plugins; without them, pytest doesn't mind what is loaded already.
    settings = {"TEST_DATA": str(TEST_DATA), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run(folder, "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", package, **settings)


def test_emitted_tests_pass(tmp_path: Path) -> None:
    run_emitted_tests("combined", tmp_path)


def assert_starts(name: str, folder: Path) -> None:
    """The application of a spec brings a database up to date, and starts on it."""
    package = generate(SPECS[name], folder / "made_app")
    with database() as url:
        execute(url, 'CREATE TABLE "user" (id text PRIMARY KEY)')
        assert python(package, "-c", START, env=environment(package, url)) == "it starts\n"


def generate_each(names: Iterable[str], folder: Path) -> list[str]:
    """The applications of specs, as packages in a folder with the settings of the checkers."""
    packages = [generate(SPECS[name], folder / f"{name}_app").name for name in names]
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    return packages


def assert_types(packages: Sequence[str], folder: Path) -> None:
    """Mypy finds nothing."""
    run(folder, "mypy", "--cache-dir", str(ROOT / ".mypy_cache" / "specs"), *packages)


def assert_style(folder: Path) -> None:
    """Neither does ruff."""
    run(folder, "ruff", "check", "--no-cache", ".")
    run(folder, "ruff", "format", "--no-cache", "--check", ".")


@pytest.mark.parametrize("name", SOME)
def test_starts(name: str, tmp_path: Path) -> None:
    assert_starts(name, tmp_path)


def test_types_and_style(tmp_path: Path) -> None:
    assert_types(generate_each(SOME, tmp_path), tmp_path)
    assert_style(tmp_path)
