"""The TypeScript of the pages in docs/: it is checked as strictly as can be, and run."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.documents import shown
from tests.e2e.better_auth import NODE_MODULES
from tests.generating import ROOT, generate
from tests.serving import Server, User, served

CONFIG = {
    "compilerOptions": {
        "strict": True,
        "noUncheckedIndexedAccess": True,
        "target": "es2022",
        "module": "nodenext",
        "lib": ["es2022", "dom", "dom.iterable", "dom.asynciterable"],
        "types": [],
        "skipLibCheck": True,
    },
    "files": ["example.mts"],
}
SECONDS = 120.0
PAGES = """
export {};
declare const process: { argv: string[] };
const [url, token] = process.argv.slice(2);
for await (const page of pages(url!, token!)) console.log(JSON.stringify(page));
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The Task API."""
    spec = ROOT / "tests/specs/task.yaml"
    with served(generate(spec, tmp_path_factory.mktemp("examples") / "tasks_app")) as running:
        yield running


@pytest.fixture
def folder(installed: None, tmp_path: Path) -> Path:
    """Where Node finds what npm has installed."""
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    return tmp_path


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def checked(folder: Path, text: str) -> str:
    """The name of a module that TypeScript finds nothing wrong with."""
    (folder / "example.mts").write_text(text, encoding="utf-8")
    (folder / "tsconfig.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    run(folder, "node", "node_modules/typescript/bin/tsc")
    return "example.mjs"


def test_pages_by_cursor(server: Server, folder: Path) -> None:
    module = checked(folder, shown("spec.md", "ts", "function* pages") + PAGES)
    with httpx.Client(base_url=server.address, trust_env=False) as client:
        alice = User.of(server, client, "alice")
        for day in range(1, 13):
            for hour in range(10):
                due = f"2030-01-{day:02}T{hour:02}:00:00Z"
                alice.create("/api/tasks", title=due, due_date=due, completed=hour == 9)
    # What the page has is a path below the address; tokens are in the header alone.
    printed = run(folder, "node", module, f"{server.address}/api/tasks", server.token("alice"))
    found = [[task["title"] for task in json.loads(page)] for page in printed.splitlines()]
    assert [len(page) for page in found] == [50, 50, 8]
    titles = [title for page in found for title in page]
    assert titles == sorted({*titles})


def test_client_of_better_auth(folder: Path) -> None:
    checked(folder, shown("auth.md", "ts", "createAuthClient"))
