"""Functions of the user's own around what routes write, as docs/custom.md shows, over HTTP."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.documents import blocks
from tests.generating import ROOT, database, generate, rows
from tests.serving import Server, ServingError, served

MISSING = "0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"
SECONDS = 20.0


def shown(page: str, kind: str, word: str) -> str:
    """The example of a page in which this word stands."""
    (block,) = (
        text for found, text in blocks(ROOT / "docs" / page) if found == kind and word in text
    )
    return block


SPEC = f"""\
spec: 1
api: {{title: Articles, version: "1"}}
resources:
{shown("spec.md", "yaml", "after_commit:")}\
    actions:
      finish: {{when: {{final: false}}, set: {{final: true}}}}
  Trial:
    owner: user_id
    fields:
      id:     {{type: uuid, key: true}}
      do:     {{type: string, required: true, min: 1, max: 20, name: whatToDo}}
      price:  {{type: "decimal(8,2)", default: "1.00"}}
      large:  {{type: bigint, default: 5}}
      ratio:  {{type: float}}
      state:  {{type: enum, values: [open, done], default: open}}
      due_at: {{type: datetime}}
      once:   {{type: string, unique: per_owner}}
      tags:   {{type: array<string>, default: []}}
      extra:  {{type: json}}
      number: {{type: int, default: 3, access: read_only}}
      secret: {{type: string, access: write_only}}
    actions:
      count: {{increment: {{number: 1}}}}
      again: {{run: custom.trials:again}}
    hooks:
      before_create: custom.trials:create
      before_update: custom.trials:change
      before_delete: custom.trials:delete
      after_commit:  custom.trials:written
  Entry:
    owner: user_id
    plural: entries
    fields:
      id:   {{type: int, key: true}}
      text: {{type: string, required: true}}
"""
OWN = shown("custom.md", "python", "AfterCommit")
# What a function does is what the field `do` says.
TRIALS = """
import asyncio
import logging
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import sqlmodel

from .. import hooks, runs
from ..errors import APIError, Conflict, FieldError, ValidationFailed
from ..resources.entries.models import Entry
from ..resources.trials.models import Trial

logger = logging.getLogger(__name__)


class NotAllowed(APIError):
    status, kind, title = 403, "forbidden", "Forbidden"


SETS = {
    "wrong type": ("do", 5),
    "too long": ("do", "x" * 21),
    "null": ("do", None),
    "blank": ("do", "  "),
    "no number": ("price", Decimal("NaN")),
    "too many places": ("price", Decimal("1.234")),
    "too large": ("large", 2**63),
    "infinite": ("ratio", float("inf")),
    "no such state": ("state", "gone"),
    "no time zone": ("due_at", datetime(2030, 1, 1)),
    "nul": ("once", "a" + chr(0)),
    "an element": ("tags", ["a", 5]),
    "infinite json": ("extra", float("inf")),
    "no number in json": ("extra", {"a": [float("nan")]}),
    "no such field": ("dont", "x"),
    "another owner": ("user_id", "bob"),
    "another key": ("id", uuid4()),
    "read-only": ("number", 4),
    "an object": ("once", object()),
}


async def before(hook):
    do = hook.body.do
    if do in SETS:
        setattr(hook.body, *SETS[do])
    match do:
        case "typed":
            hook.body.do = " trimmed "
            hook.body.price = Decimal("1E+1")
            hook.body.large = 2**62
            hook.body.ratio = 0.5
            hook.body.state = "done"
            hook.body.due_at = datetime(2030, 1, 1, tzinfo=UTC)
        case "by the back door":
            hook.body.__dict__ |= {"user_id": "bob", "id": uuid4(), "number": 9}
        case "another body":
            hook.body = hook.body.model_copy()
        case "answer":
            return hook.body
        case "mistake":
            raise ValueError("a mistake")
        case "refuse":
            wrong = FieldError(field="whatToDo", message="is not done", code="not_done")
            raise ValidationFailed("Nobody does that.", errors=[wrong])
        case "conflict":
            raise Conflict("Somebody does it already.")
        case "forbid":
            raise NotAllowed("Not for you.")
        case "hang":
            await asyncio.Event().wait()


async def create(hook):
    if hook.body.do == "typed":
        # What nobody sent is a list of this body's own.
        hook.body.tags.append("own")
    return await before(hook)


async def change(hook):
    if hook.body.do == "typed":
        hook.body.tags = ["own"]
    return await before(hook)


async def delete(hook):
    if "keeper" in hook.caller.id:
        raise Conflict("It is kept.")


async def again(run: runs.Run[Trial, None]) -> None:
    if run.row.number > 3:
        raise Conflict("That was too much.")
    run.row.number = 8


async def written(hook):
    logger.warning("told of %s %s", hook.operation, hook.row.do)
    match hook.row.do:
        case "fail later":
            hook.session.add(Entry(user_id=hook.caller.id, text="undone"))
            await hook.session.flush()
            raise ValueError("a late mistake")
        case "hang later":
            await asyncio.Event().wait()
        case "slow":
            await asyncio.sleep(1)
    # In another transaction than the one that wrote: what is there is committed.
    found = await hook.session.exec(sqlmodel.select(Trial).where(Trial.id == hook.row.id))
    there = "there" if found.one_or_none() else "gone"
    told = hook.row.model_dump(mode="json")
    told = f"{hook.operation} {hook.row.do} {there} {hook.row.number} {'secret' in told}"
    hook.session.add(Entry(user_id=hook.caller.id, text=told))
"""
TOKENS = """
import json
from articles_app.settings import get_settings
from articles_app.tokens import make_token

secret = get_settings().secret()
names = {"alice": 100, "bob": 3, "keeper": 1, "other": 1}
print(json.dumps({
    name: [make_token(secret, f"{name}-{number}") for number in range(many)]
    for name, many in names.items()
}))
"""


@dataclass(frozen=True)
class User:
    """Somebody who calls, each time on a connection of its own: mistakes end them."""

    server: Server
    headers: dict[str, str]

    def ask(
        self, method: str, path: str, body: Any = None, request_id: str = "some"
    ) -> httpx.Response:
        headers = {**self.headers, "X-Request-ID": request_id}
        url = f"{self.server.address}{path}"
        return httpx.request(
            method, url, json=body, headers=headers, timeout=SECONDS, trust_env=False
        )

    def make(self, path: str, **fields: Any) -> str:
        """The path of a new row."""
        made = self.ask("POST", path, fields)
        assert made.status_code == 201, made.text
        return str(made.headers["location"])

    def all(self, path: str) -> Any:
        return self.ask("GET", path).json()

    def told(self) -> list[str]:
        """What was told of this user's trials, all of it: the last one that is made is, too."""
        self.make("/api/trials", whatToDo="last")
        self.wait(lambda: "create last there 3 False" in self._entries())
        return [text for text in self._entries() if not text.startswith("create last")]

    def wait(self, until: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS
        while not until():
            assert time.monotonic() < deadline, self.server.log
            time.sleep(0.05)

    def _entries(self) -> list[str]:
        return [entry["text"] for entry in self.all("/api/entries")]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The application, with the functions of the page in the place of the stubs."""
    package = generate(SPEC, tmp_path_factory.mktemp("hooks") / "articles_app")
    (package / "custom/articles.py").write_text(OWN, encoding="utf-8")
    (package / "custom/trials.py").write_text(TRIALS, encoding="utf-8")
    return package


@pytest.fixture(scope="module")
def server(package: Path) -> Iterator[Server]:
    with served(package, {"REQUEST_TIMEOUT": "3"}) as running:
        yield running


@pytest.fixture(scope="module")
def tokens(server: Server) -> dict[str, list[str]]:
    """Of each name the tokens of many users, from one process."""
    made: dict[str, list[str]] = json.loads(server.python(TOKENS))
    return made


@pytest.fixture
def new(server: Server, tokens: dict[str, list[str]]) -> Callable[[str], User]:
    """Makes users whom no other test has."""
    return lambda name: User(server, {"Authorization": f"Bearer {tokens[name].pop()}"})


@pytest.fixture
def alice(new: Callable[[str], User]) -> User:
    return new("alice")


@pytest.fixture
def bob(new: Callable[[str], User]) -> User:
    return new("bob")


# The page.


def test_what_is_set_before_is_written(alice: User) -> None:
    made = alice.ask("POST", "/api/articles", {"title": "on hooks"})
    assert made.status_code == 201
    assert (made.json()["title"], made.json()["slug"]) == ("On hooks", "on-hooks")
    path = made.headers["location"]
    assert alice.all(path) == made.json()
    for method, body in (("PATCH", {"title": "other"}), ("PUT", {"title": "other"})):
        changed = alice.ask(method, path, body)
        assert changed.status_code == 200
        assert changed.json()["title"] == "Other"
    assert alice.ask("PATCH", path, {"final": True}).json()["title"] == "Other"


def test_what_breaks_a_rule_is_refused_as_if_it_were_sent(alice: User) -> None:
    refused = alice.ask("POST", "/api/articles", {"title": "this title is too long for a slug"})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"field": "slug", "message": "must have at most 20 characters", "code": "too_long"}
    ]
    assert alice.all("/api/articles") == []


def test_a_hook_refuses(alice: User, server: Server) -> None:
    path = alice.make("/api/articles", title="On hooks")
    refused = alice.ask("PATCH", path, {"slug": "new"})
    assert (refused.status_code, refused.json()["detail"]) == (422, "slug is kept for later.")
    assert refused.json()["errors"][0]["code"] == "reserved"
    kept = alice.ask("DELETE", path)
    assert (kept.status_code, kept.json()["detail"]) == (409, "Only editors delete.")
    assert alice.all(path)["slug"] == "on-hooks"
    alice.ask("POST", f"{path}/finish")
    alice.wait(lambda: "finish: On hooks by alice" in server.log)
    assert "delete: On hooks" not in server.log


# What functions before may do.

REFUSED = {
    "wrong type": ("whatToDo", "type"),
    "too long": ("whatToDo", "too_long"),
    "null": ("whatToDo", "null"),
    "blank": ("whatToDo", "too_short"),
    "no number": ("price", "form"),
    "too many places": ("price", "out_of_range"),
    "too large": ("large", "too_large"),
    "infinite": ("ratio", "type"),
    "no such state": ("state", "choice"),
    "no time zone": ("due_at", "time_zone"),
    "nul": ("once", "nul_character"),
    "an element": ("tags", "type"),
    "infinite json": ("extra", "inexact"),
    "no number in json": ("extra", "inexact"),
}
MISTAKES = (
    *("no such field", "another owner", "another key", "read-only", "an object"),
    *("another body", "answer", "mistake"),
)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_typed_values_are_written(alice: User, method: str) -> None:
    path = "/api/trials" if method == "POST" else alice.make("/api/trials", whatToDo="nothing")
    done = alice.ask(method, path, {"whatToDo": "typed", "once": "sent"})
    assert done.is_success, done.text
    row = done.json()
    assert {name: row[name] for name in row.keys() - {"id", "user_id"}} == {
        "whatToDo": "trimmed",
        "price": "10.00",
        "large": str(2**62),
        "ratio": 0.5,
        "state": "done",
        "due_at": "2030-01-01T00:00:00.000000Z",
        "once": "sent",
        "tags": ["own"],
        "extra": None,
        "number": 3,
    }


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("do", [*REFUSED, *MISTAKES, "refuse", "conflict", "forbid", "hang"])
def test_nothing_is_written(alice: User, method: str, do: str) -> None:
    path = alice.make("/api/trials", whatToDo="nothing")
    before = alice.all("/api/trials")
    answer = alice.ask(method, "/api/trials" if method == "POST" else path, {"whatToDo": do})
    problem = answer.json()
    statuses = {"refuse": 422, "conflict": 409, "forbid": 403, "hang": 504}
    if do in REFUSED:
        assert answer.status_code == 422
        assert [(error["field"], error["code"]) for error in problem["errors"]] == [REFUSED[do]]
    else:
        assert answer.status_code == statuses.get(do, 500)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == "some"
    assert "mistake" not in answer.text
    if do == "refuse":
        assert problem["errors"] == [
            {"field": "whatToDo", "message": "is not done", "code": "not_done"}
        ]
    assert alice.all("/api/trials") == before


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_no_back_door_leads_to_other_columns(alice: User, method: str) -> None:
    path = alice.make("/api/trials", whatToDo="nothing")
    before = alice.all(path)
    body = {"whatToDo": "by the back door"}
    done = alice.ask(method, "/api/trials" if method == "POST" else path, body)
    assert done.is_success, done.text
    assert (done.json()["user_id"], done.json()["number"]) == (before["user_id"], 3)
    assert (done.json()["id"] == before["id"]) is (method != "POST")
    assert len(alice.all("/api/trials")) == (2 if method == "POST" else 1)


def test_a_function_before_tells_nothing_of_others(alice: User, bob: User) -> None:
    path = alice.make("/api/trials", whatToDo="nothing")
    for method, body in (("PUT", {"whatToDo": "typed"}), ("PATCH", {}), ("DELETE", None)):
        theirs = bob.ask(method, path, body)
        missing = bob.ask(method, f"/api/trials/{MISSING}", body)
        assert theirs.status_code == 404
        assert theirs.content == missing.content
    for do, status in (("refuse", 422), ("conflict", 409)):
        assert bob.ask("PATCH", path, {"whatToDo": do}).status_code == status
    assert alice.all(path)["whatToDo"] == "nothing"


def test_a_delete_is_refused(new: Callable[[str], User]) -> None:
    keeper, other = new("keeper"), new("other")
    path = keeper.make("/api/trials", whatToDo="nothing")
    assert keeper.ask("DELETE", path).json()["detail"] == "It is kept."
    assert keeper.ask("GET", path).status_code == 200
    path = other.make("/api/trials", whatToDo="nothing")
    assert other.ask("DELETE", path).status_code == 204
    assert other.ask("GET", path).status_code == 404


# After commits.


def test_what_is_committed_is_told(alice: User) -> None:
    path = alice.make("/api/trials", whatToDo="nothing", secret="s")
    assert alice.ask("PATCH", path, {"whatToDo": "patched"}).is_success
    alice.wait(lambda: len(alice.all("/api/entries")) == 2)
    assert alice.ask("POST", f"{path}/again").is_success
    assert alice.ask("PUT", path, {"whatToDo": "put"}).is_success
    alice.wait(lambda: len(alice.all("/api/entries")) == 4)
    assert alice.ask("POST", f"{path}/count").is_success
    alice.wait(lambda: len(alice.all("/api/entries")) == 5)
    assert alice.ask("DELETE", path).is_success
    assert sorted(alice.told()) == [
        "again patched there 8 False",
        "count put there 9 False",
        "create nothing there 3 False",
        "delete put gone 9 False",
        "update patched there 3 False",
        "update put there 8 False",
    ]


def test_what_is_not_written_is_not_told(alice: User, bob: User, server: Server) -> None:
    path = alice.make("/api/trials", whatToDo="nothing", once="taken")
    assert alice.ask("POST", f"{path}/count").is_success
    refused = {
        409: [
            ("POST", "/api/trials", {"whatToDo": "never 1", "once": "taken"}),
            ("POST", f"{path}/again", None),
            ("POST", "/api/trials", {"whatToDo": "conflict"}),
        ],
        422: [("PATCH", path, {"whatToDo": "never 2", "price": "-"})],
        404: [("PATCH", f"/api/trials/{MISSING}", {"whatToDo": "never 3"})],
        200: [("PATCH", path, {}), ("GET", path, None)],
    }
    for status, requests in refused.items():
        for method, address, body in requests:
            assert alice.ask(method, address, body).status_code == status
    for method, body in (("PATCH", {"whatToDo": "never 4"}), ("DELETE", None)):
        assert bob.ask(method, path, body).status_code == 404
    assert sorted(alice.told()) == ["count nothing there 4 False", "create nothing there 3 False"]
    assert bob.told() == []
    assert "never" not in server.log


def test_what_goes_wrong_later_changes_no_answer(alice: User, server: Server) -> None:
    made = alice.ask("POST", "/api/trials", {"whatToDo": "fail later"}, request_id="failing")
    assert made.status_code == 201
    assert alice.ask("GET", made.headers["location"]).status_code == 200
    alice.wait(lambda: "custom.trials:written failed after a commit id=failing" in server.log)
    assert "a late mistake" in server.log
    assert alice.told() == []


def test_a_function_that_hangs_delays_nothing_and_ends(alice: User, server: Server) -> None:
    # It would be 504 otherwise.
    made = alice.ask("POST", "/api/trials", {"whatToDo": "hang later"}, request_id="hanging")
    assert made.status_code == 201
    alice.wait(lambda: "custom.trials:written failed after a commit id=hanging" in server.log)
    assert alice.told() == []


def test_a_server_that_stops_waits_for_what_it_began(package: Path) -> None:
    with database() as url:
        environment = {"DATABASE_URL": url, "REQUEST_TIMEOUT": "5"}
        with served(package, environment, migrate=True) as server:
            alice = User(server, {"Authorization": f"Bearer {server.token('alice')}"})
            for do in ("slow", "hang later"):
                alice.make("/api/trials", whatToDo=do)
        told = rows(url, "SELECT text FROM entries")
    assert told == [("create slow there 3 False",)]


BOUNDS = """
import asyncio
from sqlalchemy.ext.asyncio import create_async_engine
from articles_app import hooks

running, most, done = 0, 0, 0

async def called(hook):
    global running, most, done
    running += 1
    most = max(most, running)
    await asyncio.sleep(0.01)
    running -= 1
    done += 1

class Database:
    sessions = create_async_engine("postgresql+asyncpg://nowhere.invalid")

async def main():
    hooks.function = lambda path: called
    async with hooks.after_commits(Database(), 30) as calls:
        for _ in range(hooks.MOST_AT_ALL + 1):
            calls.begin("custom.trials:written", "some", lambda session: None)
    print(most == hooks.MOST_AT_ONCE, done == hooks.MOST_AT_ALL)

asyncio.run(main())
"""


def test_there_are_never_too_many_calls(server: Server) -> None:
    assert server.python(BOUNDS) == "True True\n"


# The contract, and what is looked at before the application starts.


def test_the_contract_says_what_may_happen(alice: User) -> None:
    paths = alice.all("/openapi.json")["paths"]
    article = paths["/api/articles/{article_id}"]
    for operation in (paths["/api/articles"]["post"], article["put"], article["delete"]):
        assert {"403", "409", "422"} <= operation["responses"].keys()
    assert "403" not in article["get"]["responses"]
    assert "409" not in paths["/api/entries/{entry_id}"]["delete"]["responses"]


@pytest.mark.parametrize(
    "own",
    ["", "def tell(hook): ...", "tell = 5", "async def tell(): ...", "async def tell(a, b): ..."],
    ids=["no function", "not async", "no function at all", "takes nothing", "takes more"],
)
def test_without_a_function_the_application_does_not_start(tmp_path: Path, own: str) -> None:
    package = generate(SPEC, tmp_path / "articles_app")
    file = package / "custom/articles.py"
    stubs = file.read_text(encoding="utf-8")
    assert "async def tell(hook: hooks.AfterCommit[ArticlePublic]) -> None:" in stubs
    file.write_text(f"{stubs[: stubs.index('async def tell')]}{own}\n", encoding="utf-8")
    with pytest.raises(ServingError) as failed, served(package):
        pass
    says = (
        "`after_commit` of Article calls custom.articles:tell: there must be an "
        "`async def tell(hook: AfterCommit[...]) -> None` in custom/articles.py."
    )
    assert says in str(failed.value)


def test_the_file_stays_when_the_hook_goes(tmp_path: Path) -> None:
    package = generate(SPEC, tmp_path / "articles_app")
    file = package / "custom/articles.py"
    file.write_text(OWN, encoding="utf-8")
    hooks = SPEC[SPEC.index("    hooks:") : SPEC.index("    actions:")]
    generate(SPEC.replace(hooks, "", 1), package)
    assert file.read_text(encoding="utf-8") == OWN
    assert (package / "hooks.py").exists()
    assert "hooks" not in (package / "resources/articles/router.py").read_text(encoding="utf-8")
