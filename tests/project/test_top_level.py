"""The set-up at the top of the project: what is committed, and what the Makefile does."""

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from generated_app.settings import SHORTEST_SECRET, Settings

ROOT = Path(__file__).parents[2]
MAKEFILE = ROOT / "Makefile"

# In pieces, so that this file doesn't name them either.
HOSTS = [
    ".".join(pieces)
    for pieces in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("anaconda", "org"),
        ("registry.npmjs", "org"),
        ("yarnpkg", "com"),
        ("deb.debian", "org"),
        ("security.debian", "org"),
        ("archive.ubuntu", "com"),
        ("proxy.golang", "org"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("repo1.maven", "org"),
        ("repo.maven.apache", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
    )
]


def committed() -> list[Path]:
    """The files that are committed, or would be by `git add .`."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git work tree")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return [path for path in paths if path.is_file()]


def naming(words: list[str]) -> list[str]:
    """The committed files that hold one of the words."""
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words).encode())
    found = ((path, pattern.search(path.read_bytes())) for path in committed())
    return [f"{path.relative_to(ROOT)}: {match[0].decode()}" for path, match in found if match]


def make(
    *arguments: str, folder: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run make as from a shell, not as from the make that may have started this test."""
    kept = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_no_file_names_a_package_host() -> None:
    assert naming(HOSTS) == []


def test_no_file_names_a_folder_of_this_machine() -> None:
    # A short folder, such as /app or /root, may be meant for other reasons.
    folders = [str(path) for path in (ROOT, Path.home()) if len(path.parts) > 2]
    if not folders:
        pytest.skip("no folder to look for")
    assert naming(folders) == []


def test_constraints_hold_only_releases() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    stated = [line for line in lines if not line.startswith("#")]
    assert stated
    assert [line for line in stated if not re.match(r"[a-z0-9-]+==[\w.]+( ; |$)", line)] == []
    assert [line for line in lines if re.search("http:|https:|file:|//", line)] == []


def test_help_lists_every_command() -> None:
    commands = dict(re.findall(r"^([a-z-]+):.*## (.+)$", MAKEFILE.read_text(), re.MULTILINE))
    assert {"setup", "run", "test", "generate", "plan", "check", "lint"} <= set(commands)
    shown = make()
    assert shown.returncode == 0
    lines = [line.split(maxsplit=2) for line in shown.stdout.splitlines()]
    assert lines == [["make", name, text] for name, text in commands.items()]


def test_help_from_another_folder(tmp_path: Path) -> None:
    assert "make run" in make("-C", str(ROOT), folder=tmp_path).stdout


def test_a_token_needs_a_user_by_name() -> None:
    refused = make("-n", "token", USER="login-name")
    assert refused.returncode != 0
    assert "make token USER=alice" in refused.stderr
    assert refused.stdout == ""
    assert make("-n", "token", "USER=bob", USER="login-name").returncode == 0


@pytest.mark.parametrize(("arguments", "user"), [((), "alice"), (("USER=bob",), "bob")])
def test_seed_never_takes_the_login_name(arguments: tuple[str, ...], user: str) -> None:
    shown = make("-n", "seed", *arguments, USER="login-name")
    assert shown.stdout.rstrip().endswith(f'seed "{user}"')


def test_the_tests_never_see_the_databases_of_the_shell() -> None:
    shown = make("-n", "test").stdout
    for name in ("APP_ENV", "DATABASE_URL", "NEON_DB_URL", "AUTH_SECRET", "BETTER_AUTH_SECRET"):
        assert f"-u {name} " in shown


def test_migrating_an_own_database_writes_no_development_settings(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    assert "APP_ENV" in make("-n", "migrate", folder=tmp_path, DATABASE_URL="").stdout
    own = make("-n", "migrate", folder=tmp_path, DATABASE_URL="postgresql://db/app").stdout
    assert "migrate" in own
    assert "APP_ENV" not in own


def test_settings_for_development_are_written_once(tmp_path: Path) -> None:
    written = tmp_path / ".env"
    assert make("-f", str(MAKEFILE), ".env", folder=tmp_path).returncode == 0
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    values = dict(line.split("=") for line in written.read_text().splitlines())
    assert values["APP_ENV"] == "development"
    assert len(values["AUTH_SECRET"]) >= SHORTEST_SECRET
    assert os.listdir(tmp_path) == [".env"]

    before = written.read_text()
    assert make("-f", str(MAKEFILE), ".env", folder=tmp_path).returncode == 0
    assert written.read_text() == before


def test_the_example_names_settings_that_exist() -> None:
    named = re.findall(
        r"^(?:# )?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE
    )
    assert {"APP_ENV", "AUTH_SECRET", "DATABASE_URL"} <= set(named)
    assert {name.lower() for name in named} <= set(Settings.model_fields)
