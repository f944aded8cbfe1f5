"""Answers that many clients run into, and that no line of a spec asks for."""

import asyncio
import base64
import json
import logging
import time

import httpx
import jwt
import pytest
from fastapi import FastAPI, HTTPException

from generated_app import errors
from tests.app.test_outage import NOWHERE, asked
from tests.generating import SECRET

TASK = "/api/tasks/0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/me"), ("GET", TASK), ("PATCH", TASK), ("DELETE", TASK)]
)
def test_a_query_where_none_is_taken(method: str, path: str) -> None:
    (answer,) = asked(NOWHERE, (method, f"{path}?stauts=all"), json={})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"field": "stauts", "message": "is not known here", "code": "unknown"}
    ]


def test_a_slash_too_many_leads_nowhere() -> None:
    (answer,) = asked(NOWHERE, ("GET", "/api/tasks/"))
    assert (answer.status_code, answer.headers.get("location")) == (404, None)


@pytest.mark.parametrize(
    ("status", "detail", "shown"),
    [
        (404, "No such shelf.", "No such shelf."),
        (404, "Not Found", "There is nothing at this address."),
        (400, {"shelf": "is full"}, "{'shelf': 'is full'}"),
        (499, "The client left.", "The client left."),
    ],
)
def test_what_custom_code_raises_is_what_clients_read(
    status: int, detail: object, shown: str
) -> None:
    app = FastAPI()
    errors.install(app, allowed_methods=lambda scope: set())

    @app.get("/")
    async def fail() -> None:
        raise HTTPException(status, detail)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/")

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.json()["detail"]) == (status, shown)


def test_null_is_called_null() -> None:
    (answer,) = asked(NOWHERE, ("POST", "/api/tasks"), json={"title": None})
    assert answer.json()["detail"] == "title must not be null."


def test_thousands_of_keys_are_one_error() -> None:
    (answer,) = asked(NOWHERE, ("POST", "/api/tasks"), json={f"k{n}": 1 for n in range(5000)})
    assert answer.json()["detail"] == "body has too many keys."


def test_a_token_that_never_ends() -> None:
    forever = jwt.encode({"sub": "alice", "exp": 10**400}, SECRET)
    (answer,) = asked(NOWHERE, ("GET", "/api/me"), token=forever)
    assert answer.status_code == 200


def test_a_token_writes_no_lines_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    header = {"alg": "HS256", "crit": ["x\nERROR all is lost"]}
    parts = [header, {"sub": "alice", "exp": int(time.time()) + 60}]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    token = b".".join([*encoded, b"c2ln"]).decode()
    with caplog.at_level(logging.INFO):
        (answer,) = asked(NOWHERE, ("GET", "/api/me"), token=token)
    assert answer.status_code == 401
    assert "refused" in caplog.text
    assert "\nERROR all is lost" not in caplog.text
