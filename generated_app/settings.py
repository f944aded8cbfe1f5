"""The settings, read from the environment and from a file ``.env`` in the working directory."""

from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from . import api

SHORTEST_SECRET = 32


class SettingsError(Exception):
    """A setting that the app can't run without is missing or wrong."""


class Settings(BaseSettings):
    """One attribute for each environment variable; ``.env.example`` explains them."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    app_env: Literal["production", "development"] = "production"

    database_url: SecretStr | None = None
    neon_db_url: SecretStr | None = None
    embedded_data: Path = Path(".data")
    database_pooled: bool | None = None
    database_connections: int = Field(default=10, ge=2, le=1000)
    session_connections: int = Field(default=2, ge=1, le=100)
    pool_timeout: float = Field(default=3.0, gt=0)
    statement_timeout: float = Field(default=5.0, gt=0)

    auth_secret: SecretStr | None = None
    better_auth_secret: SecretStr | None = None
    auth_issuer: str | None = None
    auth_audience: str | None = None

    cors_origins: str | None = None
    request_timeout: float = Field(default=15.0, gt=0)
    max_body_bytes: int = Field(default=1_048_576, ge=1024)
    access_log: bool = True
    direct: bool = True

    @property
    def origins(self) -> list[str]:
        """The origins whose pages may call the API."""
        if self.cors_origins is None:
            return list(api.CORS_ORIGINS)
        return _listed(self.cors_origins) or []

    @property
    def development(self) -> bool:
        """Whether this is a developer's machine."""
        return self.app_env == "development"

    @property
    def issuers(self) -> list[str] | None:
        """What a token's `iss` may be; None where it isn't looked at."""
        return _listed(self.auth_issuer)

    @property
    def audiences(self) -> list[str] | None:
        """What a token's `aud` may be; None where it isn't looked at."""
        return _listed(self.auth_audience)

    def secret(self) -> str:
        """The secret that signs the tokens, or an error that names the variable to set."""
        secret = self.auth_secret or self.better_auth_secret
        if secret is None:
            raise SettingsError(
                "No secret to verify tokens with: set AUTH_SECRET (or BETTER_AUTH_SECRET) "
                f"to at least {SHORTEST_SECRET} bytes that only you and the issuer know."
            )
        value = secret.get_secret_value()
        if len(value.encode()) < SHORTEST_SECRET:
            name = "AUTH_SECRET" if self.auth_secret else "BETTER_AUTH_SECRET"
            raise SettingsError(
                f"{name} is too short: it needs at least {SHORTEST_SECRET} bytes, "
                "for example the output of `openssl rand -hex 32`."
            )
        return value

    def configured_database(self) -> str | None:
        """The address of the database, or None where the embedded one serves."""
        url = self.database_url or self.neon_db_url
        if url is not None:
            return _checked(url.get_secret_value())
        if self.development:
            return None
        raise SettingsError(
            "No database: set DATABASE_URL (or NEON_DB_URL) to a PostgreSQL address. "
            "Only with APP_ENV=development does an embedded PostgreSQL take its place."
        )

    def check(self) -> None:
        """Refuse to go on without a secret and a database."""
        self.secret()
        self.configured_database()
        if self.session_connections >= self.database_connections:
            raise SettingsError(
                "SESSION_CONNECTIONS are some of the DATABASE_CONNECTIONS: "
                "there must be fewer of them."
            )


def _checked(url: str) -> str:
    """The address, if it is one of a PostgreSQL; it may hold a password, so it isn't shown."""
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.partition("+")[0]
        placed = parts.hostname or "host=" in parts.query
    except ValueError:
        placed = scheme = ""
    if scheme not in ("postgres", "postgresql") or not placed:
        raise SettingsError(
            "DATABASE_URL (or NEON_DB_URL) is no address of a PostgreSQL: "
            "postgresql://user:password@host/database is."
        )
    return url


def _listed(text: str | None) -> list[str] | None:
    """What stands between commas; None where there is nothing."""
    parts = [part.strip() for part in (text or "").split(",")]
    return [part for part in parts if part] or None


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = {str(each["loc"][0]).upper(): each["msg"] for each in error.errors()}
        reasons = "; ".join(f"{name}: {message}" for name, message in wrong.items())
        raise SettingsError(f"These settings can't be used: {reasons}.") from None
