"""What every route has in common: health, documentation, tokens, errors."""

import asyncio
import base64
import json
import logging
import re
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from ..auth import Authenticator, make_token
from ..errors import Unauthorized
from ..main import create_app
from ..settings import Settings, SettingsError
from .support import Client, User, assert_problem

ME = "/api/me"
NOWHERE = "/api/nowhere"
CLAIM = "sub"
# A route that takes a body.
TARGET = "/api/tasks"


# Health.


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready"])
def test_health(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.json() == {"status": "healthy"}


# Documentation.


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_documentation_needs_no_other_host(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    addresses = re.findall(r"""(?:src|href)=["']([^"']+)""", page.text)
    assert addresses
    for address in addresses:
        assert not re.match(r"(https?:)?//", address)
        assert client.get(f"/{address}").status_code == 200
    assert not re.search(r"https?://", page.text)


def test_openapi_document(client: Client) -> None:
    response = client.get("/openapi.json")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    document = response.json()
    assert document["info"]["title"] == "Task API"
    assert ME in document["paths"]


# The caller.


def test_me(client: Client, settings: Settings) -> None:
    token = make_token(settings.secret(), "carol", email="carol@example.com", name="Carol")
    response = client.get(ME, headers=bearer(token))
    assert response.status_code == 200
    assert response.json() == {
        "id": "carol",
        "email": "carol@example.com",
        "name": "Carol",
        "roles": [],
    }


def test_me_of_a_token_that_names_only_the_user(alice: User) -> None:
    assert alice.get(ME).json() == {"id": alice.id, "email": None, "name": None, "roles": []}


# Addresses and methods.


def test_unknown_path(alice: User) -> None:
    assert_problem(alice.get(NOWHERE), 404)
    assert_problem(alice.get("/"), 404)


@pytest.mark.parametrize("path", ["/health", ME])
def test_method_that_is_not_offered(alice: User, path: str) -> None:
    response = alice.delete(path)
    assert_problem(response, 405)
    assert response.headers["allow"] == "GET"


# Cross-origin requests.


def preflight(client: Client, origin: str) -> httpx.Response:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return client.request("OPTIONS", ME, headers=headers)


def test_pages_of_the_configured_origin_may_call(client: Client) -> None:
    origin = "http://localhost:3000"
    allowed = "http://localhost:3000"
    response = preflight(client, origin)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == allowed
    assert "PATCH" in response.headers["access-control-allow-methods"]
    response = client.get(ME, headers={"Origin": origin})
    assert response.status_code == 401
    assert response.headers["access-control-allow-origin"] == allowed


def test_pages_of_other_origins_may_not_call(client: Client) -> None:
    response = preflight(client, "https://elsewhere.example")
    assert response.status_code == 400
    assert "access-control-allow-origin" not in response.headers


# Request ids.


def test_request_id_is_echoed(client: Client) -> None:
    response = client.get("/health", headers={"X-Request-ID": "order-66"})
    assert response.headers["x-request-id"] == "order-66"


@pytest.mark.parametrize("unusable", ["", "with blanks", "x" * 65, "<script>"])
def test_request_id_that_cannot_be_logged_is_replaced(client: Client, unusable: str) -> None:
    response = client.get(NOWHERE, headers={"X-Request-ID": unusable})
    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["x-request-id"])


# Tokens.


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def signed(
    secret: str,
    user: object = "dave",
    *,
    algorithm: str = "HS256",
    crit: list[str] | None = None,
    **claims: Any,
) -> str:
    """A token; a claim that is None is left out."""
    every = {CLAIM: user, "exp": int(time.time()) + 60, **claims}
    given = {name: value for name, value in every.items() if value is not None}
    return jwt.encode(given, secret, algorithm=algorithm, headers={"crit": crit} if crit else None)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def with_rs256(secret: str) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode({CLAIM: "dave", "exp": int(time.time()) + 60}, key, algorithm="RS256")


def with_none(secret: str) -> str:
    return f"{encoded({'alg': 'none'})}.{encoded({CLAIM: 'dave', 'exp': 2**33})}."


REFUSED_TOKENS: dict[str, Callable[[str], str]] = {
    "no algorithm": with_none,
    "another hash": lambda secret: signed(secret, algorithm="HS512"),
    "another kind of key": with_rs256,
    "another secret": lambda secret: signed(secret[::-1]),
    "no end": lambda secret: signed(secret, exp=None),
    "expired": lambda secret: signed(secret, exp=int(time.time()) - 60),
    "an end that is no number": lambda secret: signed(secret, exp="tomorrow"),
    "not yet valid": lambda secret: signed(secret, nbf=int(time.time()) + 60),
    "no user": lambda secret: signed(secret, user=None),
    "a number as user": lambda secret: signed(secret, user=5),
    "an empty user": lambda secret: signed(secret, user=""),
    "a user with NUL": lambda secret: signed(secret, user="a\0b"),
    "a user with half of a surrogate pair": lambda secret: signed(secret, user="\ud800"),
    "a user that is too long": lambda secret: signed(secret, user="x" * 256),
    "unknown critical header": lambda secret: signed(secret, crit=["elsewhere"]),
    "too long": lambda secret: signed(secret, padding="x" * 16_000),
    "signature cut short": lambda secret: signed(secret)[:-4],
    "no signature": lambda secret: signed(secret).rpartition(".")[0] + ".",
    "garbage": lambda secret: "garbage",
    "claims that are no object": lambda secret: f"{encoded({'alg': 'HS256'})}.{encoded([])}.x",
    "bytes beyond ASCII": lambda secret: "\xff" * 40,
}


@pytest.mark.parametrize("kind", REFUSED_TOKENS)
def test_token_is_refused(
    client: Client, settings: Settings, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    token = REFUSED_TOKENS[kind](settings.secret())
    headers = [(b"Authorization", f"Bearer {token}".encode("latin-1"))]
    with caplog.at_level(logging.INFO):
        response = client.get(ME, headers=headers)
    assert_problem(response, 401)
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert "refused" in caplog.text
    for written in (response.text, str(response.headers), caplog.text):
        assert token not in written


def test_token_is_accepted(client: Client, settings: Settings) -> None:
    response = client.get(ME, headers=bearer(signed(settings.secret())))
    assert response.json()["id"] == "dave"


@pytest.mark.parametrize("seconds", [-5, 5])
def test_clocks_may_differ_a_little(client: Client, settings: Settings, seconds: int) -> None:
    now = int(time.time())
    token = signed(settings.secret(), nbf=now + seconds, exp=now + 5 - abs(seconds))
    assert client.get(ME, headers=bearer(token)).status_code == 200


def test_user_may_be_as_long_as_the_column(client: Client, settings: Settings) -> None:
    token = signed(settings.secret(), user="x" * 255)
    assert client.get(ME, headers=bearer(token)).json()["id"] == "x" * 255


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
def test_case_of_the_scheme_does_not_matter(alice: User, scheme: str) -> None:
    token = alice.headers["Authorization"].removeprefix("Bearer ")
    assert alice.get(ME, headers={"Authorization": f"{scheme} {token}"}).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Token x"])
def test_header_without_a_bearer_token(client: Client, header: str) -> None:
    response = client.get(ME, headers={"Authorization": header})
    assert_problem(response, 401)
    assert response.headers["www-authenticate"].startswith("Bearer")


def test_no_token(client: Client) -> None:
    response = client.get(ME)
    assert_problem(response, 401)
    assert response.headers["www-authenticate"] == "Bearer"


def test_two_tokens(alice: User, bob: User) -> None:
    both = [*alice.headers.items(), *bob.headers.items()]
    assert_problem(alice.get(ME, headers=both), 401)


def test_token_in_the_query_or_a_cookie_does_not_count(alice: User) -> None:
    token = alice.headers["Authorization"].removeprefix("Bearer ")
    for name in ("token", "access_token"):
        response = alice.get(ME, params={name: token}, headers={"Cookie": f"{name}={token}"})
        assert_problem(response, 401)


ISSUER = "https://issuer.example"
AUDIENCE = "https://api.example"


@pytest.mark.parametrize(
    ("claims", "accepted"),
    [
        ({"iss": ISSUER, "aud": AUDIENCE}, True),
        ({"iss": ISSUER, "aud": ["https://other.example", AUDIENCE]}, True),
        ({"iss": "https://other.example", "aud": AUDIENCE}, False),
        ({"iss": f"{ISSUER}/", "aud": AUDIENCE}, False),
        ({"aud": AUDIENCE}, False),
        ({"iss": ISSUER, "aud": "https://other.example"}, False),
        ({"iss": ISSUER, "aud": []}, False),
        ({"iss": ISSUER}, False),
    ],
)
def test_issuer_and_audience(settings: Settings, claims: dict[str, Any], accepted: bool) -> None:
    strict = settings.model_copy(update={"auth_issuer": ISSUER, "auth_audience": AUDIENCE})
    authorization = [f"Bearer {signed(settings.secret(), **claims)}"]
    if accepted:
        assert Authenticator(strict).caller(authorization).id == "dave"
    else:
        with pytest.raises(Unauthorized):
            Authenticator(strict).caller(authorization)


# Bodies.


def test_token_comes_before_the_body(client: Client) -> None:
    assert_problem(client.send_text("POST", TARGET, "{"), 401)


@pytest.mark.parametrize("body", ["{", "nonsense", '{"a": 1,}', "{'a': 1}", "\udcff"])
def test_body_that_is_not_json(alice: User, body: str) -> None:
    assert_problem(alice.send_text("POST", TARGET, body), 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_body_that_is_not_declared_as_json(alice: User, kind: str) -> None:
    headers = {**alice.headers, "Content-Type": kind}
    assert_problem(alice.post(TARGET, content=b"{}", headers=headers), 415)


def test_body_that_declares_to_be_too_large(alice: User) -> None:
    assert_problem(alice.send_text("POST", TARGET, " " * 30_000_000), 413)


def test_body_that_turns_out_to_be_too_large(alice: User) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b" " * 1_000_000

    headers = {**alice.headers, "Content-Type": "application/json"}
    assert_problem(alice.post(TARGET, content=chunks(), headers=headers), 413)


# Settings.


def start(settings: Settings) -> None:
    """Start the application, and stop it."""

    async def run() -> None:
        app = create_app(settings)
        async with app.router.lifespan_context(app):
            pass

    asyncio.run(run())


@pytest.mark.parametrize(
    ("changed", "variable"),
    [
        ({"auth_secret": None}, "AUTH_SECRET"),
        ({"auth_secret": SecretStr("x" * 31)}, "AUTH_SECRET"),
        (
            {"auth_secret": None, "better_auth_secret": SecretStr("x" * 31)},
            "BETTER_AUTH_SECRET",
        ),
        ({"database_url": None}, "DATABASE_URL"),
    ],
)
def test_refuses_to_start(settings: Settings, changed: dict[str, Any], variable: str) -> None:
    with pytest.raises(SettingsError, match=rf"\b{variable}\b"):
        start(settings.model_copy(update=changed))


def test_starts_with_either_name_of_a_setting(settings: Settings) -> None:
    renamed = {
        "auth_secret": None,
        "better_auth_secret": settings.auth_secret,
        "database_url": None,
        "neon_db_url": settings.database_url,
    }
    start(settings.model_copy(update=renamed))
