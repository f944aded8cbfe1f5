"""Try every mutant of the applications of some specs: `make mutants`.

Each has one thing less that keeps users apart, and some test that was emitted with the application
must fail of it. What is killed is told with the test that did it, so that a reader can judge.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tests.generating import ROOT, generate, server
from tests.mutants.killing import Outcome, Slot
from tests.mutants.mutating import Application, Mutant

# Those that have between them every way in which rows belong to somebody, or are reached.
SPECS = ("task", "references", "marks", "paths", "paths_public")
AT_ONCE = 2
WIDEST = 72


class Slots:
    """Places to try mutants in; whoever has one has it alone."""

    def __init__(self, folder: Path) -> None:
        self._every = [Slot(f"slot{number}", folder) for number in range(AT_ONCE)]
        self._free: SimpleQueue[Slot] = SimpleQueue()
        for slot in self._every:
            self._free.put(slot)

    @contextmanager
    def one(self) -> Iterator[Slot]:
        """A free one."""
        slot = self._free.get()
        try:
            yield slot
        finally:
            self._free.put(slot)

    def add(self, package: Path) -> Outcome:
        """An application, with what its tests say of it as it is."""
        with self.one() as first:
            copied = first.add(package)
            outcome = first.tried(package.name, None)
        for slot in self._every:
            if slot is not first:
                # With what was compiled of it meanwhile.
                slot.add(copied)
        return outcome

    def close(self) -> None:
        """Give them up."""
        for slot in self._every:
            slot.close()

    def tried(self, package: Path, mutant: Mutant) -> Outcome:
        """What the tests of an application say of a mutant."""
        with self.one() as slot:
            return slot.tried(package.name, mutant)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("specs", nargs="*", default=SPECS, help="of tests/specs, without .yaml")
    parser.add_argument("--at", default="", help="only those whose file:line begins like this")
    asked = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="mutants-") as made:
        folder = Path(made)
        packages = [generated(ROOT / f"tests/specs/{name}.yaml", folder) for name in asked.specs]
        return report(packages, folder, asked.at)


def generated(spec: Path, folder: Path) -> Path:
    """The application of a spec."""
    with redirect_stdout(StringIO()):
        return generate(spec, folder / f"mutated_{spec.stem}")


def report(packages: Sequence[Path], folder: Path, at: str = "") -> int:
    """Try all mutants, and tell of each; the exit status."""
    server()
    counts, failed = Counter[str](), False
    with closing(Slots(folder)) as slots, ThreadPoolExecutor(AT_ONCE) as pool:
        for package, outcome in zip(packages, pool.map(slots.add, packages), strict=True):
            if outcome.test:
                print(f"{package.name} fails as it is: {outcome.test}\n{outcome.says}")
                return 1
        apps = {package: Application.at(package) for package in packages}
        for package, app in apps.items():
            for path in app.lacking():
                print(f"{package.name}/{path} is about whose rows are whose, and has no mutant")
                failed = True
        tried = [
            (package, mutant)
            for package, app in apps.items()
            for mutant in app.mutants()
            if mutant.place.startswith(at)
        ]
        for (package, mutant), outcome in zip(
            tried, pool.map(lambda each: slots.tried(*each), tried), strict=True
        ):
            verdict = "killed" if outcome.killed else "BROKEN" if outcome.test else "SURVIVED"
            counts[verdict] += 1
            change = mutant.change if len(mutant.change) < WIDEST else f"{mutant.change[:WIDEST]}…"
            by = f"  by {outcome.test.partition('/')[2]}" if outcome.test else ""
            print(f"{verdict:8}  {package.name}/{mutant.place}  {change}{by}", flush=True)
            if outcome.test and not outcome.honest:
                print(outcome.says)
    print(
        f"{counts['killed']} killed, {counts['SURVIVED']} survived, "
        f"{counts['BROKEN']} broke down in another way"
    )
    return int(failed or not tried or counts["killed"] < len(tried))


if __name__ == "__main__":
    sys.exit(main())
