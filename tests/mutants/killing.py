"""Running the tests of applications against their mutants."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.generating import ROOT, TEST_DATA
from tests.mutants.mutating import Mutant
from tests.starting import Starter

# Without compiled files: they would be taken for those of the next mutant.
PROGRAM = """
import sys
sys.dont_write_bytecode = {mutated}
import pytest
from tests.mutants.noticing import Noticing
options = ["-q", "-p", "no:cacheprovider", "-W", "error", "--tb=short", "-x"]
sys.exit(pytest.main([*options, *{arguments}], plugins=[Noticing({about!r}, {result!r})]))
"""
SECONDS = 300


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant."""

    # The test that failed, or none.
    test: str = ""
    # Whether it failed at what the application did, rather than at its breaking down.
    honest: bool = True
    says: str = ""

    @property
    def killed(self) -> bool:
        """Whether a test noticed."""
        return bool(self.test) and self.honest


class Slot:
    """A place where one mutant at a time is tried: copies of applications, and their databases."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder / name
        self._folder.mkdir()
        self._starter = Starter()

    def close(self) -> None:
        """Give it up."""
        self._starter.close()

    def add(self, package: Path) -> Path:
        """Copy an application, with the times of its files, so that what is compiled stays so."""
        return Path(shutil.copytree(package, self._folder / package.name))

    def tried(self, package: str, mutant: Mutant | None, tests: list[str] | None = None) -> Outcome:
        """What the tests of an application say of a mutant; of none, what they say of itself."""
        if mutant is None:
            return self._tested(package, None, tests)
        path = self._folder / package / mutant.path
        source, times = path.read_bytes(), path.stat()
        path.write_bytes(mutant.applied(source))
        try:
            return self._tested(package, mutant, tests)
        finally:
            path.write_bytes(source)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def _tested(self, package: str, mutant: Mutant | None, tests: list[str] | None) -> Outcome:
        result = self._folder / "result.json"
        result.unlink(missing_ok=True)
        program = PROGRAM.format(
            mutated=mutant is not None,
            arguments=[f"{package}/{test}" for test in tests or [""]],
            about="" if mutant is None else mutant.resource,
            result=str(result),
        )
        kept = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
        env = kept | {
            "PYTHONPATH": str(ROOT),
            "TEST_DATA": str(TEST_DATA),
            # Their database is called after it.
            "PYTEST_XDIST_WORKER": self._name,
            # They need no plugins; without them, pytest doesn't mind what is loaded already.
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }
        done = self._starter.run("-c", program, folder=self._folder, env=env, seconds=SECONDS)
        if result.exists():
            return Outcome(**json.loads(result.read_text(encoding="utf-8")))
        if done.code == 0:
            return Outcome()
        return Outcome("pytest", honest=False, says=done.out + done.err)
