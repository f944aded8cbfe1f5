"""Example rows, made from the examples in the spec and created through the API itself."""

import httpx
from starlette.types import Receive, Scope, Send

from .auth import Caller
from .main import create_app
from .settings import Settings

# The bodies to post, by path.
EXAMPLES: dict[str, list[dict[str, object]]] = {
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


async def add_examples(settings: Settings, user: str) -> int:
    """Create the examples as this user; returns how many there are."""
    app = create_app(settings)

    async def as_user(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "caller": Caller(user)}, receive, send)

    transport = httpx.ASGITransport(as_user)
    count = 0
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://seed") as client,
    ):
        for path, bodies in EXAMPLES.items():
            for body in bodies:
                (await client.post(path, json=body)).raise_for_status()
                count += 1
    return count
