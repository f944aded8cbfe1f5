"""Processes of Python that needn't load the libraries: one that has loaded them is forked.

Loading FastAPI, SQLAlchemy and the rest takes most of a second, and hundreds of tests run commands
of applications. Each is a process of its own, with its own folder, environment and output; what it
loads of the application it loads itself. Tests of what a command loads, and of how it is killed,
start a real one.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

# The program: it takes a command on a line, and says on another how it ended.
STARTER = """
import gc, json, os, runpy, signal, sys, traceback
import alembic.autogenerate, alembic.command, asyncpg, fastapi, fastapi_offline, fastcrud, httpx
import jsonschema, jwt, psycopg2.extras, pydantic_settings, pytest, sqlmodel, uvicorn
import sqlalchemy.ext.asyncio, sqlmodel.ext.asyncio.session

def run(asked):
    signal.alarm(asked["seconds"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for stream, path in enumerate(asked["outputs"], 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.path[:0] = [asked["folder"], *asked["env"].get("PYTHONPATH", "").split(os.pathsep)]
    kind, what, *rest = asked["command"]
    sys.argv = [kind if kind == "-c" else what, *rest]
    code = 1
    try:
        if kind == "-c":
            exec(compile(what, "<string>", "exec"), sys.modules["__main__"].__dict__)
        else:
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as exit:
        if isinstance(exit.code, str):
            print(exit.code, file=sys.stderr)
        code = exit.code if isinstance(exit.code, int) else int(exit.code is not None)
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)

gc.freeze()
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        run(json.loads(line))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass(frozen=True)
class Done:
    """What a command did; a negative code is the signal that ended it."""

    code: int
    out: str
    err: str


class Starter:
    """Runs commands, one at a time."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="starter-")
        self._outputs = [Path(self._folder.name, name) for name in ("out", "err")]
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", STARTER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=self._folder.name,
            env={name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ},
        )

    def run(self, *command: str, folder: Path, env: Mapping[str, str], seconds: int = 120) -> Done:
        """What `python -m ...` or `python -c ...` does in a folder; past its time it is killed."""
        assert self._process.stdin
        assert self._process.stdout
        asked = {"command": command, "folder": str(folder), "env": dict(env), "seconds": seconds}
        asked["outputs"] = [str(path) for path in self._outputs]
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        code = int(self._process.stdout.readline())
        out, err = (path.read_text(encoding="utf-8") for path in self._outputs)
        return Done(code, out, err)

    def close(self) -> None:
        """End the process, and wait until it has."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        self._folder.cleanup()


@cache
def starter() -> Starter:
    """That of this process; it ends with it, as nobody writes to it any more."""
    return Starter()
