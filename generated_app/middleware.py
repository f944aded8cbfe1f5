"""What every request goes through, as plain ASGI: an id, limits, a line in the log."""

import asyncio
import logging
import re
import time
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import APIError, BadRequest, TooLarge, TooSlow, response_to

access = logging.getLogger("access")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


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
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
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
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise TooLarge(self._max_body)
            return message

        return receive_bounded


class Cors(CORSMiddleware):
    """CORS; a preflight that is refused says so in the shape of all errors."""

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
        if name == b"x-request-id":
            text: str = value.decode("latin-1")
            if _REQUEST_ID.fullmatch(text):
                return text
    return uuid4().hex
