"""The command line: `python -m bench`."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from math import inf

from bench import page, report
from bench.data import BenchError
from bench.run import Plan, run
from bench.servers import SERVERS, end_all_when_ended

QUICK = Plan(rounds=1, seconds=0.8, first=0.6)


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark."""
    options = _parser().parse_args(arguments)
    end_all_when_ended()
    try:
        _bench(arguments, options)
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
    return parser


def _bench(arguments: Sequence[str], options: argparse.Namespace) -> None:
    plan = QUICK if options.quick else Plan()
    if options.rounds:
        plan = replace(plan, rounds=options.rounds, most=inf)
    if options.seconds:
        plan = replace(plan, seconds=options.seconds, most=inf)
    if options.only:
        chosen = tuple(server for server in SERVERS if server.name in options.only)
        unknown = set(options.only) - {server.name for server in chosen}
        if unknown:
            raise BenchError(f"there is no server {', '.join(sorted(unknown))}")
        plan = replace(plan, servers=chosen)
    figures = {
        "command": " ".join(["make bench", *_flags(arguments)]),
        **run(plan, lambda line: print(line, file=sys.stderr)),
    }
    print(report.tables(figures))
    print(report.conditions(figures))
    if not options.quick and not options.only:
        page.save(page.BENCH, figures)
        print(f"written: {page.write()}")


def _flags(arguments: Sequence[str]) -> list[str]:
    return [f"BENCH_FLAGS='{' '.join(arguments)}'"] if arguments else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
