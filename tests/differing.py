"""Asks an application everything twice: by the short way, and of FastAPI alone.

Each way has a database of its own, made from one template, and they go through the same requests:
valid ones, which are made of the OpenAPI document, and others, which are these with something odd
about them. Ids and the clock are made the same on both. It runs in the process of the application:

    python -m tests.differing PACKAGE URL URL REQUESTS

prints as JSON how often each handler was called directly, and every answer that differs.
"""

import asyncio
import importlib
import json
import random
import re
import string
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, unquote

SECRET = "a secret that only these tests know 0123456789"
# What the template has, before it is migrated: a clock that goes on by a second whenever it is
# asked, instead of PostgreSQL's.
CLOCK = """
CREATE SEQUENCE seconds_of_the_clock;
CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
    $$ SELECT timestamptz '2030-01-01Z' + nextval('seconds_of_the_clock') * interval '1 second' $$;
"""
# How much of a body that is too long is sent at once.
MAX_BODY = 20_000
ODD_VALUES = (
    *("null", "true", "false", "0", "-1", "5.0", "5.5", "-0.0", "1e2", "1e400", "1e-400", "NaN"),
    *("-Infinity", str(2**31), str(2**63), "1" * 30, "9" * 5000, '""', '" "', '"  a  "', '"5"'),
    *('"5.50"', '"NaN"', '"true"', '"\\u0000"', '"\\ud800"', '"\\ud83d\\ude00"', '"x\\ny"', "[]"),
    *("[null]", "{}", '{"a": 1}', "[" * 600 + "]" * 600, '"2030-02-30"', '"2030-01-31"', "12.345"),
    *('"2030-01-31T09:00:00Z"', '"2030-01-31t09:00:00+02:00"', '"2030-01-31T09:00:00"', "1234567"),
    *('"00000000000000000000000000000000"', '"{00000000-0000-0000-0000-000000000000}"'),
)
ODD_TEXTS = (
    *("", "%20", "%00", "%FF", "%E2%82", "+", "null", "true", "1", "0", "-1", "01", "1.0", "1e3"),
    *("NaN", "1_000", "%D9%A1", "a,b", ",", "a%2Cb", "a%26b", "a;b", "a=b", "%", "%zz", "x" * 300),
    *("2030-01-31", "2030-01-31T09:00:00Z", "2030-01-31T09:00:00%2B02:00", "%F0%9F%98%80"),
    "00000000-0000-0000-0000-000000000000",
)
# Texts in some form, of which some fit a pattern.
TEXTS = (
    *("1", "42", "-7", "1.5", "12.34", "abc", "a-b", "#a1b2c3", "+4930123456", "10:30:00", "A1"),
    *("ann@example.org", "https://example.org/a?b=c", "example.org", "10.0.0.1", "::1", "AB-12"),
)
TYPES = (
    *(b"application/json; charset=utf-8", b"application/json;charset=utf-8", b"Application/JSON"),
    *(b"application/json; charset=latin-1", b"application/merge-patch+json", b"text/json", b""),
    *(b"text/plain", b"application/x-www-form-urlencoded", b"application/jsonp", b"json"),
    *(b"multipart/form-data; boundary=x", b"application/json, text/plain", b" application/json"),
)
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "get", "QUERY")


# How keys look, by the format or type of their parameters.
_FORMS = {"uuid": "[0-9a-f-]{36}", "integer": r"\d+", "string": ".+"}


@dataclass(frozen=True)
class Request:
    """A request as a server hands it on."""

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    # The parts in which the body arrives; None where the client goes away instead.
    body: tuple[bytes | None, ...] = (b"",)
    root_path: str = ""

    def __str__(self) -> str:
        headers = {name.decode(): value.decode("latin-1")[:60] for name, value in self.headers}
        body = [part if part is None else part[:200] for part in self.body]
        return f"{self.method} {self.path[:200]}?{self.query[:200]} {headers} {body}"

    def with_header(self, name: bytes, *values: bytes) -> "Request":
        others = [(each, value) for each, value in self.headers if each != name]
        return replace(self, headers=(*others, *((name, value) for value in values)))


@dataclass
class Answer:
    """What comes back; `error` is what a server would log."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    error: str = ""


async def answer(app: Any, request: Request, request_id: str) -> Answer:
    """What an application answers."""
    waiting: list[dict[str, Any]] = [
        {"type": "http.disconnect"}
        if part is None
        else {"type": "http.request", "body": part, "more_body": more > 0}
        for more, part in zip(range(len(request.body) - 1, -1, -1), request.body, strict=True)
    ]
    answered = Answer()

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        if not waiting:
            raise RuntimeError("a server would wait for ever")
        return waiting.pop(0)

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answered.status = message["status"]
            answered.headers = [(bytes(name), bytes(value)) for name, value in message["headers"]]
        else:
            answered.body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50000),
        "method": request.method,
        "path": unquote(request.root_path + request.path),
        "raw_path": (request.root_path + request.path).encode("latin-1", "replace"),
        "query_string": request.query.encode("latin-1", "replace"),
        "root_path": request.root_path,
        "headers": [(b"host", b"test"), (b"x-request-id", request_id.encode()), *request.headers],
    }
    try:
        await app(scope, receive, send)
    except Exception as error:
        answered.error = repr(error)
    return answered


class Requests:
    """Makes requests from an OpenAPI document, and learns keys from what is answered."""

    def __init__(
        self, rng: random.Random, document: dict[str, Any], tokens: dict[str, bytes]
    ) -> None:
        self._rng = rng
        self._schemas = document.get("components", {}).get("schemas", {})
        self._tokens = tokens
        self.operations = [
            (path, method.upper(), operation)
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
            if not path.startswith("/health")
        ]
        # By the segment of a path the keys that rows there have, and all of them.
        self._keys: dict[str, list[str]] = defaultdict(list)
        self._all: list[str] = []

    def learn(self, request: Request, answered: Answer) -> None:
        """Keep the key of a new row."""
        location = dict(answered.headers).get(b"location")
        if answered.status != 201:
            return
        made = json.loads(answered.body)
        made = made.get("data", made) if isinstance(made, dict) else made
        key = str(made["id"]) if isinstance(made, dict) and "id" in made else ""
        if location:
            *_, segment, last = location.decode().split("/")
            self._keys[segment].append(last)
            key = key or last
        self._all.append(key or "1")

    def creates(self) -> list[tuple[str, str, dict[str, Any]]]:
        return [each for each in self.operations if each[1] == "POST" and "requestBody" in each[2]]

    def valid(self, path: str, method: str, operation: dict[str, Any]) -> Request:
        """A request that has a chance."""
        user = self._rng.choice(("alice", "alice", "alice", "bob"))
        request = Request(method, "")
        kinds = {each["name"]: each for each in operation.get("parameters", ())}
        request = replace(request, path=self._path(path, user, kinds))
        if {} not in operation.get("security", ()) or self._rng.random() < 0.6:
            token = b"Bearer " + self._tokens[user]
            request = request.with_header(b"authorization", token)
        parameters = [each for each in operation.get("parameters", ()) if each["in"] == "query"]
        sent = [each for each in parameters if self._rng.random() < 1.5 / len(parameters)]
        query = "&".join(f"{each['name']}={self._text(each['schema'])}" for each in sent)
        request = replace(request, query=query)
        if "requestBody" in operation:
            (content,) = operation["requestBody"]["content"].values()
            body = json.dumps(self.value(content["schema"])).encode()
            request = replace(request, body=(body,)).with_header(
                b"content-type", b"application/json"
            )
        return request

    def _path(self, template: str, user: str, kinds: dict[str, dict[str, Any]]) -> str:
        made = [""]
        for segment in template.split("/")[1:]:
            kind = kinds.get(segment.strip("{}"), {})
            if kind.get("description") == "The caller's id, as the token has it.":
                made.append(user)
            elif segment.startswith("{"):
                form = _FORMS.get(kind["schema"].get("format") or kind["schema"]["type"], "")
                all_keys = [key for key in self._all if re.fullmatch(form, key)]
                known = self._keys.get(made[-1]) or all_keys or ["1"]
                made.append(self._rng.choice(known[-8:]))
            else:
                made.append(segment)
        return "/".join(made)

    def _text(self, schema: dict[str, Any]) -> str:
        value = self.value(schema)
        if isinstance(value, list):
            return ",".join(quote(str(each), safe="") for each in value[:3])
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return quote(text, safe=self._rng.choice(("", ":-")))

    def value(self, schema: dict[str, Any], name: str = "") -> Any:
        """A value that a schema allows, as far as it goes."""
        rng = self._rng
        if "$ref" in schema:
            return self.value(self._schemas[schema["$ref"].rpartition("/")[2]], name)
        if "anyOf" in schema:
            return self.value(rng.choice(schema["anyOf"]), name)
        if "enum" in schema:
            return rng.choice(schema["enum"])
        if "const" in schema:
            return schema["const"]
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = rng.choice(kind)
        if kind == "object":
            required = schema.get("required", ())
            return {
                name: self.value(each, name)
                for name, each in schema.get("properties", {}).items()
                if name in required or rng.random() < 0.4
            }
        if kind == "array":
            least, most = schema.get("minItems", 0), schema.get("maxItems", 3)
            length = rng.randint(least, max(least, min(most, least + 2)))
            return [self.value(schema.get("items", {}), name) for _ in range(length)]
        if kind == "boolean":
            return rng.random() < 0.5
        if kind in ("integer", "number"):
            least = schema.get("minimum", schema.get("exclusiveMinimum", -1))
            most = schema.get("maximum", schema.get("exclusiveMaximum", least + 100))
            whole = rng.randint(
                int(least) + 1, max(int(least) + 1, min(int(most), int(least) + 90))
            )
            return whole if kind == "integer" else whole / rng.choice((1, 2, 4))
        if kind == "null":
            return None
        return self._string(schema)

    def _string(self, schema: dict[str, Any]) -> str:
        rng = self._rng
        match schema.get("format"):
            case "uuid":
                return rng.choice(self._all[-20:] or ["00000000-0000-7000-8000-000000000000"])
            case "date-time":
                return f"2030-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}T10:00:00Z"
            case "date":
                return f"2030-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}"
            case "time":
                return f"1{rng.randint(0, 9)}:30:00"
        if schema.get("examples"):
            return str(rng.choice(schema["examples"]))
        fitting = [text for text in TEXTS if re.search(schema.get("pattern", "$^"), text)]
        if fitting:
            return rng.choice(fitting)
        least = schema.get("minLength", 0)
        most = min(schema.get("maxLength", 12), least + 12)
        letters = string.ascii_lowercase + ("" if "pattern" in schema else " äß😀'\"%_")
        return "".join(rng.choice(letters) for _ in range(rng.randint(max(least, 1), max(1, most))))

    def odd(self, request: Request) -> Request:
        """The same with something odd about it."""
        changes: list[Callable[[Request], Request]] = [
            *[self._odd_body, self._odd_query] * 3,
            *[self._odd_path, self._odd_headers] * 2,
            self._odd_method,
            self._odd_parts,
        ]
        if len(request.body[0] or b"") == 0:
            changes = [each for each in changes if each != self._odd_body]
        return self._rng.choice(changes)(request)

    def _odd_method(self, request: Request) -> Request:
        return replace(request, method=self._rng.choice(METHODS))

    def _odd_path(self, request: Request) -> Request:
        path = request.path
        head, _, last = path.rpartition("/")
        made = self._rng.choice(
            (
                *(path + "/", path + "//", "/" + path, path.replace("/", "//", 2), path + "%2F"),
                *(f"{head}/{last.upper()}", f"{head}/{last.replace('-', '')}", f"{head}/"),
                *(f"{head}/urn:uuid:{last}", f"{head}/%7B{last}%7D", f"{path}%0A", f"{path}%00"),
                *(f"{path}%20", f"{head}/%20{last}", f"{head}/{quote(last, safe='')}", f"{path}/x"),
                *(f"{head}/" + "".join(f"%{ord(each):02x}" for each in last if ord(each) < 128),),
                *(path.replace("/api", "/API", 1), path.replace("/api", "", 1), f"{path}?", "/"),
                *(f"{head}/{self._rng.choice(ODD_TEXTS)}", f"{head}/..", f"{path}/../{last}"),
                *(f"{head}%2f{last}", f"{path};a=b", f"{path}.json"),
            )
        )
        return replace(request, path=made)

    def _odd_query(self, request: Request) -> Request:
        rng, query = self._rng, request.query
        name, _, value = (query or "limit=1").partition("&")[0].partition("=")
        made = rng.choice(
            (
                *(f"{query}&{query}", f"{name}={value}&{name}={value}", f"{name}", f"{name}="),
                *(f"{query}&unknown=1", f"{query}&unknown=1&unknown=2", "&", f"&{query}&", "="),
                *(f"{name}={value}&{name}={rng.choice(ODD_TEXTS)}", f"{name.upper()}={value}"),
                *(f"{name}={rng.choice(ODD_TEXTS)}&{name}={value}", f"{name}%20={value}"),
                *(f"{name}={rng.choice(ODD_TEXTS)}" for _ in range(6)),
                *(f"{quote(name, safe='')[:1]}%{ord(name[1:2] or 'x'):02x}{name[2:]}={value}",),
                *(f"limit={rng.choice(ODD_TEXTS)}", "limit=1", "limit=1&limit=2", "offset=1"),
                *("total=1", "total=true", "total=TRUE&limit=3", "cursor=", "cursor=x", "é=1"),
                *("expand=", "sort=", "sort=-", "q=a", "q=", "a=1;b=2", "&".join(["a=1"] * 600)),
            )
        )
        return replace(request, query=made)

    def _odd_headers(self, request: Request) -> Request:
        rng = self._rng
        token = dict(request.headers).get(b"authorization", b"Bearer x")[7:]
        odd: list[tuple[bytes, tuple[bytes, ...]]] = [
            (b"authorization", ()),
            (b"authorization", (b"",)),
            (b"authorization", (b"Bearer",)),
            (b"authorization", (b"Bearer ",)),
            (b"authorization", (b"bearer " + token,)),
            (b"authorization", (b"BEARER   " + token + b" ",)),
            (b"authorization", (b"Bearer\t" + token,)),
            (b"authorization", (b" Bearer " + token,)),
            (b"authorization", (b"Basic " + token,)),
            (b"authorization", (b"Bearer " + token[:-2],)),
            (b"authorization", (b"Bearer " + token + b"x",)),
            (b"authorization", (b"Bearer \xff",)),
            (b"authorization", (b"Bearer " + b"x" * 9000,)),
            (b"authorization", (b"Bearer " + token, b"Bearer " + token)),
            (b"authorization", (b"Bearer " + token, b"")),
            (b"content-type", ()),
            (b"content-type", (b"application/json", b"text/plain")),
            (b"content-type", (b"text/plain", b"application/json")),
            (b"content-type", (b"", b"application/json")),
            *((b"content-type", (each,)) for each in TYPES),
            (b"origin", (b"http://localhost:3000",)),
            (b"origin", (b"http://evil.example",)),
            (b"content-length", (str(MAX_BODY * 2).encode(),)),
            (b"accept", (b"text/html",)),
            (b"cookie", (b"a=b", b"c=d")),
        ]
        name, values = rng.choice(odd)
        return request.with_header(name, *values)

    def _odd_body(self, request: Request) -> Request:
        rng = self._rng
        text = (request.body[0] or b"").decode()
        value = rng.choice(ODD_VALUES)
        fields = json.loads(text)
        names = list(fields) if isinstance(fields, dict) and fields else ["title"]
        name = rng.choice(names)
        placed = {**(fields if isinstance(fields, dict) else {}), name: "\0HERE"}
        odd = json.dumps(placed).replace('"\\u0000HERE"', value)
        made: tuple[bytes, ...] = (
            *[odd.encode("utf-8", "surrogatepass")] * 8,
            *(b"", b" ", b"{", b"null", b"[]", b"{}", b"{}x", b'"text"', b"5", b"NaN", b"[{}]"),
            text.encode("utf-16"),
            text.encode("utf-16-le"),
            b"\xef\xbb\xbf" + text.encode(),
            text.encode().replace(b"{", b'{"\xff": 1, ', 1),
            text.replace("{", '{"unknown": 1, ', 1).encode(),
            text.replace("{", f'{{"{name}": {value}, ', 1).encode("utf-8", "surrogatepass"),
            text.replace("}", f', "{name}": {value}}}', 1).encode("utf-8", "surrogatepass"),
            text.replace("{", '{"id": "00000000-0000-0000-0000-000000000000", ', 1).encode(),
            text.replace('"', "'").encode(),
            b" \n" + text.encode() + b"\n ",
            b"{" + b" " * (MAX_BODY + 1) + b"}",
            json.dumps([fields]).encode(),
            (b'{"a":' * 600) + b"1" + b"}" * 600,
        )
        return replace(request, body=(rng.choice(made),))

    def _odd_parts(self, request: Request) -> Request:
        body = request.body[0] or b""
        half = len(body) // 2
        parts: tuple[tuple[bytes | None, ...], ...] = (
            (body[:half], body[half:]),
            (body[:half], b"", body[half:], b""),
            tuple(body[at : at + 1] for at in range(len(body))) or (b"",),
            (body[:half], None),
            (body, None),
            (None,),
            (body, b" " * MAX_BODY),
            (body[:half], b" " * MAX_BODY, body[half:]),
            (b" " * MAX_BODY, b" " * MAX_BODY, None),
        )
        return replace(request, body=self._rng.choice(parts))

    def all(self, number: int) -> Iterator[Request]:
        """First rows, then everything: one valid request of three, the rest odd ones."""
        creates = self.creates()
        for _ in range(4):
            for each in creates:
                yield self.valid(*each)
        for turn in range(number - 4 * len(creates)):
            request = self.valid(*self.operations[turn % len(self.operations)])
            if self._rng.random() < 0.62:
                request = self.odd(request)
            if self._rng.random() < 0.05:
                request = replace(request, root_path=self._rng.choice(("/behind", "/api", "/")))
            yield request


class Fixed:
    """What an application takes from chance and from the clock, the same for the same request."""

    def __init__(self, package: str) -> None:
        self._rng = random.Random()
        self._milliseconds = 0
        fields: Any = importlib.import_module(f"{package}.fields")
        fields.os = SimpleNamespace(urandom=lambda size: self._rng.randbytes(size))
        fields.time = SimpleNamespace(time_ns=lambda: self._milliseconds * 1_000_000)
        with suppress(ModuleNotFoundError):
            slugs: Any = importlib.import_module(f"{package}.slugs")
            slugs.secrets = SimpleNamespace(choice=lambda signs: self._rng.choice(signs))

    def begin(self, request: int) -> None:
        """Begin anew, for this request."""
        self._rng.seed(request)
        self._milliseconds = 1_900_000_000_000 + request


async def differ(package: str, urls: tuple[str, str], number: int) -> dict[str, Any]:
    """Ask everything both ways."""
    main, settings, direct, tokens = (
        importlib.import_module(f"{package}.{name}")
        for name in ("main", "settings", "direct", "tokens")
    )
    fixed = Fixed(package)
    called: Counter[str] = Counter()
    answer_directly = direct.Direct._answer

    async def counted(self: Any, scope: Any, body: Any) -> Any:
        found = await answer_directly(self, scope, body)
        called[scope["route"].name] += 1
        return found

    direct.Direct._answer = counted
    apps = [
        main.create_app(
            settings.Settings(
                database_url=url,
                auth_secret=SECRET,
                direct=way,
                max_body_bytes=MAX_BODY,
                access_log=False,
                _env_file=None,
            )
        )
        for url, way in zip(urls, (True, False), strict=True)
    ]
    short, long = map(main.around, apps)
    made = {user: tokens.make_token(SECRET, user).encode() for user in ("alice", "bob")}
    differences: list[str] = []
    statuses: Counter[int] = Counter()
    async with (
        apps[0].router.lifespan_context(apps[0]),
        apps[1].router.lifespan_context(apps[1]),
    ):
        document = json.loads((await answer(long, Request("GET", "/openapi.json"), "doc")).body)
        requests = Requests(random.Random(package), document, made)
        for turn, request in enumerate(requests.all(number)):
            answers = []
            for app in (short, long):
                fixed.begin(turn)
                answers.append(await answer(app, request, f"request-{turn}"))
            statuses[answers[1].status] += 1
            if answers[0] != answers[1]:
                differences.append(f"{request}\n  directly: {answers[0]}\n  FastAPI:  {answers[1]}")
            requests.learn(request, answers[1])
    routes = [
        route.name
        for found in direct.direct_routes(apps[0].router.routes).values()
        for route in (each.route for each in found)
    ]
    return {
        "requests": number,
        "statuses": statuses,
        "direct": called,
        "never": sorted(set(routes) - set(called)),
        "differences": differences,
    }


if __name__ == "__main__":
    _, name, first, second, asked = sys.argv
    print(json.dumps(asyncio.run(differ(name, (first, second), int(asked)))))
