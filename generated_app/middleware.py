"""What every request goes through, as plain ASGI: an id, limits, a line in the log."""

import asyncio
import logging
import os
import re
import time
from typing import Any

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import APIError, BadRequest, TooLarge, TooSlow, response_to

access = logging.getLogger("access")

REQUEST_ID = b"x-request-id"
_PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


class Envelope:
    """Gives each request an id, bounds its body and its time, and logs how it ended."""

    def __init__(self, app: ASGIApp, *, timeout: float, max_body: int, log: bool) -> None:
        self._app = app
        self._timeout = timeout
        self._max_body = max_body
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        started = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [each for each in message.get("headers", ()) if each[0] != REQUEST_ID]
                message["headers"] = [*headers, (REQUEST_ID, request_id.encode())]
            await send(message)

        try:
            async with asyncio.timeout(self._timeout):
                await self._app(scope, self._bounded(scope, receive), send_with_id)
        except (APIError, TimeoutError) as error:
            if status:
                raise
            refusal = error if isinstance(error, APIError) else TooSlow()
            await response_to(refusal)(scope, receive, send_with_id)
        finally:
            if self._log:
                _log(scope, status, time.perf_counter() - started, request_id)

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        """The body as it arrives, up to the limit; one that declares to be longer isn't read."""
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value) > self._max_body:
                raise TooLarge(self._max_body)
        left = self._max_body

        async def receive_bounded() -> Message:
            nonlocal left
            # After a refusal there may be nothing more to wait for.
            if left >= 0:
                message = await receive()
                left -= len(message.get("body", b""))
            if left < 0:
                raise TooLarge(self._max_body)
            return message

        return receive_bounded


class Cors(CORSMiddleware):
    """CORS; a preflight that is refused says so in the shape of all errors."""

    def __init__(self, app: ASGIApp, **options: Any) -> None:
        super().__init__(app, **options)
        vary = (b"vary", b"Origin")
        all_origins = [
            (name.lower().encode(), value.encode()) for name, value in self.simple_headers.items()
        ]
        self._headers_of_others = [*all_origins, vary]
        self._headers: dict[str | None, list[tuple[bytes, bytes]]] = {None: [vary]}
        if not self.allow_all_origins:
            for origin in self.allow_origins:
                allowed = (b"access-control-allow-origin", origin.encode())
                self._headers[origin] = [*all_origins, allowed, vary]

    async def simple_response(
        self, scope: Scope, receive: Receive, send: Send, request_headers: Headers
    ) -> None:
        """Answer with Starlette's headers, which needn't be worked out each time."""
        headers = self._headers.get(request_headers.get("origin"), self._headers_of_others)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer a preflight."""
        response = super().preflight_response(request_headers)
        if response.status_code < 400:
            return response
        refusal = response_to(BadRequest("This page may not call the API in this way."))
        for name, value in response.headers.items():
            refusal.headers.setdefault(name, value)
        return refusal


def _log(scope: Scope, status: int, seconds: float, request_id: str) -> None:
    path = scope["path"].encode("unicode_escape").decode()
    access.info("%s %s %d %.1fms id=%s", scope["method"], path, status, seconds * 1000, request_id)


def _request_id(scope: Scope) -> str:
    """The id that the client or a proxy gave, if it is a plain one, else a new one."""
    for name, value in scope["headers"]:
        if name == REQUEST_ID:
            text: str = value.decode("latin-1")
            if _PLAIN_ID.fullmatch(text):
                return text
    return os.urandom(16).hex()
