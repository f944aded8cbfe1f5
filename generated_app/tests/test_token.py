"""Which tokens count: those that were signed with the secret, and no others."""

import asyncio
import base64
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from .. import api, auth, tokens
from ..auth import Authenticator, Caller
from ..errors import Unauthorized
from ..settings import Settings, SettingsError
from .support import Client, assert_problem, bearer, start

ME = f"{api.PREFIX}/me"
CLAIM = api.USER_CLAIMS[0]


def caller(authenticator: Authenticator, token: str) -> Caller:
    """The caller whose token this is."""
    return asyncio.run(authenticator.caller([f"Bearer {token}"]))


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
    "issued in the future": lambda secret: signed(secret, iat=int(time.time()) + 60),
    "an end that is no number": lambda secret: signed(secret, exp="tomorrow"),
    "not yet valid": lambda secret: signed(secret, nbf=int(time.time()) + 60),
    "no user": lambda secret: signed(secret, user=None),
    "a number as user": lambda secret: signed(secret, user=5),
    "an empty user": lambda secret: signed(secret, user=""),
    "a user with NUL": lambda secret: signed(secret, user="a\0b"),
    "a user with half of a surrogate pair": lambda secret: signed(secret, user="\ud800"),
    "a user that is a list": lambda secret: signed(secret, user=["dave"]),
    "a user that is too long": lambda secret: signed(secret, user="x" * 256),
    "unknown critical header": lambda secret: signed(secret, crit=["elsewhere"]),
    "critical header that isn't there": lambda secret: signed(secret, crit=["b64"]),
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
@pytest.mark.parametrize("listed", ["", ",https://second.example", " , https://second.example ,"])
def test_issuer_and_audience(
    settings: Settings, claims: dict[str, Any], accepted: bool, listed: str
) -> None:
    changed = {"auth_issuer": ISSUER + listed, "auth_audience": AUDIENCE + listed}
    strict = Authenticator(settings.model_copy(update=changed))
    token = signed(settings.secret(), **claims)
    if accepted:
        assert caller(strict, token).id == "dave"
    else:
        with pytest.raises(Unauthorized):
            caller(strict, token)


def test_any_issuer_and_audience_of_those_listed(settings: Settings) -> None:
    changed = {"auth_issuer": f"x,{ISSUER}", "auth_audience": f"x, {AUDIENCE}"}
    strict = Authenticator(settings.model_copy(update=changed))
    assert caller(strict, signed(settings.secret(), iss=ISSUER, aud=AUDIENCE)).id == "dave"


def test_issuer_and_audience_do_not_matter_unless_configured(settings: Settings) -> None:
    token = signed(settings.secret(), iss="https://other.example", aud="https://other.example")
    assert caller(Authenticator(settings), token).id == "dave"


# The cache.


def test_token_expires_in_the_cache_too(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    authenticator = Authenticator(settings)
    token = signed(settings.secret(), exp=int(time.time()) - 60)
    # That it is accepted once must not help it when its time, leeway and all, is over.
    monkeypatch.setattr(tokens, "LEEWAY", 3600)
    assert caller(authenticator, token).id == "dave"
    monkeypatch.setattr(tokens, "LEEWAY", 0)
    with pytest.raises(Unauthorized):
        caller(authenticator, token)


def test_end_that_is_beyond_all_numbers(settings: Settings) -> None:
    assert caller(Authenticator(settings), signed(settings.secret(), exp=10**400)).id == "dave"


def test_cache_is_bounded(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "CACHED_TOKENS", 3)
    authenticator = Authenticator(settings)
    tokens = [signed(settings.secret(), number=number) for number in range(5)]
    for token in tokens * 2:
        assert caller(authenticator, token).id == "dave"
        assert len(authenticator._verified) <= 3


# Settings.


@pytest.mark.parametrize(
    ("changed", "variable"),
    [
        ({"auth_secret": None}, "AUTH_SECRET"),
        ({"auth_secret": SecretStr("x" * 31)}, "AUTH_SECRET"),
        (
            {"auth_secret": None, "better_auth_secret": SecretStr("x" * 31)},
            "BETTER_AUTH_SECRET",
        ),
    ],
)
def test_refuses_to_start(settings: Settings, changed: dict[str, Any], variable: str) -> None:
    with pytest.raises(SettingsError, match=rf"\b{variable}\b"):
        start(settings.model_copy(update=changed))


def test_starts_with_either_name_of_the_secret(settings: Settings) -> None:
    renamed = {"auth_secret": None, "better_auth_secret": settings.auth_secret}
    start(settings.model_copy(update=renamed))
