"""The headers of what will go away, to the letter; without a token no database is asked."""

import json
from pathlib import Path

import pytest

from tests.generating import ROOT, environment, generate, python

ASK = """
import asyncio, json, sys
import httpx
from made_app.auth import Authenticator
from made_app.main import around, create_app
from made_app.settings import get_settings

async def ask(root_path, path):
    app = create_app(get_settings())
    app.state.authenticator = Authenticator(get_settings())
    transport = httpx.ASGITransport(around(app), root_path=root_path)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(root_path + path)

answer = asyncio.run(ask(*sys.argv[1:]))
print(json.dumps({"status": answer.status_code, **answer.headers}))
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    spec = ROOT / "tests/golden/renamed/resources.yaml"
    return generate(spec, tmp_path_factory.mktemp("deprecation") / "made_app")


@pytest.mark.parametrize("root_path", ["", "/behind/a/proxy"])
def test_headers(package: Path, root_path: str) -> None:
    env = environment(package)
    answer = json.loads(python(package, "-c", ASK, root_path, "/api/memos", env=env))
    assert answer["status"] == 401
    # 21 November 2026 and 30 June 2027, both at midnight UTC.
    assert answer["deprecation"] == "@1795219200"
    assert answer["sunset"] == "Wed, 30 Jun 2027 00:00:00 GMT"
    assert answer["link"] == f'<{root_path}/docs>; rel="deprecation"; type="text/html"'


def test_no_headers_where_nothing_goes_away(package: Path) -> None:
    answer = json.loads(python(package, "-c", ASK, "", "/api/notes", env=environment(package)))
    assert answer["status"] == 401
    assert not answer.keys() & {"deprecation", "sunset", "link"}
