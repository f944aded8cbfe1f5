"""Verifying tokens with the secret that their issuer shares.

The algorithm is set here, HS256 and no other, and never taken from the token.
"""

import time
from collections.abc import Callable
from typing import Any

import jwt

from . import api
from .settings import Settings

ALGORITHM = "HS256"
LEEWAY = 10


class TokenRefused(Exception):
    """The token is not valid: the reason is for the log."""


class Verifier:
    """Verifies tokens with the secret."""

    def __init__(self, settings: Settings, *, forget: Callable[[], None]) -> None:
        """A secret stays as it is while the app runs, so nothing is ever to `forget`."""
        self._secret = settings.secret()
        self._issuers = settings.issuers
        self._audiences = settings.audiences

    async def claims(self, token: str) -> dict[str, Any]:
        """What a valid token says."""
        try:
            return jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                leeway=LEEWAY,
                issuer=self._issuers,
                audience=self._audiences,
                options={
                    "require": ["exp"],
                    "verify_aud": self._audiences is not None,
                    "verify_sub": False,
                },
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise TokenRefused(f"{type(error).__name__}: {error}") from None

    async def close(self) -> None:
        """There is nothing to give back."""


def make_token(secret: str, user: str | None, /, *, days: int = 7, **claims: Any) -> str:
    """A token for this user, for development and tests."""
    now = int(time.time())
    return jwt.encode(
        {api.USER_CLAIMS[0]: user, "iat": now, "exp": now + days * 86_400, **claims},
        secret,
        algorithm=ALGORITHM,
    )
