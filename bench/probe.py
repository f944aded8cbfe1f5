"""What a server must do right before it is timed: a wrong answer can be given very fast."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx

from bench.data import Data
from bench.scenarios import NEW_TASK, TASKS, token

COLUMNS = (
    *("id", "user_id", "title", "description", "completed", "priority"),
    *("due_date", "created_at", "updated_at"),
)
MOMENTS = ("due_date", "created_at", "updated_at")
OWN = f"SELECT {', '.join(COLUMNS)} FROM tasks WHERE user_id = %s ORDER BY created_at DESC, id DESC"
PAGE = 20
MOST = 500


def wrong(address: str, data: Data) -> list[str]:
    """What this server does wrong."""
    with httpx.Client(base_url=address, trust_env=False, timeout=10) as client:
        probe = Probe(client, data)
        found = []
        try:
            for said, holds in probe.checks():
                if not holds:
                    found.append(said)
        except (httpx.HTTPError, ValueError, LookupError, TypeError, AttributeError) as error:
            found.append(f"after that no sense can be made of it: {error!r}")
    return found


class Probe:
    """Asks one server, and looks into the database."""

    def __init__(self, client: httpx.Client, data: Data) -> None:
        self._client = client
        self._data = data
        self._users = [f"user-{n}" for n in (0, data.owners // 2, data.owners - 1)]

    def checks(self) -> Iterator[tuple[str, bool]]:
        """What must hold, and whether it does."""
        yield from self._tokens()
        yield from self._lists()
        yield from self._rows()
        yield from self._creates()
        yield from self._toggles()

    def _ask(
        self, user: str | None, method: str, path: str, body: Any = None, **how: Any
    ) -> httpx.Response:
        headers = {} if user is None else {"Authorization": f"Bearer {token(user, **how)}"}
        return self._client.request(method, path, json=body, headers=headers)

    def _own(self, user: str) -> list[dict[str, Any]]:
        rows = self._data.query(OWN, user)
        return [dict(zip(COLUMNS, row, strict=True)) for row in rows]

    def _count(self) -> int:
        [(count,)] = self._data.query("SELECT count(*) FROM tasks")
        return int(count)

    def _tokens(self) -> Iterator[tuple[str, bool]]:
        user = self._users[0]
        anonymous = self._ask(None, "GET", TASKS)
        yield "a request without a token is refused", anonymous.status_code == 401
        forged = self._ask(user, "GET", TASKS, secret="another secret, which nobody gave to anyone")
        yield "a forged token is refused", forged.status_code == 401
        expired = self._ask(user, "GET", TASKS, expires_in=-60)
        yield "an expired token is refused", expired.status_code == 401

    def _lists(self) -> Iterator[tuple[str, bool]]:
        yield "all rows are there", self._count() == self._data.rows
        for user in self._users:
            own = self._own(user)
            all_of_them = self._ask(user, "GET", f"{TASKS}?limit={MOST}").json()
            yield (
                "a list has the caller's rows and no others, newest first",
                [row["id"] for row in all_of_them] == [row["id"] for row in own][:MOST],
            )
            page = self._ask(user, "GET", f"{TASKS}?limit={PAGE}").json()
            yield "a page has the rows of the table", page == all_of_them[:PAGE]
            yield "a row of a list is that of the table", all(map(_same, page, own))

    def _rows(self) -> Iterator[tuple[str, bool]]:
        mine, other = self._own(self._users[0])[0], self._own(self._users[1])[0]
        read = self._ask(self._users[0], "GET", f"{TASKS}/{mine['id']}")
        yield "a row is that of the table", read.status_code == 200 and _same(read.json(), mine)
        foreign = self._ask(self._users[0], "GET", f"{TASKS}/{other['id']}")
        yield "another owner's row is refused", foreign.status_code in (403, 404)
        yield "nothing of another owner's row is told", other["title"] not in foreign.text
        absent = self._ask(self._users[0], "GET", f"{TASKS}/{uuid4()}")
        yield "a row that isn't there is not found", absent.status_code == 404

    def _creates(self) -> Iterator[tuple[str, bool]]:
        user, other = self._users[:2]
        untitled = {name: value for name, value in NEW_TASK.items() if name != "title"}
        for said, body in (
            ("a row without a title is refused", untitled),
            ("an empty title is refused", NEW_TASK | {"title": ""}),
            ("a title that is too long is refused", NEW_TASK | {"title": "x" * 201}),
        ):
            refused = self._ask(user, "POST", TASKS, body)
            yield said, refused.status_code in (400, 422)
        yield "nothing is written when a row is refused", self._count() == self._data.rows

        made = self._ask(user, "POST", TASKS, NEW_TASK)
        yield "a row is created", made.status_code == 201
        row = self._own(user)[0]
        yield "what was created is told", _same(made.json(), row)
        yield (
            "what was created is what was sent",
            (
                row["title"] == NEW_TASK["title"]
                and row["description"] == NEW_TASK["description"]
                and row["priority"] == NEW_TASK["priority"]
                and row["due_date"] == _moment(str(NEW_TASK["due_date"]))
                and not row["completed"]
            ),
        )
        # Refused or not believed, both are right.
        self._ask(user, "POST", TASKS, NEW_TASK | {"user_id": other})
        yield "nobody creates rows of another", len(self._own(other)) == self._rows_each(other)
        self._data.reset()

    def _rows_each(self, user: str) -> int:
        number = int(user.rpartition("-")[2])
        return len(range(number, self._data.rows, self._data.owners))

    def _toggles(self) -> Iterator[tuple[str, bool]]:
        user, other = self._users[:2]
        foreign = self._own(other)[0]
        path = f"{TASKS}/{foreign['id']}/complete"
        refused = self._ask(user, "PATCH", path).status_code in (403, 404)
        yield "nobody changes another owner's row", refused and self._own(other)[0] == foreign
        before = self._own(user)[0]
        for completed in (not before["completed"], before["completed"]):
            toggled = self._ask(user, "PATCH", f"{TASKS}/{before['id']}/complete")
            yield "a row is toggled", toggled.status_code == 200
            after = self._own(user)[0]
            yield "what was toggled is so in the table", after["completed"] is completed
            yield "what was toggled is told", _same(toggled.json(), after)
        yield "a change is noted", after["updated_at"] > before["updated_at"]


def _same(shown: Any, row: dict[str, Any]) -> bool:
    """Whether an answer shows this row, the whole of it and nothing else."""
    if not isinstance(shown, dict) or set(shown) != set(COLUMNS):
        return False
    return all(
        _near(_moment(shown[name]), row[name]) if name in MOMENTS else shown[name] == row[name]
        for name in COLUMNS
    )


def _near(shown: dt.datetime | None, stored: dt.datetime | None) -> bool:
    """Whether it is the same moment, for JavaScript too, which knows milliseconds only."""
    if shown is None or stored is None:
        return shown is stored
    return abs(shown - stored) <= dt.timedelta(milliseconds=1)


def _moment(text: str | None) -> dt.datetime | None:
    if text is None:
        return None
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
