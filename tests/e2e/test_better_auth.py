"""What Better Auth does that the emitted application relies on.

These tests know nothing of the application. When one fails after an upgrade of Better Auth, the
facts that the application's verification was written for have changed.
"""

import re
import time
from typing import Any, get_args
from uuid import UUID, uuid4

import httpx
import jwt
import pytest

from tests.e2e.better_auth import (
    SECRET,
    Algorithm,
    BetterAuth,
    BetterAuthError,
    Ids,
    Session,
    better_auth,
)
from tests.generating import database, rows

COLUMNS = """
SELECT column_name, data_type, is_nullable FROM information_schema.columns
WHERE table_name = 'user' ORDER BY ordinal_position
"""
ID_TYPE = """
SELECT data_type FROM information_schema.columns
WHERE table_name = 'user' AND column_name = 'id'
"""


@pytest.fixture
def alice(issuer: BetterAuth) -> Session:
    return sign_up(issuer)


def sign_up(issuer: BetterAuth) -> Session:
    return issuer.sign_up("Alice", f"{uuid4().hex}@example.com", "correct horse")


def unverified(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def kid(token: str) -> str:
    value = jwt.get_unverified_header(token)["kid"]
    assert isinstance(value, str)
    return value


def verified(issuer: BetterAuth, token: str) -> dict[str, Any]:
    """The claims, verified with the published key that the token names."""
    key = issuer.keys()[kid(token)]
    return jwt.decode(
        token,
        jwt.PyJWK.from_dict(key),
        algorithms=[key["alg"]],
        issuer=issuer.url,
        audience=issuer.url,
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )


class TestToken:
    def test_the_header_names_an_algorithm_and_a_key_and_no_type(
        self, issuer: BetterAuth, alice: Session
    ) -> None:
        header = jwt.get_unverified_header(issuer.token(alice))
        assert header == {"alg": "EdDSA", "kid": header["kid"]}

    def test_issuer_and_audience_are_the_origin(self, issuer: BetterAuth, alice: Session) -> None:
        claims = unverified(issuer.token(alice))
        assert claims["iss"] == claims["aud"] == issuer.url
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", issuer.url)

    def test_it_says_who_and_lives_15_minutes(self, issuer: BetterAuth, alice: Session) -> None:
        claims = verified(issuer, issuer.token(alice))
        assert claims["sub"] == alice.user_id
        assert re.fullmatch("[A-Za-z0-9]{32}", claims["sub"])
        assert (claims["name"], claims["email"]) == (alice.name, alice.email)
        assert claims["exp"] == claims["iat"] + 15 * 60
        assert not {"nbf", "jti"} & claims.keys()

    def test_it_is_not_signed_with_the_secret(self, issuer: BetterAuth, alice: Session) -> None:
        with pytest.raises(jwt.InvalidAlgorithmError):
            jwt.decode(issuer.token(alice), SECRET, algorithms=["HS256"])

    def test_a_project_may_cut_it_down(self, installed: None) -> None:
        with database() as url, better_auth(url, claims=["email"]) as issuer:
            alice = sign_up(issuer)
            claims = verified(issuer, issuer.token(alice))
        assert claims.keys() == {"email", "sub", "iat", "exp", "iss", "aud"}
        assert (claims["email"], claims["sub"]) == (alice.email, alice.user_id)

    @pytest.mark.parametrize("algorithm", get_args(Algorithm))
    def test_every_algorithm(self, installed: None, algorithm: Algorithm) -> None:
        with database() as url, better_auth(url, algorithm=algorithm) as issuer:
            alice = sign_up(issuer)
            token = issuer.token(alice)
            assert jwt.get_unverified_header(token)["alg"] == algorithm
            assert verified(issuer, token)["sub"] == alice.user_id

    def test_it_takes_a_session_until_that_is_ended(self, issuer: BetterAuth) -> None:
        alice = sign_up(issuer)
        token = issuer.token(alice)
        issuer.sign_out(alice)
        with pytest.raises(BetterAuthError, match="GET /api/auth/token: 401 "):
            issuer.token(alice)
        assert verified(issuer, token)["sub"] == alice.user_id


class TestKeys:
    def test_the_key_is_published(self, issuer: BetterAuth, alice: Session) -> None:
        key = issuer.keys()[kid(issuer.token(alice))]
        assert key.keys() == {"kid", "alg", "kty", "crv", "x"}  # no `use`, and nothing private
        assert (key["alg"], key["kty"], key["crv"]) == ("EdDSA", "OKP", "Ed25519")

    def test_nothing_says_how_long_they_may_be_kept(self, issuer: BetterAuth) -> None:
        answer = httpx.get(issuer.jwks_url, trust_env=False)
        assert answer.headers["content-type"] == "application/json"
        assert not {"cache-control", "expires", "etag", "last-modified"} & answer.headers.keys()
        assert httpx.head(issuer.jwks_url, trust_env=False).status_code == 404

    def test_a_new_key_signs_unannounced_and_the_old_one_stays(
        self, issuer: BetterAuth, alice: Session
    ) -> None:
        old = issuer.token(alice)
        before = issuer.keys()
        issuer.rotate()
        assert issuer.keys() == before
        new = issuer.token(alice)
        assert kid(new) not in before
        assert issuer.keys().keys() == before.keys() | {kid(new)}
        for token in old, new:
            assert verified(issuer, token)["sub"] == alice.user_id

    def test_keys_expire_by_themselves_and_disappear_after_a_while(self, installed: None) -> None:
        with database() as url, better_auth(url, rotation_seconds=1, grace_seconds=2) as issuer:
            alice = sign_up(issuer)
            old = kid(issuer.token(alice))
            time.sleep(1.1)
            new = kid(issuer.token(alice))
            assert issuer.keys().keys() == {old, new}
            deadline = time.monotonic() + 30
            while old in (keys := issuer.keys()):
                assert time.monotonic() < deadline
                time.sleep(0.1)
            assert keys.keys() == {new}

    def test_they_and_the_sessions_outlive_the_server(self, installed: None) -> None:
        with database() as url:
            with better_auth(url) as issuer:
                alice = sign_up(issuer)
                token = issuer.token(alice)
            with better_auth(url, port=issuer.port) as again:
                assert again.url == issuer.url
                assert verified(again, token)["sub"] == alice.user_id
                assert kid(again.token(alice)) == kid(token)


class TestUsers:
    def test_the_table(self, issuer: BetterAuth, database_url: str) -> None:
        assert rows(database_url, COLUMNS) == [
            ("id", "text", "NO"),
            ("name", "text", "NO"),
            ("email", "text", "NO"),
            ("emailVerified", "boolean", "NO"),
            ("image", "text", "YES"),
            ("createdAt", "timestamp with time zone", "NO"),
            ("updatedAt", "timestamp with time zone", "NO"),
        ]

    def test_the_subject_is_the_id(
        self, issuer: BetterAuth, alice: Session, database_url: str
    ) -> None:
        subject = unverified(issuer.token(alice))["sub"]
        found = rows(database_url, f"""SELECT id FROM "user" WHERE email = '{alice.email}'""")
        assert found == [(subject,)]

    @pytest.mark.parametrize(("ids", "column"), [("uuid", "uuid"), ("serial", "integer")])
    def test_other_ids_are_other_types_and_text_in_the_token(
        self, installed: None, ids: Ids, column: str
    ) -> None:
        with database() as url, better_auth(url, ids=ids) as issuer:
            subject = unverified(issuer.token(sign_up(issuer)))["sub"]
            assert rows(url, ID_TYPE) == [(column,)]
        assert subject == ("1" if ids == "serial" else str(UUID(subject)))
