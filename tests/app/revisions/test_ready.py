"""Whether the database is ready for a version of the application."""

import subprocess
import sys

from tests.generating import environment, execute
from tests.revising import App, sql


def test_ready_when_the_database_has_what_this_version_needs(app: App) -> None:
    app.add("0002_b", sql("CREATE TABLE b ()"), sql("DROP TABLE b"))
    app.add("0003_c", "pass", more='part = "contract"')
    script = f"""
import asyncio, os, httpx, psycopg2
from {app.package.name}.main import around, create_app
from {app.package.name}.settings import get_settings
import sys
assert not any(name.startswith("alembic") for name in sys.modules)

async def main():
    app = create_app(get_settings())
    async with app.router.lifespan_context(app), httpx.AsyncClient(
        transport=httpx.ASGITransport(around(app)), base_url="http://test"
    ) as client:
        while (line := await asyncio.to_thread(sys.stdin.readline)):
            response = await client.get("/health/ready")
            print(response.status_code, response.text, flush=True)

asyncio.run(main())
"""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script],
        cwd=app.package.parent,
        env=environment(app.package, app.url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout

    def answer() -> str:
        assert process.stdin
        assert process.stdout
        print(file=process.stdin, flush=True)
        return process.stdout.readline().strip()

    problem = (
        '503 {"type":"urn:problem:unavailable","title":"Service unavailable","status":503,'
        '"detail":"The database isn\'t migrated.","errors":[]}'
    )
    ready = '200 {"status":"healthy"}'
    with process:
        assert answer() == problem
        app.migrate("--expand")
        assert answer() == ready
        app.run("downgrade", "0001")
        assert answer() == problem
        app.run("downgrade", "base", "--force")
        assert answer() == problem
        app.migrate()
        assert answer() == ready
        execute(app.url, "UPDATE noted_app_version SET version_num = '0009_newer'")
        assert answer() == ready
        process.stdin.close()
