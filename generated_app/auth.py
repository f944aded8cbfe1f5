"""Who is calling: the bearer token is verified, and `CurrentUser` says whose it is."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Request, Security
from fastapi.openapi.models import HTTPBearer as HTTPBearerModel
from fastapi.security.base import SecurityBase

from . import api
from .errors import Unauthorized
from .settings import Settings
from .tokens import TokenRefused, Verifier

LONGEST_TOKEN = 8192
LONGEST_USER_ID = 255
CACHED_TOKENS = 4096
# After this a token is verified anew, even if it is valid for days: its key may be gone.
CACHED_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Caller:
    """The user whose token came with the request."""

    id: str
    email: str | None = None
    name: str | None = None
    roles: tuple[str, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=dict)


class Authenticator:
    """Knows the callers of verified tokens, until these expire or were verified long ago."""

    def __init__(self, settings: Settings) -> None:
        self._verifier = Verifier(settings, forget=self._forget)
        self._verified: dict[str, tuple[float, Caller]] = {}

    async def close(self) -> None:
        """Give back what verifying took."""
        await self._verifier.close()

    def verified(self, authorization: str) -> Caller | None:
        """The caller that an Authorization header names, if its token was verified before."""
        scheme, _, token = authorization.partition(" ")
        return self._remembered(token.strip()) if scheme.lower() == "bearer" else None

    async def caller(self, authorization: list[str]) -> Caller:
        """The caller that these Authorization headers name."""
        token = _bearer_token(authorization)
        known = self._remembered(token)
        if known is not None:
            return known
        try:
            if len(token) > LONGEST_TOKEN:
                raise TokenRefused("the token is too long")
            claims = await self._verifier.claims(token)
            caller = _caller_of(claims)
        except TokenRefused as error:
            self._verified.pop(token, None)
            raise Unauthorized(
                "The token is not valid or has expired.",
                challenge='Bearer error="invalid_token"',
                reason=str(error),
            ) from None
        self._remember(token, min(int(claims["exp"]), time.time() + CACHED_SECONDS), caller)
        return caller

    def _remembered(self, token: str) -> Caller | None:
        expires, caller = self._verified.get(token, (0.0, None))
        return caller if time.time() < expires else None

    def _remember(self, token: str, expires: float, caller: Caller) -> None:
        if len(self._verified) >= CACHED_TOKENS:
            del self._verified[next(iter(self._verified))]
        self._verified[token] = (expires, caller)

    def _forget(self) -> None:
        self._verified.clear()


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
        id=user,
        email=_text(claims.get("email")),
        name=_text(claims.get("name")),
        roles=_roles_in(claims),
        claims=claims,
    )


def _roles_in(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The roles: a list of them, or one text with commas between."""
    given = next((claims[name] for name in api.ROLE_CLAIMS if claims.get(name) is not None), ())
    listed: Iterable[object] = given.split(",") if isinstance(given, str) else given
    if not isinstance(listed, list):
        return ()
    return tuple(role.strip() for role in listed if isinstance(role, str) and role.strip())


def _text(claim: object) -> str | None:
    return claim if isinstance(claim, str) and _storable(claim) else None


def _storable(text: str) -> bool:
    """Whether PostgreSQL can hold it: it knows neither NUL nor half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


async def authenticate(request: Request) -> Caller:
    """The caller of a request; verified once, however often it is asked for."""
    caller: Caller | None = request.scope.get("caller")
    if caller is None:
        authenticator: Authenticator = request.app.state.authenticator
        caller = await authenticator.caller(request.headers.getlist("authorization"))
        request.scope["caller"] = caller
    return caller


class BearerToken(SecurityBase):
    """The security scheme, in OpenAPI and as a dependency that returns the caller."""

    model = HTTPBearerModel(bearerFormat="JWT", description="The token that names the caller.")
    scheme_name = "bearer"

    async def __call__(self, request: Request) -> Caller:
        """The caller."""
        return await authenticate(request)


CurrentUser = Annotated[Caller, Security(BearerToken())]
