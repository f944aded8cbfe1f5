"""What is asked of the servers: whole requests, ready to be sent."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt

from bench.data import SECRET, Data

TASKS = "/api/tasks"
# Requests of a scenario; the load begins anew when it is through.
REQUESTS = 5000
NEW_TASK = {
    "title": "Buy milk",
    "description": "Two litres, and ask whether they have the other one, too.",
    "priority": "high",
    "due_date": "2030-01-31T09:00:00Z",
}


@dataclass(frozen=True)
class Scenario:
    """One kind of request."""

    name: str
    method: str
    path: str
    expected: int = 200
    connections: int = 32
    body: Any = None
    writes: bool = False


FOUR = (
    Scenario("list", "GET", f"{TASKS}?limit=20"),
    Scenario("get", "GET", f"{TASKS}/{{key}}"),
    Scenario("create", "POST", TASKS, expected=201, body=NEW_TASK, writes=True),
    Scenario("toggle", "PATCH", f"{TASKS}/{{key}}/complete", writes=True),
)
CROWD = Scenario("list100", "GET", f"{TASKS}?limit=20", connections=100)
SCENARIOS = (*FOUR, CROWD)


def token(user: str, *, expires_in: int = 86_400, secret: str = SECRET) -> str:
    """A token of this user."""
    now = int(time.time())
    return jwt.encode({"sub": user, "iat": now, "exp": now + expires_in}, secret, "HS256")


def write_requests(data: Data, folder: Path) -> dict[str, Path]:
    """By scenario a file with its requests: each of the next owner, for one of their rows."""
    found = data.query(
        "SELECT id::text, user_id FROM ("
        "  SELECT id, user_id, row_number() OVER (PARTITION BY user_id ORDER BY md5(id::text)) AS n"
        "  FROM tasks"
        ") AS numbered ORDER BY n, user_id LIMIT %s",
        REQUESTS,
    )
    tokens = {user: token(user) for _, user in found}
    files = {}
    for scenario in SCENARIOS:
        files[scenario.name] = folder / f"{scenario.name}.json"
        texts = [text_of(scenario, key, tokens[user]) for key, user in found]
        files[scenario.name].write_text(json.dumps(texts))
    return files


def text_of(scenario: Scenario, key: str, bearer: str) -> str:
    """The whole request."""
    lines = [
        f"{scenario.method} {scenario.path.format(key=key)} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept: application/json",
        f"Authorization: Bearer {bearer}",
    ]
    body = ""
    if scenario.body is not None:
        body = json.dumps(scenario.body)
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", body])
