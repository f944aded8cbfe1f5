"""What the README shows is what happens: its commands are run, its output is compared."""

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.documents import blocks, commands, copy_project, matches
from tests.generating import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = blocks(ROOT / "README.md")
SECONDS = 60.0

# A reader's shell isn't one that a make started.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")
}

# Commands of the README that no test can run from within, and what runs them instead.
RUN_ELSEWHERE = {
    "make test": "make test itself, in CI too",
    **dict.fromkeys(("make e2e", "make emitted", "make evolution"), ".ci/run"),
    **dict.fromkeys(("make indirect", "make mutants", "make traffic"), ".ci/run"),
    **dict.fromkeys(("make bench", "make peers"), "make peers in .ci/run, on few rows"),
    "make lint": ".ci/run",
    "make format": "developers; .ci/run checks that there is nothing left to format",
    "make generate reset": "the commands by themselves",
    "make reset": "the fixture below, at its end: the database is in use before",
    "make run": "the fixture below",
    "PORT=9000 make run": "the fixture below, with another port",
    "pip install -r generated_app/requirements.txt": "tests/app/test_standalone.py resolves them",
    "python -m generated_app serve": "make run",
}


@dataclass(frozen=True)
class Running:
    """A copy of the project, in which `make run` is going."""

    folder: Path
    port: int

    def shell(self, script: str) -> subprocess.CompletedProcess[str]:
        """What a shell does with a script there."""
        return subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("readme") / "apiwright"
    copy_project(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    log = folder / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=folder,
            env=ENVIRONMENT,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    here = Running(folder, port)
    try:
        _wait_until_ready(port, process, log)
        yield here
    finally:
        # The whole group: make passes no signal on.
        subprocess.run(["kill", "-INT", "--", f"-{process.pid}"], check=False)
        process.wait(SECONDS)
        assert here.shell("make reset").returncode == 0
    assert f"http://127.0.0.1:{port}/docs" in log.read_text()
    assert "make token USER=" in log.read_text()


def _wait_until_ready(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text())


def session() -> list[tuple[str, str]]:
    """The commands of the console blocks, in their order, each with what it prints."""
    return [found for kind, text in BLOCKS if kind == "console" for found in commands(text)]


def test_the_session_prints_what_is_shown(running: Running) -> None:
    steps = session()
    assert len(steps) >= 12
    mark = "\x1e"
    script = "".join(f"{command}\nprintf '{mark}'\n" for command, _ in steps)
    done = running.shell(script.replace("127.0.0.1:8000", f"127.0.0.1:{running.port}"))
    assert done.stderr == ""
    printed = done.stdout.split(mark)
    for (command, shown), output in zip(steps, printed, strict=False):
        assert matches(shown, output), (command, output)


def make_commands() -> set[str]:
    """Every command that the README tells its reader to run."""
    in_blocks = {
        line.split("  ")[0].split(" #")[0].strip()
        for kind, text in BLOCKS
        if kind == "sh"
        for line in text.splitlines()
    }
    return in_blocks | set(re.findall(r"`((?:PORT=\d+ )?make [a-z ]+)`", README))


@pytest.mark.parametrize("command", sorted(make_commands() - RUN_ELSEWHERE.keys()))
def test_command_works(running: Running, command: str) -> None:
    done = running.shell(f". .venv/bin/activate && {command}")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_mistake_looks_as_shown(running: Running) -> None:
    spec = (ROOT / "resources.yaml").read_text(encoding="utf-8")
    (running.folder / "wrong.yaml").write_text(spec.replace("{type: string,", "{type: strng,"))
    done = running.shell(".venv/bin/python -m generator plan --spec wrong.yaml")
    assert done.returncode == 1
    shown = next(text for _, text in BLOCKS if "E104" in text)
    assert done.stderr.replace("wrong.yaml", "resources.yaml").startswith(shown)
