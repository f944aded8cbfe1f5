"""The command line: what may be given, and what the exit code says."""

import argparse
from collections.abc import Sequence

OK, FAILED, INTERRUPTED = 0, 1, 130
FORMATS = ("text", "markdown", "json")

_PURPOSES = {
    "generate": "write the application that the spec describes",
    "plan": "print what generate would do",
    "check": "fail if generate would do anything",
    "explain": "print every index, and the lines of the spec that it serves",
    "schema": "print the JSON Schema of specs, for editors",
}


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What was given: `command` is its name."""
    parser = argparse.ArgumentParser(
        prog="apiwright", description="A FastAPI application from a spec.", allow_abbrev=False
    )
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="command", required=True
    )
    for name, purpose in _PURPOSES.items():
        command = commands.add_parser(name, help=purpose, description=purpose, allow_abbrev=False)
        # Not all commands take it.
        command.set_defaults(against=None)
        if name != "schema":
            command.add_argument(
                "--spec", default="resources.yaml", metavar="FILE", help="the spec (%(default)s)"
            )
        if name in ("generate", "plan", "check"):
            command.add_argument(
                "--out",
                default="generated_app",
                metavar="DIR",
                help="the application (%(default)s)",
            )
        if name in ("plan", "check"):
            command.add_argument(
                "--against", metavar="REVISION", help="compare with a revision of git"
            )
        if name == "plan":
            command.add_argument(
                "--format", choices=FORMATS, default="text", help="how (%(default)s)"
            )
    return parser.parse_args(arguments)
