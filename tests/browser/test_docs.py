"""The pages /docs and /redoc, used as a person does, without the internet."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.ui import WebDriverWait

from tests.serving import Server

SECONDS = 10.0
OPERATIONS = {
    "list_tasks",
    "create_task",
    "read_task",
    "put_task",
    "update_task",
    "delete_task",
    "complete_task",
}

TASK = {
    "title": "Water the plants",
    "description": "The fern twice",
    "priority": "high",
    "due_date": "2030-05-01T18:00:00Z",
}


class Page:
    """A page of the server, and what it asks of whom."""

    def __init__(self, chrome: Chrome, server: Server) -> None:
        self.chrome = chrome
        self.server = server
        self.wait = WebDriverWait(chrome, SECONDS, poll_frequency=0.05)

    def open(self, path: str) -> None:
        self.chrome.get(f"{self.server.address}{path}")

    def until(self, holds: Callable[[], bool]) -> None:
        self.wait.until(lambda _: holds())

    def find(self, css: str) -> WebElement:
        """The element, as soon as it can be seen."""
        seen = expected.visibility_of_element_located((By.CSS_SELECTOR, css))
        return self.wait.until(seen, f"no {css}")

    def all(self, css: str) -> list[WebElement]:
        return self.chrome.find_elements(By.CSS_SELECTOR, css)

    def click(self, css: str) -> None:
        # By script: whatever lies above it on the screen, a header or an animation.
        self.chrome.execute_script("arguments[0].click()", self.find(css))

    def type(self, css: str, text: str) -> None:
        """Put the text in the place of what is there."""
        self.find(css).send_keys(Keys.CONTROL, "a", Keys.NULL, text)

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What the browser has logged since the last time."""
        entries: list[dict[str, Any]] = self.chrome.get_log(kind)  # type: ignore[no-untyped-call]
        return entries

    def events(self) -> list[dict[str, Any]]:
        """What the network did since the last time."""
        return [json.loads(entry["message"])["message"] for entry in self.log("performance")]

    def style(self, css: str, style: str) -> None:
        self.chrome.execute_script("arguments[0].style = arguments[1]", self.find(css), style)

    def picture(self, file: Path, *, top: str, height: int) -> None:
        """What is seen with this element at the top of the window."""
        size = {"width": 1280, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        script = "document.activeElement.blur(); arguments[0].scrollIntoView()"
        self.chrome.execute_script(script, self.find(top))
        file.parent.mkdir(parents=True, exist_ok=True)
        self.chrome.save_screenshot(file)
        self.chrome.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def check(self) -> None:
        """No error on the console, and no address asked for but the server's."""
        asked = [
            event["params"]["request"]["url"]
            for event in self.events()
            if event["method"] == "Network.requestWillBeSent"
        ]
        # chrome: is the page that the browser opens with.
        own = (f"{self.server.address}/", f"blob:{self.server.address}/", "data:", "chrome:")
        assert f"{self.server.address}/openapi.json" in asked
        assert [url for url in asked if not url.startswith(own)] == []
        errors = [entry for entry in self.log("browser") if entry["level"] == "SEVERE"]
        assert errors == []


@pytest.fixture
def page(browser: Chrome, server: Server) -> Page:
    return Page(browser, server)


def operation(name: str) -> str:
    return f"#operations-tasks-{name}"


def expand(page: Page, name: str) -> None:
    page.click(f"{operation(name)} .opblock-summary-control")
    page.find(f"{operation(name)} .opblock-body")


def execute(page: Page, name: str) -> tuple[str, Any]:
    """Press the button; the status and the body that the page shows."""
    page.click(f"{operation(name)} .execute")
    answer = f"{operation(name)} .live-responses-table .response"
    status = page.find(f"{answer} .response-col_status").text.split()[0]
    body = page.find(f"{answer} .highlight-code code").text
    return status, json.loads(body)


def authorize(page: Page, user: str) -> None:
    page.click(".auth-wrapper .authorize")
    page.type(".modal-ux input", page.server.token(user))
    page.click(".modal-ux .auth-btn-wrapper .authorize")
    page.click(".modal-ux .btn-done")


def test_swagger(page: Page, pictures: Path | None) -> None:
    page.open("/docs")
    authorize(page, "alice")

    expand(page, "create_task")
    page.click(f"{operation('create_task')} .try-out__btn")
    page.type(f"{operation('create_task')} textarea", json.dumps(TASK, indent=2))
    status, created = execute(page, "create_task")
    assert (status, created["title"]) == ("201", TASK["title"])
    if pictures:
        page.style(f"{operation('create_task')} textarea", "min-height: 0; height: 100px")
        page.picture(pictures / "swagger.png", top="#operations-tag-tasks", height=1285)

    expand(page, "list_tasks")
    page.click(f"{operation('list_tasks')} .try-out__btn")
    status, listed = execute(page, "list_tasks")
    assert status == "200"
    assert created in listed
    page.check()


def test_swagger_names_the_choices_of_a_filter(page: Page) -> None:
    page.open("/docs")
    expand(page, "list_tasks")
    row = f"{operation('list_tasks')} tr[data-param-name=status]"
    assert page.find(f"{row} .parameter__enum").text.endswith("all, pending, completed")

    page.click(f"{operation('list_tasks')} .try-out__btn")
    options = page.find(f"{row} select").find_elements(By.TAG_NAME, "option")
    assert [option.get_attribute("value") for option in options][-3:] == [
        "all",
        "pending",
        "completed",
    ]
    page.check()


def test_redoc(page: Page, pictures: Path | None) -> None:
    page.open("/redoc")
    page.find("[id='tag/tasks/operation/list_tasks'] h2")
    shown = {element.get_attribute("id") for element in page.all("[id^='tag/tasks/operation/']")}
    assert shown >= {f"tag/tasks/operation/{name}" for name in OPERATIONS}

    page.type("[role=search] input", "create")
    page.click("[role=search] [data-role='search:results'] li")
    page.until(lambda: page.chrome.current_url.endswith("/redoc#tag/tasks/operation/create_task"))
    if pictures:
        page.type("[role=search] input", Keys.ESCAPE)
        page.picture(pictures / "redoc.png", top="[id$='/create_task']", height=1000)
    page.check()
