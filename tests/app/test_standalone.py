"""The application runs where neither the generator nor Jinja is installed."""

import re
import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

from tests.generating import ROOT, database, environment

TRY = """
import sys
for name in ("generator", "jinja2", "ruamel.yaml", "ruff"):
    try:
        __import__(name)
    except ImportError:
        continue
    sys.exit(f"{name} is there")
import asyncio
import httpx
from generated_app import migrations
from generated_app.main import around, create_app
from generated_app.settings import get_settings

async def main():
    app = create_app(get_settings())
    transport = httpx.ASGITransport(around(app))
    async with app.router.lifespan_context(app):
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            assert (await client.get("/health/ready")).json() == {"status": "healthy"}
            assert (await client.get("/docs")).status_code == 200
            assert (await client.get("/openapi.json")).json()["info"]["title"] == "Task API"
            assert (await client.get("/api/tasks")).status_code == 401

migrations.upgrade(get_settings().configured_database())
asyncio.run(main())
print("it runs")
"""


def needed(requirements: Path) -> dict[str, Distribution]:
    """Every distribution that these requirements bring, and what those bring in turn."""
    found: dict[str, Distribution] = {}
    lines = [line for line in requirements.read_text().splitlines() if not line.startswith("#")]
    todo = [(Requirement(line), "") for line in lines]
    while todo:
        requirement, extra = todo.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        seen = name in found
        found[name] = distribution(requirement.name)
        required = [Requirement(line) for line in found[name].requires or []]
        if not seen:
            todo += [(each, "") for each in required]
        todo += [(each, extra) for extra in requirement.extras for each in required]
    return found


def installed_without_the_rest(site: Path) -> None:
    """A folder of packages that holds what the application's requirements bring, and no more."""
    site.mkdir()
    for found in needed(ROOT / "generated_app" / "requirements.txt").values():
        for top in {file.parts[0] for file in found.files or [] if file.parts[0] != ".."}:
            link = site / top
            if top != "__pycache__" and not link.exists():
                link.symlink_to(found.locate_file(top))


def test_without_the_generator(tmp_path: Path) -> None:
    site = tmp_path / "site"
    installed_without_the_rest(site)
    (tmp_path / "generated_app").symlink_to(ROOT / "generated_app")
    with database() as url:
        env = environment(ROOT / "generated_app", url) | {"PYTHONPATH": f"{site}:{tmp_path}"}
        done = subprocess.run(
            [sys.executable, "-S", "-c", TRY],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.stdout == "it runs\n", done.stderr
