"""`generate` of an evolution, killed wherever it writes: the next run makes good."""

import os
import shutil
import signal
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from generator import cli
from tests.interrupting import interrupt
from tests.journeys import migrating

HERE = Path(__file__).parent
BEFORE, AFTER, OTHER = (HERE / f"{name}.yaml" for name in ("before", "after", "other"))
# Where some are enough, every so manyth write.
SOME = 19
CHUNKS = 4

Tree = dict[str, bytes]


def run(command: str, spec: Path, out: Path) -> str:
    printed = StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        code = cli.main([command, "--spec", str(spec), "--out", str(out)])
    assert code == 0, printed.getvalue()
    return printed.getvalue()


def tree(out: Path) -> Tree:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def code(found: Tree) -> Tree:
    """What doesn't depend on the way."""
    return {
        path: content
        for path, content in found.items()
        if not path.startswith("migrations/") and path not in ("CHANGELOG.md", ".generated.json")
    }


def killed(spec: Path, out: Path, at: int) -> bool:
    """Whether a run was killed before its n-th write, or had fewer."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            interrupt(pytest.MonkeyPatch(), at, lambda: os.kill(os.getpid(), signal.SIGKILL))
            run("generate", spec, out)
            status = 0
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL)
    return status != 0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The application after each way from spec to spec."""
    ways = {
        "before": (BEFORE,),
        "after": (BEFORE, AFTER),
        "other": (BEFORE, OTHER),
        "after, other": (BEFORE, AFTER, OTHER),
    }
    found = {}
    for name, specs in ways.items():
        out = tmp_path_factory.mktemp("made") / "app"
        for spec in specs:
            run("generate", spec, out)
        found[name] = out
    return found


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("then", ["after", "other"])
def test_the_next_run_makes_good(
    then: str, chunk: int, every_point: bool, made: dict[str, Path], tmp_path: Path
) -> None:
    wanted = [tree(made[way]) for way in ("after", "other", "after, other")]
    good = wanted[:1] if then == "after" else wanted[1:]
    spec = AFTER if then == "after" else OTHER
    step = CHUNKS if every_point else CHUNKS * SOME
    kills = 0
    for at in range(1 + chunk * step // CHUNKS, 1000, step):
        out = tmp_path / str(at) / "app"
        shutil.copytree(made["before"], out)
        if not killed(AFTER, out, at):
            break
        kills += 1
        run("generate", spec, out)
        found = tree(out)
        where = f"killed at the {at}th write"
        if then == "after":
            assert found == good[0], where
        else:
            # What clients know is the last that is written: the migrations may be further.
            assert code(found) == code(good[0]), where
            chains = [_revisions(each) for each in good]
            assert _revisions(found) in chains, where
            changelogs = [each["CHANGELOG.md"] for each in good]
            assert found["CHANGELOG.md"] in changelogs, where
            assert [*found] == [*good[chains.index(_revisions(found))]], where
        assert len(migrating.revisions(out)) == len(_revisions(found))
        assert run("check", spec, out)
        shutil.rmtree(out)
    assert kills >= 1


def _revisions(found: Tree) -> Tree:
    start = "migrations/versions/"
    return {path: text for path, text in found.items() if path.startswith(f"{start}0")}
