"""Who is calling: the bearer token is verified, and `CurrentUser` says whose it is.

Tokens are signed by whoever shares the secret (HS256). The algorithm is set here and never
taken from the token.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import jwt
from fastapi import Request, Security
from fastapi.openapi.models import HTTPBearer as HTTPBearerModel
from fastapi.security.base import SecurityBase

from . import api
from .errors import Unauthorized
from .settings import Settings

ALGORITHM = "HS256"
LEEWAY = 10
LONGEST_TOKEN = 8192
LONGEST_USER_ID = 255
CACHED_TOKENS = 4096
# The end of the year 9999: what expires later never does.
LAST_SECOND = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Caller:
    """The user whose token came with the request."""

    id: str
    email: str | None = None
    name: str | None = None
    roles: tuple[str, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=dict)


class TokenRefused(Exception):
    """The token is not valid: the reason is for the log."""


class Authenticator:
    """Verifies tokens, and remembers those it has verified until they expire."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.secret()
        self._issuer = settings.auth_issuer
        self._audience = settings.auth_audience
        self._verified: dict[str, tuple[float, Caller]] = {}

    def caller(self, authorization: list[str]) -> Caller:
        """The caller that these Authorization headers name."""
        token = _bearer_token(authorization)
        now = time.time()
        known = self._verified.get(token)
        if known is not None and now < known[0]:
            return known[1]
        try:
            expires, caller = self._verify(token)
        except TokenRefused as error:
            self._verified.pop(token, None)
            raise Unauthorized(
                "The token is not valid or has expired.",
                challenge='Bearer error="invalid_token"',
                reason=str(error),
            ) from None
        self._remember(token, expires, caller)
        return caller

    def _verify(self, token: str) -> tuple[float, Caller]:
        if len(token) > LONGEST_TOKEN:
            raise TokenRefused("the token is too long")
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                leeway=LEEWAY,
                issuer=self._issuer,
                audience=self._audience,
                options={
                    "require": ["exp"],
                    "verify_aud": self._audience is not None,
                    "verify_sub": False,
                },
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise TokenRefused(f"{type(error).__name__}: {error}") from None
        expires = claims["exp"]
        if not isinstance(expires, int | float) or expires > LAST_SECOND:
            raise TokenRefused("the token's end is no point in time")
        return float(expires), _caller_of(claims)

    def _remember(self, token: str, expires: float, caller: Caller) -> None:
        if len(self._verified) >= CACHED_TOKENS:
            del self._verified[next(iter(self._verified))]
        self._verified[token] = (expires, caller)


def _bearer_token(authorization: list[str]) -> str:
    if not authorization:
        raise Unauthorized(
            "Send a token: Authorization: Bearer <token>.", challenge="Bearer", reason="no token"
        )
    scheme, _, token = authorization[0].partition(" ")
    token = token.strip()
    if len(authorization) > 1 or scheme.lower() != "bearer" or not token:
        raise Unauthorized(
            "The Authorization header must be: Bearer <token>.",
            challenge='Bearer error="invalid_request"',
            reason="malformed Authorization header",
        )
    return token


def _caller_of(claims: Mapping[str, Any]) -> Caller:
    user = next((claims[name] for name in api.USER_CLAIMS if claims.get(name) is not None), None)
    if not isinstance(user, str) or not 1 <= len(user) <= LONGEST_USER_ID or not _storable(user):
        raise TokenRefused("the token names no user")
    return Caller(
        id=user, email=_text(claims.get("email")), name=_text(claims.get("name")), claims=claims
    )


def _text(claim: object) -> str | None:
    return claim if isinstance(claim, str) and _storable(claim) else None


def _storable(text: str) -> bool:
    """Whether PostgreSQL can hold it: it knows neither NUL nor half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def make_token(secret: str, user: str, *, days: int = 7, **claims: str) -> str:
    """A token for this user, for development and tests."""
    now = int(time.time())
    return jwt.encode(
        {api.USER_CLAIMS[0]: user, "iat": now, "exp": now + days * 86_400, **claims},
        secret,
        algorithm=ALGORITHM,
    )


def authenticate(request: Request) -> Caller:
    """The caller of a request; verified once, however often it is asked for."""
    caller: Caller | None = request.scope.get("caller")
    if caller is None:
        authenticator: Authenticator = request.app.state.authenticator
        caller = authenticator.caller(request.headers.getlist("authorization"))
        request.scope["caller"] = caller
    return caller


class BearerToken(SecurityBase):
    """The security scheme, in OpenAPI and as a dependency that returns the caller."""

    model = HTTPBearerModel(bearerFormat="JWT", description="The token that names the caller.")
    scheme_name = "bearer"

    async def __call__(self, request: Request) -> Caller:
        """The caller."""
        return authenticate(request)


CurrentUser = Annotated[Caller, Security(BearerToken())]
