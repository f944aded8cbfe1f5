"""Counts the statements that requests take, in the process of an application."""

import json
from textwrap import indent
from typing import Any

from tests.serving import Server

_SCRIPT = """\
import asyncio, json
import httpx
from {package}.auth import Caller
from {package}.database import Database
from {package}.main import create_app
from {package}.settings import get_settings

statements = []
run = Database._run

async def counted(self, use):
    statements.append(use)
    return await run(self, use)

Database._run = counted

async def main():
    app = create_app(get_settings())

    async def as_user(scope, receive, send):
        await app({{**scope, "caller": Caller("counted")}}, receive, send)

    found = []
    async with app.router.lifespan_context(app), httpx.AsyncClient(
        transport=httpx.ASGITransport(as_user), base_url="http://counted"
    ) as client:

        async def ask(method, path, **body):
            statements.clear()
            answer = await client.request(method, path, json=body or None)
            found.append([answer.status_code, len(statements)])
            return answer.json() if answer.content else None

{requests}
    print(json.dumps(found))

asyncio.run(main())
"""


def counted(server: Server, requests: str) -> Any:
    """For each request its status and how many statements it took.

    The requests are Python: `await ask(method, path, **body)` sends one as the user `counted`, and
    returns what is answered. What else is put into `found` is returned beside.
    """
    script = _SCRIPT.format(package=server.package, requests=indent(requests, " " * 8))
    return json.loads(server.python(script))
