"""The command line: `python -m bench`."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import plot, report
from bench.data import ROOT, BenchError
from bench.run import Plan, run
from bench.servers import SERVERS

RESULTS = ROOT / "bench" / "results"
FIGURES = RESULTS / "bench.json"
GROWTH = RESULTS / "growth.json"
PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "images" / "bench.svg"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"

QUICK = Plan(rounds=1, seconds=0.8, first=0.5)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark, or write its page from the last one."""
    options = _parser().parse_args(arguments)
    try:
        if options.page:
            write_page()
        else:
            _bench(options)
    except BenchError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted: nothing is written", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    names = ", ".join(server.name for server in SERVERS)
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round; nothing is written")
    parser.add_argument("--rounds", type=int, help="how many rounds")
    parser.add_argument("--seconds", type=float, help="how long each server is timed at a time")
    parser.add_argument("--only", nargs="+", metavar="SERVER", help=f"only these: {names}")
    parser.add_argument("--page", action="store_true", help="write the page from the last figures")
    return parser


def _bench(options: argparse.Namespace) -> None:
    plan = QUICK if options.quick else Plan()
    if options.rounds:
        plan = replace(plan, rounds=options.rounds)
    if options.seconds:
        plan = replace(plan, seconds=options.seconds)
    if options.only:
        chosen = tuple(server for server in SERVERS if server.name in options.only)
        unknown = set(options.only) - {server.name for server in chosen}
        if unknown:
            raise BenchError(f"there is no server {', '.join(sorted(unknown))}")
        plan = replace(plan, servers=chosen)
    figures = {"command": "make bench", **run(plan, lambda line: print(line, file=sys.stderr))}
    print(report.tables(figures, _read(GROWTH)))
    print(report.conditions(figures))
    if options.quick or options.only:
        return
    FIGURES.parent.mkdir(exist_ok=True)
    FIGURES.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    write_page()
    print(f"written: {', '.join(str(path.relative_to(ROOT)) for path in (FIGURES, PAGE, PICTURE))}")


def write_page() -> None:
    """Put the figures of the last run into the page, and draw them."""
    figures = _read(FIGURES)
    if figures is None:
        raise BenchError("there are no figures yet: make bench")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), figures, _read(GROWTH)), "utf-8")
    PICTURE.write_text(plot.bars(figures), encoding="utf-8")


def page(text: str, figures: dict[str, Any], growth: dict[str, Any] | None) -> str:
    """The page with these figures between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    told = f"{report.conditions(figures)}\n\n{report.tables(figures, growth)}"
    return f"{before}{BEGIN}\n{told}\n{END}{after}"


def _read(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    sys.exit(main())
