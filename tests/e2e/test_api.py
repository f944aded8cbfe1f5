"""The emitted API with tokens of a real Better Auth, from signing up to a rotated key."""

from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.better_auth import BetterAuth, Session
from tests.generating import ROOT, generate, rows
from tests.serving import Server, served

SPEC = (ROOT / "tests/specs/task.yaml").read_text(encoding="utf-8")
JWKS = SPEC.replace("jwt: secret", "jwt: jwks")
USERS_TABLE = JWKS.replace("users: provision", "users: {table: user, key: id}")
SPECS = {"provision": JWKS, "users_table": USERS_TABLE}


@pytest.fixture(scope="module", params=SPECS)
def server(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    issuer: BetterAuth,
    database_url: str,
) -> Iterator[Server]:
    """The Task API on the issuer's own database, with its own tables, or referring to its users."""
    package = generate(SPECS[request.param], tmp_path_factory.mktemp("e2e") / request.param)
    environment = {
        "APP_ENV": "production",
        "DATABASE_URL": database_url,
        "BETTER_AUTH_URL": issuer.url,
    }
    with served(package, environment, migrate=True) as running:
        yield running
        downgrade = f"from {package.name} import migrations; import os; "
        running.python(downgrade + "migrations.downgrade(os.environ['DATABASE_URL'], 'base')")
    # What is the issuer's is there as before.
    assert rows(database_url, 'SELECT count(*) FROM "user"') != [(0,)]


@pytest.fixture
def alice(issuer: BetterAuth, request: pytest.FixtureRequest) -> Session:
    """Somebody who has just signed up."""
    name = request.node.name.replace("[", "-").rstrip("]").replace("_", "-")
    return issuer.sign_up("Alice", f"{name}@example.com", "a long enough password")


def bearer(token: str) -> dict[str, str]:
    """The header that bears a token."""
    return {"Authorization": f"Bearer {token}"}


def test_from_sign_up_to_a_task(server: Server, issuer: BetterAuth, alice: Session) -> None:
    with httpx.Client(base_url=server.address, headers=bearer(issuer.token(alice))) as api:
        assert api.get("/api/me").json()["id"] == alice.user_id
        created = api.post("/api/tasks", json={"title": "Buy milk"})
        assert created.status_code == 201, created.text
        assert created.json()["user_id"] == alice.user_id
        assert [task["title"] for task in api.get("/api/tasks").json()] == ["Buy milk"]


def test_another_users_task_is_out_of_reach(
    server: Server, issuer: BetterAuth, alice: Session
) -> None:
    bob = issuer.sign_up("Bob", f"bob-{alice.user_id}@example.com", "a long enough password")
    with httpx.Client(base_url=server.address) as api:
        mine = bearer(issuer.token(alice))
        path = (
            "/api/tasks/" + api.post("/api/tasks", json={"title": "x"}, headers=mine).json()["id"]
        )
        assert api.get(path, headers=mine).status_code == 200
        assert api.get(path, headers=bearer(issuer.token(bob))).status_code == 403


def test_a_rotated_key_works_on_the_first_request(
    server: Server, issuer: BetterAuth, alice: Session
) -> None:
    with httpx.Client(base_url=server.address) as api:
        old = bearer(issuer.token(alice))
        assert api.get("/api/me", headers=old).status_code == 200
        issuer.rotate()
        new = bearer(issuer.token(alice))
        assert new != old
        assert api.get("/api/me", headers=new).status_code == 200
        assert api.get("/api/me", headers=old).status_code == 200


def test_a_forged_token_is_refused(server: Server, issuer: BetterAuth, alice: Session) -> None:
    token = issuer.token(alice)
    head, payload, signature = token.split(".")
    forged = f"{head}.{payload}.{signature[::-1]}"
    answer = httpx.get(f"{server.address}/api/tasks", headers=bearer(forged))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
