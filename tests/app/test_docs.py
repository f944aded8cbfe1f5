"""The pages of the documentation behind a prefix: a proxy takes it off, ASGI calls it root_path."""

import asyncio
import re

import httpx
import pytest

from generated_app.main import create_app
from generated_app.settings import Settings

LINK = re.compile(r"""\b(?:href|src|spec-url|url)(?:=|: )["']([^"']+)["']""")
SCRIPTS = {
    "/docs": "docs/static/swagger-ui-bundle.js",
    "/redoc": "docs/static/redoc.standalone.js",
}


def get(path: str, root_path: str = "") -> httpx.Response:
    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(Settings()), root_path=root_path)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(root_path + path)

    return asyncio.run(answer())


@pytest.mark.parametrize("root_path", ["", "/behind"])
@pytest.mark.parametrize("page", SCRIPTS)
def test_links_of_a_page_are_relative_and_lead_somewhere(page: str, root_path: str) -> None:
    links = LINK.findall(get(page, root_path).text)
    assert {"openapi.json", "docs/static/favicon.png", SCRIPTS[page]} <= set(links)
    assert [link for link in links if re.match(r"/|\w+:", link)] == []
    assert {get(f"/{link}", root_path).status_code for link in links} == {200}


def test_the_document_names_the_prefix_for_try_it_out() -> None:
    assert get("/openapi.json", "/behind").json()["servers"] == [{"url": "/behind"}]
    assert "servers" not in get("/openapi.json").json()


def test_redoc_comes_without_the_address_of_its_logo() -> None:
    script = get("/docs/static/redoc.standalone.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "logo-mini" not in script.text
