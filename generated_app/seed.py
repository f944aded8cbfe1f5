"""Example rows, made from the examples in the spec and created through the API itself."""

from urllib.parse import unquote

import httpx
from starlette.types import Receive, Scope, Send

from .auth import Caller
from .main import create_app
from .settings import Settings

# The bodies to post, by path; rows come after those that they refer to.
EXAMPLES: dict[str, list[dict[str, object]]] = {
    "/api/projects": [
        {"name": "Home", "archived": False},
        {"name": "Home 2", "archived": True},
        {"name": "Home 3", "archived": False},
    ],
    "/api/tasks": [
        {
            "title": "Buy milk",
            "description": "Description",
            "completed": False,
            "priority": "low",
            "due_date": "2030-01-31T09:00:00Z",
        },
        {
            "title": "Buy milk 2",
            "description": "Description 2",
            "completed": True,
            "priority": "medium",
            "due_date": "2030-01-31T09:00:00Z",
        },
        {
            "title": "Buy milk 3",
            "description": "Description 3",
            "completed": False,
            "priority": "high",
            "due_date": "2030-01-31T09:00:00Z",
        },
    ],
}

# By path the fields that refer to rows of other paths: the first row to the first one, and so on.
REFERENCES: dict[str, dict[str, str]] = {
    "/api/tasks": {"project_id": "/api/projects"},
}


async def add_examples(settings: Settings, user: str) -> int:
    """Create the examples as this user; returns how many there are."""
    app = create_app(settings)

    async def as_user(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "caller": Caller(user)}, receive, send)

    transport = httpx.ASGITransport(as_user)
    count = 0
    keys: dict[tuple[str, int], str | int] = {}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://seed") as client,
    ):
        for path, bodies in EXAMPLES.items():
            for number, body in enumerate(bodies):
                refers = {name: (there, number) for name, there in REFERENCES.get(path, {}).items()}
                if not keys.keys() >= set(refers.values()):
                    # The user has what it refers to already, and so this.
                    continue
                sent = {**body, **{name: keys[row] for name, row in refers.items()}}
                response = await client.post(path, json=sent)
                if response.status_code == 409:
                    # The user has it already.
                    continue
                response.raise_for_status()
                key = unquote(response.headers["location"].rpartition("/")[2])
                keys[path, number] = key
                count += 1
    return count
