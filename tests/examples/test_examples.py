"""Every example is generated and served, and its page's requests are answered as it shows.

`UPDATE_EXAMPLES=1` writes the answers anew.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.generating import ROOT, database, generate
from tests.serving import Server, served

EXAMPLES = sorted(page.parent for page in (ROOT / "examples").glob("*/README.md"))
UPDATE = "UPDATE_EXAMPLES" in os.environ
BLOCK = re.compile(r"^```http\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REQUEST = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (\S+)(?: as (\w+)|( without a token))?")
STATUS = re.compile(r"[1-5][0-9][0-9]")
HEADERS = ("link", "location", "x-total-count")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")
SLUG = re.compile(r'(?<="slug": ")([a-z0-9-]+)(?=")')
END = re.compile(r"(?<=-)[a-z0-9]{4}\b")
CURSOR = re.compile(r'(?<=cursor=)[\w-]+|(?<="next": ")[\w-]+')
WIDTH = 96


@dataclass
class Names:
    """What stands on the page for values that are others in each run: `<id-1>`."""

    known: dict[str, str] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)

    def hidden(self, text: str) -> str:
        """A text of the server as the page shows it."""
        for slug in SLUG.findall(text):
            self._see(slug)
        text = MOMENT.sub(lambda found: "<now>" if _is_now(found[0]) else found[0], text)
        text = UUID.sub(lambda found: self._name("id", found[0]), text)
        text = CURSOR.sub(lambda found: self._name("cursor", found[0]), text)
        return END.sub(lambda found: self.known.get(found[0], found[0]), text)

    def given(self, text: str) -> str:
        """A text of the page as the server gets it."""
        for value, name in self.known.items():
            text = text.replace(name, value)
        return text

    def _see(self, slug: str) -> None:
        """Where another row has what a slug begins with, its end tells the two apart."""
        start, _, end = slug.rpartition("-")
        if start in self.slugs:
            self._name("end", end)
        self.slugs.add(slug)

    def _name(self, kind: str, value: str) -> str:
        count = sum(name.startswith(f"<{kind}-") for name in self.known.values())
        return self.known.setdefault(value, f"<{kind}-{count + 1}>")


def _is_now(moment: str) -> bool:
    return abs(datetime.fromisoformat(moment) - datetime.now(UTC)) < timedelta(hours=1)


@dataclass(frozen=True)
class Exchange:
    """A request of the page."""

    method: str
    path: str
    # None sends no token.
    user: str | None
    body: str


def exchanges(block: str) -> Iterator[Exchange]:
    """The requests of a block; what was answered is what the test compares."""
    for part in block.strip().split("\n\n"):
        first, _, body = part.partition("\n")
        if request := REQUEST.fullmatch(first):
            user = None if request[4] else request[3] or "alice"
            yield Exchange(request[1], request[2], user, body)
        else:
            assert STATUS.fullmatch(first), f"neither a request nor a status: {first!r}"


def pretty(value: object, indent: str = "") -> str:
    """JSON on one line where it fits, and else with as many parts on each line as fit."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(name)}: {pretty(part, inner)}" for name, part in value.items()]
    else:
        parts = [pretty(part, inner) for part in value]
    lines = [parts[0]]
    for part in parts[1:]:
        if "\n" in lines[-1] + part or len(inner + lines[-1] + part) + 2 >= WIDTH:
            lines.append(part)
        else:
            lines[-1] += f", {part}"
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{inner}" + f",\n{inner}".join(lines) + f"\n{indent}{closing}"


@dataclass
class Caller:
    """Sends the requests of a page, each for its user."""

    server: Server
    client: httpx.Client
    names: Names = field(default_factory=Names)
    tokens: dict[str, str] = field(default_factory=dict)

    def replayed(self, block: str) -> str:
        """The block with what is answered now."""
        lines = []
        for exchange in exchanges(block):
            lines += [self._request(exchange), "", self._answer(exchange), ""]
        return "\n".join(lines)

    @staticmethod
    def _request(exchange: Exchange) -> str:
        user = f" as {exchange.user}" if exchange.user else " without a token"
        user = "" if exchange.user == "alice" else user
        body = f"\n{exchange.body}" if exchange.body else ""
        return f"{exchange.method} {exchange.path}{user}{body}"

    def _answer(self, exchange: Exchange) -> str:
        headers = self._headers(exchange.user)
        if exchange.body:
            headers["Content-Type"] = "application/json"
        response = self.client.request(
            exchange.method,
            self.names.given(exchange.path),
            content=self.names.given(exchange.body).encode(),
            headers=headers,
        )
        lines = [str(response.status_code)]
        lines += [
            f"{name.title()}: {response.headers[name]}"
            for name in HEADERS
            if name in response.headers
        ]
        text = "\n".join(lines)
        if response.content:
            body = self.shown(response.json())
            text += f"\n{pretty(json.loads(self.names.hidden(json.dumps(body))))}"
        return self.names.hidden(text)

    def shown(self, body: Any) -> Any:
        """What a page shows of the body of an answer."""
        if isinstance(body, dict):
            body.pop("request_id", None)
        return body

    def _headers(self, user: str | None) -> dict[str, str]:
        if user is None:
            return {}
        if user not in self.tokens:
            self.tokens[user] = self.server.token(user)
        return {"Authorization": f"Bearer {self.tokens[user]}"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda folder: folder.name)
def test_page(example: Path, tmp_path: Path) -> None:
    page = example / "README.md"
    text = page.read_text(encoding="utf-8")
    package = generate(example / "resources.yaml", tmp_path / "made_app")
    for own in (example / "custom").glob("*.py"):
        assert (package / "custom" / own.name).exists()
        shutil.copy(own, package / "custom")
    with (
        database() as url,
        served(package, {"DATABASE_URL": url}, migrate=True) as server,
        httpx.Client(base_url=server.address, trust_env=False) as client,
    ):
        caller = Caller(server, client)
        now = BLOCK.sub(lambda block: f"```http\n{caller.replayed(block[1])}```", text)
    if UPDATE:
        page.write_text(now, encoding="utf-8")
    assert now == text


def test_there_are_enough_of_them() -> None:
    overview = (ROOT / "examples/README.md").read_text(encoding="utf-8")
    assert len(EXAMPLES) >= 8
    for example in EXAMPLES:
        assert f"({example.name}/README.md)" in overview
    committed = (ROOT / "tests/specs/task.yaml").read_text(encoding="utf-8")
    task = (ROOT / "examples/task/resources.yaml").read_text(encoding="utf-8")
    assert task.replace("$schema=../../generator", "$schema=generator") == committed
