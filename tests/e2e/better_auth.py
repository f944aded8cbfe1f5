"""A real Better Auth: a Node process of its own, with its tables in a database of the tests."""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx

FOLDER = Path(__file__).parent
PACKAGE = FOLDER / "package.json"
NODE_MODULES = FOLDER / "node_modules"
INSTALLED = NODE_MODULES / ".installed"  # the package.json they were installed for, as a digest

# Better Auth encrypts its signing keys with it. It signs no JWT of the API's.
SECRET = "a secret that only Better Auth has 0123456789"
NODE_VERSION = 20
INSTALL_SECONDS = 300.0
READY_SECONDS = 60.0
STOP_SECONDS = 20.0

# All that Better Auth gets of the environment of whoever runs the tests.
KEPT = ("HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ")

Algorithm = Literal["EdDSA", "ES256", "ES512", "PS256", "RS256"]
Ids = Literal["uuid", "serial"]

# No lock file, since that names hosts: package.json names the exact version of every package.
_INSTALL = ["install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
_INSTALL += ["--no-update-notifier", "--prefer-offline", "--loglevel=error"]
_INSTALL += ["--fetch-retries=1", "--fetch-retry-mintimeout=2000"]
_UNREACHABLE = {
    *("EAI_AGAIN", "ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH"),
    *("ERR_SOCKET_TIMEOUT", "ETIMEDOUT", "E401", "E403", "E407", "E502", "E503", "E504"),
}
_COMPLAINT = re.compile(r"npm error code (\S+)")
_LISTENING = re.compile(r"^listening (http://\S+)$", re.MULTILINE)


class BetterAuthError(Exception):
    """Better Auth didn't install, didn't start, or refused a request."""


class NpmMissing(BetterAuthError):
    """This machine can't have a Better Auth; the message says what it lacks."""


@dataclass(frozen=True)
class Session:
    """Someone who is signed in."""

    user_id: str
    name: str
    email: str
    cookies: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class BetterAuth:
    """A running Better Auth. Its URL is its tokens' issuer and audience."""

    url: str
    pid: int
    log_file: Path

    @property
    def port(self) -> int:
        """The port, for another Better Auth to come up at once this one has stopped."""
        return httpx.URL(self.url).port or 80

    @property
    def jwks_url(self) -> str:
        """Where the public keys are."""
        return f"{self.url}/api/auth/jwks"

    @property
    def log(self) -> str:
        """What the server has written so far, to both outputs."""
        return self.log_file.read_text(encoding="utf-8")

    def sign_up(self, name: str, email: str, password: str) -> Session:
        """Register a user, who is signed in then."""
        user = {"name": name, "email": email, "password": password}
        answer = self._request("POST", "/api/auth/sign-up/email", json=user)
        return Session(answer.json()["user"]["id"], name, email, dict(answer.cookies))

    def sign_out(self, session: Session) -> None:
        """End the session. Its tokens stay valid until they expire."""
        # What changes something needs an Origin as soon as it comes with cookies.
        headers = {"Origin": self.url}
        path = "/api/auth/sign-out"
        self._request("POST", path, json={}, headers=headers, cookies=session.cookies)

    def token(self, session: Session) -> str:
        """A new JWT."""
        answer = self._request("GET", "/api/auth/token", cookies=session.cookies)
        token = answer.json()["token"]
        assert isinstance(token, str)
        return token

    def keys(self) -> dict[str, dict[str, str]]:
        """The published keys, by their ids."""
        keys = self._request("GET", "/api/auth/jwks").json()["keys"]
        return {key["kid"]: key for key in keys}

    def rotate(self) -> None:
        """Let the signing key expire: the next token brings a new one, announced nowhere."""
        self._request("POST", "/test/rotate")

    def _request(self, method: str, path: str, **content: Any) -> httpx.Response:
        answer = httpx.request(method, f"{self.url}{path}", trust_env=False, **content)
        if not answer.is_success:
            raise BetterAuthError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer


@contextmanager
def better_auth(
    database_url: str,
    *,
    port: int = 0,
    algorithm: Algorithm | None = None,
    ids: Ids | None = None,
    claims: Sequence[str] | None = None,
    rotation_seconds: float | None = None,
    grace_seconds: float | None = None,
) -> Iterator[BetterAuth]:
    """A Better Auth on this database until the end of the block; None is its own default.

    ``ids`` is how it makes the ids of its users, and ``claims`` which of a user's columns a token
    carries. A key signs for ``rotation_seconds`` and is published ``grace_seconds`` longer.
    """
    install()
    settings = {
        "DATABASE_URL": database_url,
        "BETTER_AUTH_SECRET": SECRET,
        "PORT": port,
        "JWT_ALGORITHM": algorithm,
        "JWT_CLAIMS": None if claims is None else " ".join(claims),
        "JWKS_ROTATION_SECONDS": rotation_seconds,
        "JWKS_GRACE_SECONDS": grace_seconds,
        "USER_IDS": ids,
    }
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    env = kept | {name: str(value) for name, value in settings.items() if value is not None}
    with tempfile.TemporaryDirectory(prefix="better-auth-") as folder:
        log = Path(folder) / "server.log"
        with _process(env, log) as process:
            yield BetterAuth(_listening(process, log), process.pid, log)


def install() -> None:
    """Put into node_modules what package.json names, unless it is there already."""
    npm = _npm()
    with PACKAGE.open("rb") as package:
        fcntl.flock(package, fcntl.LOCK_EX)  # until it is closed
        wanted = hashlib.sha256(package.read()).hexdigest()
        if INSTALLED.exists() and INSTALLED.read_text() == wanted:
            return
        if NODE_MODULES.exists():
            shutil.rmtree(NODE_MODULES)
        _install(npm)
        INSTALLED.write_text(wanted)


def _npm() -> str:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        absent = "node" if node is None else "npm"
        raise NpmMissing(f"{absent} is not installed: a real Better Auth needs Node and npm")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60).stdout
    major = re.match(r"v(\d+)\.", version)
    if major is None or int(major[1]) < NODE_VERSION:
        raise NpmMissing(f"Better Auth needs Node {NODE_VERSION} or later; here is {version!r}")
    return npm


def _install(npm: str) -> None:
    try:
        done = subprocess.run(
            [npm, *_INSTALL],
            cwd=FOLDER,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise NpmMissing(f"npm installed nothing within {INSTALL_SECONDS:.0f} s") from error
    if done.returncode:
        complaint = _COMPLAINT.search(done.stderr)
        if complaint and complaint[1] in _UNREACHABLE:
            raise NpmMissing(f"npm reaches no registry to install Better Auth: {complaint[1]}")
        raise BetterAuthError(f"npm install:\n{done.stderr}")


@contextmanager
def _process(env: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The server, ended by SIGTERM, and by the end of its input if this process is killed."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["node", "server.mjs"],
            cwd=FOLDER,
            env=env,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
        )
    with process:
        try:
            yield process
            process.terminate()
            status = process.wait(STOP_SECONDS)
            if status != -signal.SIGTERM:
                raise BetterAuthError(f"ended by itself, {status}:\n{log.read_text()}")
        finally:
            process.kill()


def _listening(process: subprocess.Popen[bytes], log: Path) -> str:
    """The URL, as soon as the tables are made and Better Auth answers there."""
    deadline = time.monotonic() + READY_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if listening := _LISTENING.search(log.read_text(encoding="utf-8")):
            return listening[1]
        time.sleep(0.02)
    raise BetterAuthError(f"not ready:\n{log.read_text(encoding='utf-8')}")
