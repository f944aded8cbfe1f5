"""The command line: it and the commands alone print, exit or read the working directory."""

import argparse
import io
import os
import sys
from collections.abc import Sequence

from generator import settled
from generator.arguments import FAILED, INTERRUPTED, OK, parsed


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; the exit code says how it went."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    given = parsed(arguments)
    try:
        code = _run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python must not write the rest at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _run(given: argparse.Namespace) -> int:
    if given.command == "generate":
        given.seen = settled.seen(given.spec, given.out)
        if given.seen is not None and settled.is_known(given.seen):
            print(f"{given.out}: nothing to do")
            return OK
    # Loading the generator takes longer than seeing that there is no need for it.
    from generator.commands import COMMANDS

    return COMMANDS[given.command](given)
