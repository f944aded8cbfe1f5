"""What clients send, for two readers: the short way, and FastAPI where that isn't sure."""

from collections import deque

from starlette.types import Message, Receive


class ClientGone(Exception):
    """The client went away before all of it was there."""


class Body:
    """What a client sends: it may be read once more from its beginning."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._parts: deque[Message] = deque()
        self._failure: Exception | None = None

    async def read(self) -> bytes:
        """All of it."""
        more = True
        while more:
            try:
                part = await self._receive()
            except Exception as error:
                self._failure = error
                raise
            self._parts.append(part)
            if part["type"] != "http.request":
                raise ClientGone
            more = part.get("more_body", False)
        return b"".join(part.get("body", b"") for part in self._parts)

    async def read_again(self) -> Message:
        """The next part of it, or what was wrong with it."""
        if self._parts:
            return self._parts.popleft()
        if self._failure is not None:
            raise self._failure
        return await self._receive()
