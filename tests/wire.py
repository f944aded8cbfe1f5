"""What an application says to PostgreSQL, counted on the wire between the two."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

# What a client sends first has no letter before its length.
_LENGTH = 4
_SSL_REQUEST = 80877103
# The letters of messages that an answer is waited for: Query, Sync, and Flush.
_ROUND_TRIPS = b"QSH"
_CHUNK = 65536


@dataclass
class Wire:
    """A way to a database, on which everything is counted that clients send."""

    url: str
    round_trips: int = 0
    # How many statements were parsed anew, and how many connections were made.
    parsed: int = 0
    connections: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def clear(self) -> None:
        """Begin to count anew."""
        with self._lock:
            self.round_trips = self.parsed = self.connections = 0

    def note(self, letter: int) -> None:
        """One message of a client's."""
        with self._lock:
            self.round_trips += letter in _ROUND_TRIPS
            self.parsed += letter == ord("P")

    def connected(self) -> None:
        """One more connection."""
        with self._lock:
            self.connections += 1


@contextmanager
def tapped(url: str) -> Iterator[Wire]:
    """The same database at another address, with somebody listening between."""
    parts = urlsplit(url)
    place = parse_qs(parts.query)["host"][0]
    port = parse_qs(parts.query).get("port", ["5432"])[0]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        here = listening.getsockname()[1]
        wire = Wire(f"postgresql://{parts.username}@127.0.0.1:{here}{parts.path}?sslmode=disable")
        accepting = threading.Thread(
            target=_accept, args=(listening, f"{place}/.s.PGSQL.{port}", wire), daemon=True
        )
        accepting.start()
        yield wire
        listening.shutdown(socket.SHUT_RDWR)
    accepting.join()


def _accept(listening: socket.socket, path: str, wire: Wire) -> None:
    while True:
        try:
            client, _ = listening.accept()
        except OSError:
            return
        wire.connected()
        threading.Thread(target=_connect, args=(client, path, wire), daemon=True).start()


def _connect(client: socket.socket, path: str, wire: Wire) -> None:
    with client, socket.socket(socket.AF_UNIX) as server:
        server.connect(path)
        answers = threading.Thread(target=_to_client, args=(client, server), daemon=True)
        answers.start()
        _to_server(client, server, wire)
        answers.join()


def _to_server(client: socket.socket, server: socket.socket, wire: Wire) -> None:
    left = b""
    letters = False
    with suppress(OSError):
        while sent := client.recv(_CHUNK):
            left += sent
            while message := _first(left, letters=letters):
                if letters:
                    wire.note(message[0])
                else:
                    letters = int.from_bytes(message[4:8]) != _SSL_REQUEST
                left = left[len(message) :]
            # Counted before it is sent: whoever has the answer sees it counted.
            server.sendall(sent)
    _end(server)


def _first(sent: bytes, *, letters: bool) -> bytes:
    """The first message, if it is there as a whole."""
    start = 1 if letters else 0
    if len(sent) < start + _LENGTH:
        return b""
    end = start + int.from_bytes(sent[start : start + _LENGTH])
    return sent[:end] if len(sent) >= end else b""


def _to_client(client: socket.socket, server: socket.socket) -> None:
    with suppress(OSError):
        while told := server.recv(_CHUNK):
            client.sendall(told)
    _end(client)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_WR)
