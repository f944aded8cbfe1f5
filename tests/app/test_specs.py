"""Every spec makes an application that starts, and code that the checkers find nothing in.

Of one that has much of what others have, the emitted tests run too; those of the Task API run by
themselves, and those of the other specs in `tests/emitted`.
"""

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


@pytest.mark.parametrize("name", SPECS)
def test_starts(name: str, tmp_path: Path) -> None:
    package = generate(SPECS[name], tmp_path / "made_app")
    with database() as url:
        execute(url, 'CREATE TABLE "user" (id text PRIMARY KEY)')
        assert python(package, "-c", START, env=environment(package, url)) == "it starts\n"


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The applications of all specs."""
    folder = tmp_path_factory.mktemp("every")
    for name, spec in SPECS.items():
        generate(spec, folder / f"{name}_app")
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    return folder


def test_types(every: Path) -> None:
    packages = [f"{name}_app" for name in SPECS]
    run(every, "mypy", "--cache-dir", str(ROOT / ".mypy_cache" / "specs"), *packages)


def test_style(every: Path) -> None:
    run(every, "ruff", "check", "--no-cache", ".")
    run(every, "ruff", "format", "--no-cache", "--check", ".")
