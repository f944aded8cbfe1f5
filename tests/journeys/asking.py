"""What the generated application answers, in a process of its own, held against the spec alone.

Names, paths and forms are worked out here once more, from what docs/spec.md says.
"""

import asyncio
import importlib
import json
import random
import sys
from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.journeys import kinds, relations, slugs, specs
from tests.journeys.kinds import Data, base
from tests.journeys.seeded import OWNERS, Contents, Rows
from tests.journeys.words import shown

SECRET = "a secret that only these tests know 0123456789"
# The key of no row.
NOBODYS = "0197a3c4-0000-7000-8000-000000000000"
SECONDS = 60.0
AT_ONCE = 50
# What is text to PostgreSQL and in JSON alike.
SAME = ("string", "text", "enum", "email", "url")

_CHILDREN = get_context("forkserver")
_CHILDREN.set_forkserver_preload(["asyncpg", "fastapi", "fastcrud", "httpx", "jwt", "sqlmodel"])


class WrongAnswer(AssertionError):
    """What was asked, and what is wrong with the answer."""


def ask(seed: int, package: Path, url: str, data: Data, contents: Contents) -> int:
    """Asks an application for everything that its spec declares; how often."""
    with ProcessPoolExecutor(1, mp_context=_CHILDREN) as child:
        return child.submit(_ask, seed, package, url, data, contents).result(SECONDS)


def _ask(seed: int, package: Path, url: str, data: Data, contents: Contents) -> int:
    sys.path.insert(0, str(package.parent))
    main, auth, settings = (
        importlib.import_module(f"{package.name}.{name}") for name in ("main", "auth", "settings")
    )
    owner = random.Random(seed).choice(OWNERS)
    given = settings.Settings(database_url=url, auth_secret=SECRET, _env_file=None)
    app = main.create_app(given)

    async def as_owner(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            # Where everybody reads, somebody without the header is nobody.
            headers = [*scope["headers"], (b"authorization", b"Bearer of-the-owner")]
            scope = {**scope, "headers": headers}
        await app({**scope, "caller": auth.Caller(owner)}, receive, send)

    return asyncio.run(_Asking(random.Random(seed), data, owner, contents).all(app, as_owner))


class _Asking:
    """One caller, who asks every resource."""

    def __init__(self, rng: random.Random, data: Data, owner: str, contents: Contents) -> None:
        self._rng = rng
        self._data = data
        self._owner = owner
        self._contents = contents
        self._style: Data = data["api"].get("style", {})
        self._asked = 0

    async def all(self, app: Any, as_owner: Any) -> int:
        import httpx

        transport = httpx.ASGITransport(as_owner)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://test") as self._client,
        ):
            for name, made in self._data["resources"].items():
                await self._resource(name, made)
        return self._asked

    async def _resource(self, name: str, made: Data) -> None:
        look = _Look(self._data, name, made, self._owner, self._contents)
        await self._lists(look)
        await self._related(made, look)
        await self._errors(look)
        await self._numbers(made, look)
        await self._rows(made, look)

    async def _lists(self, look: "_Look") -> None:
        key = look.public["id"]
        wanted = look.readable
        for path in look.paths:
            for parameters in ({}, *look.sorts(self._rng)):
                answer = await self._get(path, {"limit": str(AT_ONCE), **parameters})
                rows = look.rows(answer, len(wanted))
                if {str(row[key]) for row in rows} != wanted.keys():
                    raise WrongAnswer(f"{path} {parameters}: {len(rows)} rows, not {len(wanted)}")
                for row in rows:
                    look.same(row, wanted[str(row[key])])
                    look.holds(row, wanted[str(row[key])], ())
        for parameters in look.filters(self._rng):
            look.rows(await self._get(look.path, parameters), None)

    async def _related(self, made: Data, look: "_Look") -> None:
        """What refers to rows and what they refer to: in lists, in answers and in paths."""
        read = look.readable
        for parameters, wanted in look.asked_across(self._rng):
            rows = look.rows(
                await self._get(look.path, {"limit": str(AT_ONCE), **parameters}), None
            )
            found = {str(row[look.public["id"]]) for row in rows}
            if wanted is not None and found != wanted:
                raise WrongAnswer(f"{look.path} {parameters}: {len(found)}, not {len(wanted)}")
        if not read:
            return
        key = self._rng.choice([*read])
        if asked := [*look.expansions]:
            parameters = {"expand": ",".join(asked), "limit": str(AT_ONCE)}
            answer = await self._get(look.path, parameters)
            for row in look.rows(answer, len(read), asked):
                look.holds(row, read[str(row[look.public["id"]])], asked)
        for below, many in made.get("has_many", {}).items():
            if "nested" not in many:
                continue
            there = look.other(many["of"])
            part = read[key][slugs.key_of(made)]
            path = f"{look.base}/{part}/{below}{'/' if there.path.endswith('/') else ''}"
            answer = await self._get(path, {"limit": str(AT_ONCE)})
            referring = look.referring(many, key)
            rows = there.rows(answer, len(referring))
            if {str(row[there.public["id"]]) for row in rows} != referring:
                raise WrongAnswer(f"{path}: {len(rows)} rows, not {len(referring)}")
            await self._below(path, many, key, there)

    async def _below(self, path: str, many: Data, key: str, there: "_Look") -> None:
        """Creates a row below another, if it can be taken away again."""
        routes = there.made.get("routes", ("delete",))
        body = there.body(self._rng)
        if "create" not in many["nested"] or "delete" not in routes or body is None:
            return
        body.pop(there.public[many["by"]], None)
        answer = await self._send("POST", path, body)
        if answer.status_code == 409 and there.uniques:
            return
        if answer.status_code != 201:
            raise WrongAnswer(f"POST {path} {body}: {answer.status_code} {answer.text}")
        row = there.row(answer.json())
        if str(row[there.public[many["by"]]]) != key:
            raise WrongAnswer(f"POST {path}: it refers to {row[there.public[many['by']]]}")
        at = f"{there.base}/{row[there.part]}"
        there.deleted(await self._send("DELETE", at, None), row)

    async def _errors(self, look: "_Look") -> None:
        refused = self._data["api"].get("errors", {}).get("validation", 422)
        await self._fails("GET", look.path, refused, params={"nonsense": "1"})
        await self._fails("GET", look.path + "/nowhere/at/all", 404)
        if self._data["api"].get("user_path"):
            foreign = self._data["api"].get("errors", {}).get("foreign", 404)
            await self._fails("GET", look.path_of("somebody else"), foreign)

    async def _numbers(self, made: Data, look: "_Look") -> None:
        for name, stat in made.get("stats", {}).items():
            found = await self._get(f"{look.base}/stats/{name}", {})
            groups = found if "group" in stat else [found]
            for group in groups:
                if group.keys() != look.numbers(stat):
                    raise WrongAnswer(f"stat {name}: {[*group]}, not {look.numbers(stat)}")

    async def _rows(self, made: Data, look: "_Look") -> None:
        routes = made.get("routes", ("create", "read", "update", "delete"))
        if "delete" not in routes:
            # The row would stay.
            return
        body = look.body(self._rng)
        if body is None:
            return
        answer = await self._send("POST", look.path, body)
        if answer.status_code == 409 and look.uniques:
            look.error(answer.json(), 409)
            return
        if answer.status_code != 201:
            raise WrongAnswer(f"POST {look.path} {body}: {answer.status_code} {answer.text}")
        row = look.row(answer.json())
        for name, value in body.items():
            if name in row and row[name] != value and isinstance(value, str | bool | None):
                given = next((g for n, g in made["fields"].items() if look.public[n] == name), {})
                if base(given or {"type": "string"}) in SAME and given.get("trim") is False:
                    raise WrongAnswer(f"POST {look.path}: {name} is {row[name]}, not {value}")
        at = answer.headers["location"]
        if at != f"{look.base}/{row[look.part]}":
            raise WrongAnswer(f"POST {look.path}: it is at {at}")
        if "read" in routes and (read := look.row(await self._get(at, {}))) != row:
            raise WrongAnswer(f"GET {at}: {read}, not {row}")
        for name, action in made.get("actions", {}).items():
            segment = action.get("path", f"/{name}")
            sent = look.sent(action.get("body", ()), self._rng)
            answer = await self._send(action.get("method", "POST"), at + segment, sent)
            if answer.status_code == 200:
                row = look.row(answer.json())
            elif answer.status_code == 409:
                look.error(answer.json(), 409)
            else:
                raise WrongAnswer(f"{name} {sent}: {answer.status_code} {answer.text}")
        if "update" in routes and made.get("update", {}).get("patch", True):
            answer = await self._send("PATCH", at, {})
            if answer.status_code != 200:
                raise WrongAnswer(f"PATCH {at}: {answer.status_code} {answer.text}")
            row = look.row(answer.json())
        look.deleted(await self._send("DELETE", at, None), row)
        await self._fails("DELETE", at, 404)

    async def _get(self, path: str, parameters: dict[str, str]) -> Any:
        answer = await self._client.get(path, params=parameters)
        self._asked += 1
        if answer.status_code != 200:
            raise WrongAnswer(f"GET {path} {parameters}: {answer.status_code} {answer.text}")
        return answer.json()

    async def _send(self, method: str, path: str, body: Data | None) -> Any:
        self._asked += 1
        content = None if body is None else json.dumps(body)
        headers = {} if body is None else {"Content-Type": "application/json"}
        return await self._client.request(method, path, content=content, headers=headers)

    async def _fails(self, method: str, path: str, status: int, **options: Any) -> None:
        answer = await self._client.request(method, path, **options)
        self._asked += 1
        if answer.status_code != status:
            raise WrongAnswer(f"{method} {path}: {answer.status_code} {answer.text}, not {status}")
        _Look.of_errors(self._data, answer.json(), status)


class _Look:
    """How a resource looks to clients."""

    def __init__(self, data: Data, name: str, made: Data, owner: str, contents: Contents) -> None:
        self._data, self._made, self._owner = data, made, owner
        self._name, self._contents = name, contents
        style = data["api"].get("style", {})
        own = made.get("style", {})
        self._case = own.get("case", style.get("case", "snake"))
        self._row = own.get("row", style.get("row", "bare"))
        self._deleted = own.get("deleted", style.get("deleted", 204))
        self._list = made.get("page", {}).get("style", style.get("list", "array"))
        if self._list == "envelope":
            self._list = {"items": "$rows", "total": "$total", "next": "$next"}
        self._sort = {"by": "sort", **own.get("sort", style.get("sort", {}))}
        self._names = {
            "{item}": self._cased(specs.names.snake(name)),
            "{items}": self._cased(specs.table_of(name, made)),
        }
        self.public = {
            field: given.get("name", self._cased(field)) for field, given in made["fields"].items()
        }
        self.public |= {field: self._cased(field) for field in made.get("computed", ())}
        if (slug := slugs.name_of(made)) is not None:
            self.public[slug] = self._cased(slug)
        # What the paths of rows have.
        self.part = self.public[slugs.key_of(made)]
        self.public |= {ref: self._cased(ref) for ref in relations.refs(made)}
        self.public |= {
            link: self._cased(f"{specs.names.singular(link)}_ids") for link in relations.many(made)
        }
        self._segment = made.get("path", f"/{specs.table_of(name, made)}")
        self.path = self.path_of(owner)
        self.base = self.path.rstrip("/")

    def _cased(self, field: str) -> str:
        first, *more = field.split("_")
        return first + "".join(map(str.capitalize, more)) if self._case == "camel" else field

    @property
    def made(self) -> Data:
        """What the spec says of the resource."""
        return self._made

    def other(self, name: str) -> "_Look":
        """How another resource looks."""
        made = self._data["resources"][name]
        return _Look(self._data, name, made, self._owner, self._contents)

    @property
    def uniques(self) -> bool:
        """Whether there is something that only one row has."""
        single = any("unique" in given for given in self._made["fields"].values())
        return single or "unique" in self._made

    # Paths and parameters

    def path_of(self, user: str, segment: str | None = None) -> str:
        """Where lists are."""
        api = self._data["api"]
        above = {True: "/{user_id}", "/users/{id}": "/users/{user_id}"}.get(
            api.get("user_path"), ""
        )
        path = above.replace("{user_id}", quote(user, safe=""))
        return f"{api.get('prefix', '/api')}{path}{segment or self._segment}"

    @property
    def paths(self) -> list[str]:
        """The path and the old one."""
        old = [self._made["alias"]["name"]] if "alias" in self._made else []
        return [self.path_of(self._owner, segment) for segment in (None, *old)]

    def sorts(self, rng: random.Random) -> Iterator[dict[str, str]]:
        for key in self._made.get("sort", {}).get("keys", ()):
            if "order" in self._sort:
                yield {self._sort["by"]: key, self._sort["order"]: rng.choice(("asc", "desc"))}
            else:
                yield {self._sort["by"]: rng.choice(("", "-")) + key}

    def filters(self, rng: random.Random) -> Iterator[dict[str, str]]:
        fields = {**self._made["fields"], **self._made.get("computed", {})}
        for name, declared in self._made.get("filters", {}).items():
            if isinstance(declared, dict):
                yield from ({name: choice} for choice in declared["choices"])
                continue
            for operator in declared:
                suffix = "" if operator == "eq" else f"__{operator}"
                value = self._asked_for(rng, fields[name], operator)
                yield {self.public[name] + suffix: value}
                if "alias" in fields[name]:
                    yield {fields[name]["alias"]["name"] + suffix: value}

    @staticmethod
    def _asked_for(rng: random.Random, given: Data, operator: str) -> str:
        if operator == "is_null":
            return rng.choice(("true", "false"))
        if operator in ("startswith", "endswith"):
            return "a%_"
        if operator in ("any", "all"):
            given = kinds.element(given)
        value = kinds.value(rng, given)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if operator == "in" and "," in text:
            return "x"
        return f"{text},{text}" if operator == "between" else text or "x"

    # What rows refer to

    @property
    def readable(self) -> Rows:
        """The rows that the caller reads, by key."""
        rows = self._contents.tables[self._name]
        if relations.is_public(self._made):
            return rows
        return {k: row for k, row in rows.items() if row[self._made["owner"]] == self._owner}

    def referring(self, many: Data, key: str) -> set[str]:
        """The keys of the rows that refer to one."""
        rows = self.other(many["of"]).readable
        return {other for other, row in rows.items() if row[many["by"]] == key}

    def linked(self, link: str, key: str) -> set[str]:
        """The keys of the rows that one is linked to."""
        return {there for here, there in self._contents.links[self._name, link] if here == key}

    @property
    def expansions(self) -> dict[str, tuple[str, Data]]:
        """What answers may hold if they are asked to: each with what it is and the spec of it."""
        found = {
            self._cased(given["expand"]): (ref, given)
            for ref, given in relations.refs(self._made).items()
            if isinstance(given.get("expand"), str)
        }
        return found | {
            self._cased(name): (name, many)
            for name, many in self._made.get("has_many", {}).items()
            if "expand" in many
        }

    @property
    def _always(self) -> dict[str, tuple[str, Data]]:
        return {
            self._cased(given["expand"]["as"]): (ref, given)
            for ref, given in relations.refs(self._made).items()
            if isinstance(given.get("expand"), dict)
        }

    def holds(self, row: Data, stored: dict[str, str | None], asked: Collection[str]) -> None:
        """Whether a row holds the rows that it refers to, and those that refer to it."""
        for public, (name, given) in (*self.expansions.items(), *self._always.items()):
            if public not in asked and public not in self._always:
                continue
            if given.get("type") == "ref":
                there, key = self.other(given["to"]), stored[name]
                held = [] if row[public] is None else [row[public]]
                wanted = set() if key is None else {key}
                most = 1
            else:
                there, wanted = self.other(given["of"]), self.referring(given, str(stored["id"]))
                held = row[public]
                most = 100 if given["expand"] is True else given["expand"]["max"]
            keys = {str(each[there.public["id"]]) for each in held}
            if not keys <= wanted or len(held) != len(keys) or len(keys) != min(most, len(wanted)):
                raise WrongAnswer(f"{public} of {stored['id']}: {keys}, not {wanted}")
            for each in held:
                there.keys(each, held=True)
                there.same(each, there.readable[str(each[there.public["id"]])])

    def asked_across(self, rng: random.Random) -> Iterator[tuple[dict[str, str], set[str] | None]]:
        """Parameters by what rows refer to, and the keys of the rows that a list has then."""
        across = self._made.get("across", {})
        read = self.readable
        for name, asked in across.get("filters", {}).items():
            for operator in asked:
                if name in relations.many(self._made):
                    if self.other(relations.many(self._made)[name]["of"]).readable:
                        yield self._by_links(rng, name, operator)
                elif name in relations.refs(self._made):
                    yield self._by_reference(rng, name, operator)
                else:
                    relation, _, field = name.partition(".")
                    there = self.other(relations.refs(self._made)[f"{relation}_id"]["to"])
                    suffix = "" if operator == "eq" else f"__{operator}"
                    parameter = f"{self._cased(relation)}.{there.public[field]}{suffix}"
                    value = self._asked_for(rng, there.made["fields"][field], operator)
                    yield {parameter: value}, None
        if "sort" in self._made:
            for key in across.get("sort", {}):
                yield {self._sort["by"]: key}, {*read}

    def _by_reference(
        self, rng: random.Random, ref: str, operator: str
    ) -> tuple[dict[str, str], set[str]]:
        read = self.readable
        public = self.public[ref]
        if operator == "is_null":
            return {f"{public}__is_null": "true"}, {
                k for k, row in read.items() if row[ref] is None
            }
        other = self.other(relations.refs(self._made)[ref]["to"])
        (kind,) = (field["type"] for field in other.made["fields"].values() if field.get("key"))
        key = rng.choice([*other.readable] or [NOBODYS if kind == "uuid" else "1"])
        suffix = "" if operator == "eq" else f"__{operator}"
        wanted = {k for k, row in read.items() if (row[ref] == key) is (operator != "ne")}
        return {f"{public}{suffix}": key}, wanted

    def _by_links(
        self, rng: random.Random, link: str, operator: str
    ) -> tuple[dict[str, str], set[str]]:
        keys = [*self.other(relations.many(self._made)[link]["of"]).readable]
        asked = set(rng.sample(keys, min(2, len(keys))))
        read = {key: self.linked(link, key) for key in self.readable}
        wanted = {
            key
            for key, linked in read.items()
            if (linked & asked if operator == "any" else asked <= linked)
        }
        return {f"{self._cased(link)}__{operator}": ",".join(sorted(asked))}, wanted

    # Bodies

    def body(self, rng: random.Random) -> Data | None:
        """What a create must have, and some of what it may; None if there is no row to refer to."""
        related: Data = {}
        for ref, given in relations.refs(self._made).items():
            keys = [*self.other(given["to"]).readable]
            if given.get("required") and not keys:
                return None
            if keys and (given.get("required") or rng.random() < 0.5):
                related[self.public[ref]] = self._key_of(given["to"], rng.choice(keys))
        for link, given in relations.many(self._made).items():
            keys = [*self.other(given["of"]).readable]
            if rng.random() < 0.5:
                some = rng.sample(keys, min(3, len(keys)))
                related[self.public[link]] = [self._key_of(given["of"], key) for key in some]
        return related | self.sent(
            [
                name
                for name, given in self._made["fields"].items()
                if not given.get("key")
                and "set" not in given
                and given.get("access") not in ("read_only", "hidden")
                and (given.get("required") or rng.random() < 0.3)
            ],
            rng,
            old_names=True,
        )

    def _key_of(self, name: str, key: str) -> Any:
        """A key as bodies have it."""
        kind = base(self._data["resources"][name]["fields"]["id"])
        return int(key) if kind == "int" else key

    def sent(self, names: Any, rng: random.Random, *, old_names: bool = False) -> Data:
        body: Data = {}
        for name in names:
            given = self._made["fields"][name]
            value = kinds.value(rng, given)
            if base(given) in ("bigint", "decimal"):
                value = str(value)
            old = given.get("alias", {}).get("name")
            public = old if old and old_names and rng.random() < 0.5 else self.public[name]
            body[public] = value
        return body

    # Answers

    def rows(self, answer: Any, count: int | None, asked: Collection[str] = ()) -> list[Data]:
        """The rows of a list, whose form must be right."""
        total = self._made.get("page", {}).get("total", "on_request")
        words = {
            "$rows": lambda found: isinstance(found, list),
            "$total": lambda found: (
                isinstance(found, int) and found == (found if count is None else count)
                if total == "exact"
                else found is None
            ),
            "$limit": lambda found: isinstance(found, int),
            "$offset": lambda found: found == 0,
            "$next": lambda found: found is None or isinstance(found, str),
        }
        if self._list == "array":
            rows = answer
        else:
            rows = _formed(self._list, answer, words, self._names)["$rows"]
        for row in rows:
            self.keys(row, asked)
        return list(rows)

    def row(self, answer: Any) -> Data:
        """A single row, whose form must be right."""
        row = answer
        if self._row != "bare":
            row = _formed(self._row, answer, {}, self._names)["$row"]
        self.keys(row)
        return dict(row)

    def deleted(self, answer: Any, row: Data) -> None:
        """The answer to a delete, whose form must be right."""
        if self._deleted == 204:
            if (answer.status_code, answer.text) != (204, ""):
                raise WrongAnswer(f"a delete: {answer.status_code} {answer.text}")
            return
        words = {
            "$row": lambda found: found.keys() == row.keys(),
            "$key": lambda found: found == row[self.part],
        }
        if answer.status_code != 200:
            raise WrongAnswer(f"a delete: {answer.status_code} {answer.text}")
        _formed(self._deleted, answer.json(), words, self._names)

    def error(self, answer: Any, status: int) -> None:
        """An error, whose form must be right."""
        self.of_errors(self._data, answer, status)

    @staticmethod
    def of_errors(data: Data, answer: Any, status: int) -> None:
        form = data["api"].get("style", {}).get("error", "problem")
        if form == "problem":
            names = ("type", "title", "detail")
            form = {name: f"${name}" for name in names} | {"status": "$status", "errors": "$errors"}
        words = {
            "$status": lambda found: found == status,
            "$errors": lambda found: isinstance(found, list),
        }
        words |= {
            f"${word}": lambda found: isinstance(found, str) and found != ""
            for word in ("type", "title", "detail", "code", "message")
        }
        _formed(form, answer, words, {})

    def keys(self, row: Data, asked: Collection[str] = (), *, held: bool = False) -> None:
        """Whether a row has everything and nothing else; what others hold has no rows itself."""
        fields = self._made["fields"]
        wanted = {self.public[name] for name, given in fields.items() if shown(given)}
        wanted |= {self.public[name] for name in self._made.get("computed", ())}
        wanted |= {given["alias"]["name"] for given in fields.values() if "alias" in given}
        if (slug := slugs.name_of(self._made)) is not None:
            wanted.add(self.public[slug])
        wanted |= {self.public[name] for name in relations.refs(self._made)}
        wanted |= {self.public[name] for name in relations.many(self._made)}
        wanted |= {
            self._cased(f"{name}_count")
            for name, many in self._made.get("has_many", {}).items()
            if many.get("count")
        }
        wanted |= set() if held else {*asked, *self._always}
        wanted.add(self._cased(self._made["owner"]))
        if row.keys() != wanted:
            raise WrongAnswer(f"a row has {sorted(row)}, not {sorted(wanted)}")

    def same(self, row: Data, stored: dict[str, str | None]) -> None:
        """Whether texts are those of the database, under both of their names."""
        for name, given in self._made["fields"].items():
            for public in (self.public[name], given.get("alias", {}).get("name")):
                told = public and shown(given) and base(given) in SAME
                if told and row[public] != stored[name]:
                    raise WrongAnswer(f"{public} is {row[public]!r}, not {stored[name]!r}")
        slug = slugs.name_of(self._made)
        if slug is not None and row[self.public[slug]] != stored[slug]:
            raise WrongAnswer(f"{slug} is {row[self.public[slug]]!r}, not {stored[slug]!r}")
        for ref in relations.refs(self._made):
            key = row[self.public[ref]]
            if (None if key is None else str(key)) != stored[ref]:
                raise WrongAnswer(f"{ref} is {key!r}, not {stored[ref]!r}")
        for link in relations.many(self._made):
            keys = row[self.public[link]]
            if {*map(str, keys)} != self.linked(link, str(stored["id"])):
                raise WrongAnswer(f"{link} are {keys!r}")
        for name, many in self._made.get("has_many", {}).items():
            count = len(self.referring(many, str(stored["id"])))
            if many.get("count") and row[self._cased(f"{name}_count")] != count:
                raise WrongAnswer(f"{name} are not {count} in {row}")

    def numbers(self, stat: Data) -> set[str]:
        """The names in a stat."""
        groups = specs.listed(stat.get("group", ()))
        names = {self.public[name] for name in groups}
        for word in ("sum", "avg", "min", "max"):
            names |= {f"{self.public[name]}__{word}" for name in stat.get(word, ())}
        return names | ({"count"} if stat.get("count") else set())


def _formed(form: Any, answer: Any, words: dict[str, Any], names: dict[str, str]) -> Data:
    """What stands for the words of a form; everything else must be as it is written."""
    if not isinstance(form, dict):
        if isinstance(form, str) and form.startswith("$"):
            if form in words and not words[form](answer):
                raise WrongAnswer(f"{form} is {answer}")
            return {form: answer}
        if answer != form or type(answer) is not type(form):
            raise WrongAnswer(f"{answer!r} instead of {form!r}")
        return {}
    named = {}
    for key, below in form.items():
        for word, name in names.items():
            key = key.replace(word, name)
        named[key] = below
    if not isinstance(answer, dict) or answer.keys() != named.keys():
        raise WrongAnswer(f"{answer} has not the keys {[*named]}")
    found: Data = {}
    for key, below in named.items():
        found |= _formed(below, answer[key], words, names)
    return found
