"""The limit: a bare ASGI function on asyncpg, for which PostgreSQL writes the JSON.

What a verified token says is remembered until it expires, and connections are given back as they
are. `worn` is the same function with what an application in production has around it.
"""

import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from uuid import uuid4

import asyncpg
import jwt
from starlette.middleware.cors import CORSMiddleware

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

CONNECTIONS = 10
CACHED_TOKENS = 4096
LONGEST_TITLE = 200
TASKS = "/api/tasks"

COLUMNS = "id, user_id, title, description, completed, priority, due_date, created_at, updated_at"
LIST = f"""
SELECT coalesce(json_agg(t), '[]')::text FROM (
    SELECT {COLUMNS} FROM tasks WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2
) t
"""
READ = f"""
SELECT row_to_json(t)::text FROM (
    SELECT {COLUMNS} FROM tasks WHERE id = $1 AND user_id = $2
) t
"""
CREATE = f"""
WITH t AS (
    INSERT INTO tasks (id, user_id, title, description, completed, priority, due_date)
    VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6::text::timestamptz) RETURNING {COLUMNS}
)
SELECT row_to_json(t)::text FROM t
"""
TOGGLE = f"""
WITH t AS (
    UPDATE tasks SET completed = NOT completed, updated_at = now()
    WHERE id = $1 AND user_id = $2 RETURNING {COLUMNS}
)
SELECT row_to_json(t)::text FROM t
"""

secret = os.environ["AUTH_SECRET"]
verified: dict[str, tuple[float, str]] = {}
pool: Any = None


class Refused(Exception):
    """The request is answered with this status."""

    def __init__(self, status: int) -> None:
        self.status = status


class Connection(asyncpg.Connection):  # type: ignore[misc]
    """A connection that is given back as it is."""

    def get_reset_query(self) -> str:
        return ""


async def app(scope: Any, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    status = 200
    try:
        status, text = await answer(scope, receive)
    except Refused as refused:
        status, text = refused.status, json.dumps({"detail": "refused"})
    body = text.encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def lifespan(receive: Receive, send: Send) -> None:
    """Open the pool before the first request, and close it after the last."""
    global pool
    await receive()
    pool = await asyncpg.create_pool(
        os.environ["DATABASE_URL"],
        min_size=CONNECTIONS,
        max_size=CONNECTIONS,
        connection_class=Connection,
    )
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await pool.close()
    await send({"type": "lifespan.shutdown.complete"})


async def answer(scope: Any, receive: Receive) -> tuple[int, str]:
    """The status and the body."""
    user = caller(scope["headers"])
    method, path = scope["method"], scope["path"]
    if path == TASKS:
        if method == "GET":
            return 200, await pool.fetchval(LIST, user, limit(scope["query_string"]))
        if method == "POST":
            return 201, await pool.fetchval(CREATE, user, *new_task(await body_of(receive)))
        raise Refused(405)
    if not path.startswith(TASKS + "/"):
        raise Refused(404)
    key, _, action = path[len(TASKS) + 1 :].partition("/")
    statement = {("GET", ""): READ, ("PATCH", "complete"): TOGGLE}.get((method, action))
    if statement is None:
        raise Refused(404)
    try:
        row = await pool.fetchval(statement, key, user)
    except asyncpg.DataError:
        raise Refused(422) from None
    if row is None:
        raise Refused(404)
    return 200, row


def caller(headers: list[tuple[bytes, bytes]]) -> str:
    """Whose token came along."""
    token = next((value for name, value in headers if name == b"authorization"), b"").decode()
    known = verified.get(token)
    if known is not None and time.time() < known[0]:
        return known[1]
    try:
        claims = jwt.decode(
            token.removeprefix("Bearer "),
            secret,
            algorithms=["HS256"],
            options={"require": ["exp", "sub"]},
        )
    except jwt.PyJWTError:
        raise Refused(401) from None
    if len(verified) >= CACHED_TOKENS:
        del verified[next(iter(verified))]
    verified[token] = claims["exp"], claims["sub"]
    return str(claims["sub"])


def limit(query: bytes) -> int:
    """How many rows are asked for."""
    for pair in query.split(b"&"):
        name, _, value = pair.partition(b"=")
        if name == b"limit" and value.isdigit():
            return min(int(value), 500)
    return 100


async def body_of(receive: Receive) -> bytes:
    """The whole body."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


def new_task(body: bytes) -> tuple[str, str | None, bool, str | None, str | None]:
    """The values of a new task."""
    try:
        sent = json.loads(body)
    except ValueError:
        raise Refused(422) from None
    title = sent.get("title") if isinstance(sent, dict) else None
    if not isinstance(title, str) or not 1 <= len(title.strip()) <= LONGEST_TITLE:
        raise Refused(422)
    return (
        title.strip(),
        sent.get("description"),
        sent.get("completed", False),
        sent.get("priority"),
        sent.get("due_date"),
    )


class Around:
    """A request id, a deadline and a limit of the body."""

    def __init__(self, wrapped: Any, seconds: float, longest: int) -> None:
        self._wrapped = wrapped
        self._seconds = seconds
        self._longest = longest

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._wrapped(scope, receive, send)
            return
        given, length = b"", 0
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                given = value
            elif name == b"content-length":
                length = int(value)
        if length > self._longest:
            await send({"type": "http.response.start", "status": 413, "headers": []})
            await send({"type": "http.response.body"})
            return
        request_id = given or uuid4().hex.encode()
        left = self._longest

        async def bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise Refused(413)
            return message

        async def identified(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"x-request-id", request_id))
            await send(message)

        async with asyncio.timeout(self._seconds):
            await self._wrapped(scope, bounded, identified)


worn = CORSMiddleware(
    Around(app, seconds=15, longest=1_048_576),
    allow_origins=["http://localhost:3000"],
    allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
    allow_headers=["Authorization", "Content-Type", "X-Request-ID"],
)
