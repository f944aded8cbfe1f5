"""What every route has in common: health, documentation, the caller, errors."""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from .. import api
from ..settings import Settings, SettingsError
from .support import Client, User, assert_problem, bearer, start

ME = "/api/me"
NOWHERE = "/api/nowhere"
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


def test_me(client: Client, new_token: Callable[..., str]) -> None:
    token = new_token("carol", email="carol@example.com", name="Carol")
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


def test_me_leaves_out_what_is_no_text(client: Client, new_token: Callable[..., str]) -> None:
    token = new_token("carol", email=["carol@example.com"], name="Ca\0rol")
    response = client.get(ME, headers=bearer(token))
    assert response.json() == {"id": "carol", "email": None, "name": None, "roles": []}


def test_user_may_be_as_long_as_the_column(client: Client, new_token: Callable[..., str]) -> None:
    response = client.get(ME, headers=bearer(new_token("x" * 255)))
    assert response.json()["id"] == "x" * 255


def test_first_claim_that_names_a_user_counts(
    client: Client, new_token: Callable[..., str]
) -> None:
    for place, claim in enumerate(api.USER_CLAIMS):
        earlier = dict.fromkeys(api.USER_CLAIMS[:place])
        later = dict.fromkeys(api.USER_CLAIMS[place + 1 :], "frank")
        token = new_token(None, **{**earlier, claim: "erin", **later})
        assert client.get(ME, headers=bearer(token)).json()["id"] == "erin"


@pytest.mark.parametrize("claim", api.ROLE_CLAIMS)
@pytest.mark.parametrize(
    ("given", "roles"),
    [
        (["reader", "writer"], ["reader", "writer"]),
        ("reader, writer", ["reader", "writer"]),
        ("reader", ["reader"]),
        ([" reader ", "", 5, None, ["writer"]], ["reader"]),
        ([], []),
        ("", []),
        (5, []),
        ({"reader": True}, []),
    ],
)
def test_roles(
    client: Client, new_token: Callable[..., str], claim: str, given: object, roles: list[str]
) -> None:
    response = client.get(ME, headers=bearer(new_token("carol", **{claim: given})))
    assert response.json()["roles"] == roles


def test_first_claim_of_roles_counts(client: Client, new_token: Callable[..., str]) -> None:
    every = {claim: [claim] for claim in reversed(api.ROLE_CLAIMS)}
    response = client.get(ME, headers=bearer(new_token("carol", **every)))
    assert response.json()["roles"] == [api.ROLE_CLAIMS[0]]


# The header that carries the token.


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


def test_refuses_to_start_without_a_database(settings: Settings) -> None:
    with pytest.raises(SettingsError, match=r"\bDATABASE_URL\b"):
        start(settings.model_copy(update={"database_url": None}))


def test_starts_with_either_name_of_the_database(settings: Settings) -> None:
    renamed: dict[str, Any] = {"database_url": None, "neon_db_url": settings.database_url}
    start(settings.model_copy(update=renamed))
