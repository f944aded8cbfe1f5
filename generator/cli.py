"""The commands; nothing else prints, exits or reads the working directory.

`generate`, `plan` and `check` are one function with a different last step.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from generator.diagnostics import SpecError, format_diagnostics
from generator.emit import output
from generator.emit.differences import Difference, difference
from generator.emit.formatting import BrokenTemplate, formatted
from generator.emit.output import Emitted, Entry, Plan, Refusal
from generator.emit.package import package_name
from generator.emit.render import render
from generator.evolve import start
from generator.language import load, read
from generator.language.schema import schema_text
from generator.model import resolve
from generator.model.data import to_data

_OK, _FAILED, _INTERRUPTED = 0, 1, 130
_MOST_PATHS = 50
_MOST_DIFFERENCES = 10
_MOST_CHANGES = 20
_SIGNS = {"create": "+", "replace": "~", "delete": "-"}
_RESTART = (
    "this version writes only the first migration and can't change a database that is in use; "
    "as long as none holds data to keep, delete {folder} "
    "and run make generate && make reset, otherwise take the change back"
)


@dataclass(frozen=True, slots=True)
class _Job:
    """What was asked for, as it was given."""

    spec: str
    out: str
    # What has to be done for it; set once the spec is understood.
    plan: Plan

    def shown(self, path: str) -> str:
        """A file of the output folder as messages name it."""
        return os.path.join(self.out, path) if path else self.out


_LastStep: TypeAlias = Callable[[_Job], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; the exit code says how it went."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    given = _parser().parse_args(arguments)
    try:
        code: int = given.run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python must not write the rest at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _FAILED
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="apiwright", description="A FastAPI application from a spec.", allow_abbrev=False
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    last_steps: tuple[tuple[str, str, _LastStep], ...] = (
        ("generate", "write the application that the spec describes", _generate),
        ("plan", "print what generate would do", _plan),
        ("check", "fail if generate would do anything", _check),
    )
    for name, purpose, last_step in last_steps:
        command = commands.add_parser(name, help=purpose, description=purpose, allow_abbrev=False)
        command.add_argument(
            "--spec", default="resources.yaml", metavar="FILE", help="the spec (%(default)s)"
        )
        command.add_argument(
            "--out", default="generated_app", metavar="DIR", help="the application (%(default)s)"
        )
        command.set_defaults(run=_with(last_step))
    purpose = "print the JSON Schema of specs, for editors"
    commands.add_parser("schema", help=purpose, description=purpose).set_defaults(run=_schema)
    return parser


def _schema(given: argparse.Namespace) -> int:
    print(schema_text(), end="")
    return _OK


def _with(last_step: _LastStep) -> Callable[[argparse.Namespace], int]:
    def run(given: argparse.Namespace) -> int:
        spec, out = str(given.spec), str(given.out)
        try:
            return last_step(_Job(spec, out, _planned(Path(spec), Path(out))))
        except SpecError as problem:
            _complain(format_diagnostics(problem.diagnostics, problem.text).rstrip("\n"))
        except Refusal as problem:
            place = os.path.join(out, problem.path) if problem.path else out
            _complain(_diagnostic(place, problem.code, problem.message, problem.hint))
        except BrokenTemplate as problem:
            place = os.path.join(out, str(problem))
            _complain(f"{place}\n   hint: a mistake of apiwright, not of your spec: report it")
        except BrokenPipeError:
            raise
        except OSError as problem:
            message = (problem.strerror or str(problem)).lower()
            _complain(_diagnostic(_given(problem.filename, out), "E603", message))
        return _FAILED

    return run


def _planned(spec: Path, out: Path) -> Plan:
    package = package_name(out)
    source = load(spec)
    app = resolve(read(source), source)
    files = render(app, package)
    _check_tables(files, out)
    texts = formatted({path: file.text for path, file in files.items()})
    finished = {path: replace(file, text=texts[path]) for path, file in files.items()}
    return output.plan(finished, to_data(app), out)


def _check_tables(files: dict[str, Emitted], out: Path) -> None:
    """Stops where the migrations that are there lead to other tables."""
    text, emitted = output.read(out, start.RECORD), files.get(start.RECORD)
    if text is None or emitted is None:
        return
    try:
        old = start.recorded_tables(text)
    except ValueError:
        hint = "restore it from git"
        raise Refusal("E701", start.RECORD, "this is not what was recorded", hint) from None
    changes = start.table_changes(old, json.loads(emitted.text)["tables"])
    if changes:
        listed = "".join(f"\n   {change}" for change in _bounded(changes, _MOST_CHANGES))
        hint = _RESTART.format(folder=os.path.join(out, os.path.dirname(start.RECORD)))
        raise Refusal("E701", start.RECORD, f"the database would change:{listed}", hint)


def _generate(job: _Job) -> int:
    if job.plan.conflicts:
        return _refuse(job)
    output.apply(job.plan)
    _summarize(job, "created", "replaced", "deleted", "kept")
    _list(f"{_SIGNS[entry.step]} {job.shown(entry.path)}" for entry in _changes(job.plan))
    return _OK


def _plan(job: _Job) -> int:
    _summarize(job, "create", "replace", "delete", "keep")
    changes = _changes(job.plan)
    _list(
        f"{_SIGNS[entry.step]} {job.shown(entry.path)} {_size(_difference(job, entry))}"
        for entry in changes[:_MOST_PATHS]
    )
    if len(changes) > _MOST_PATHS:
        print(f"  … and {len(changes) - _MOST_PATHS} more")
    return _refuse(job) if job.plan.conflicts else _OK


def _check(job: _Job) -> int:
    if job.plan.done:
        print(f"{job.out} is what {job.spec} makes")
        return _OK
    print(f"{job.out} is not what {job.spec} makes:")
    for path in job.plan.leftovers:
        print(f"\nleft behind by a run that was interrupted: {job.shown(path)}")
    changes = _changes(job.plan)
    for entry in changes[:_MOST_DIFFERENCES]:
        print("", *_difference(job, entry).lines, sep="\n")
    if len(changes) > _MOST_DIFFERENCES:
        print()
        _list(job.shown(entry.path) for entry in changes[_MOST_DIFFERENCES:])
    if job.plan.conflicts:
        return _refuse(job)
    print("\nrun make generate and commit what it writes")
    return _FAILED


def _changes(plan: Plan) -> tuple[Entry, ...]:
    """The changed files; the manifest only where nothing else would explain it."""
    if plan.changes or plan.conflicts or plan.manifest.step == "keep":
        return plan.changes
    return (plan.manifest,)


def _summarize(job: _Job, create: str, replace: str, delete: str, keep: str) -> None:
    if job.plan.done:
        print(f"{job.out}: nothing to do")
        return
    count = job.plan.count
    print(
        f"{job.out}: {create} {count('create')}, {replace} {count('replace')}, "
        f"{delete} {count('delete')}, {keep} {count('keep')}"
    )
    if job.plan.leftovers:
        print(f"  {len(job.plan.leftovers)} left behind by a run that was interrupted")


def _refuse(job: _Job) -> int:
    """Every file that is in the way, with what is in it."""
    sys.stdout.flush()
    conflicts = job.plan.conflicts
    for entry in conflicts[:_MOST_DIFFERENCES]:
        lines = _difference(job, entry).lines
        message = _diagnostic(job.shown(entry.path), "E602", entry.reason, entry.hint)
        _complain("\n".join([message, *lines, ""]))
    for entry in conflicts[_MOST_DIFFERENCES:][:_MOST_PATHS]:
        _complain(_diagnostic(job.shown(entry.path), "E602", entry.reason))
    noun = "conflict" if len(conflicts) == 1 else "conflicts"
    _complain(f"{len(conflicts)} {noun}; nothing was written")
    return _FAILED


def _difference(job: _Job, entry: Entry) -> Difference:
    return difference(entry.before, entry.after, job.shown(entry.path))


def _size(change: Difference) -> str:
    return f"(+{change.added} -{change.removed})"


def _diagnostic(place: str, code: str, message: str, hint: str | None = None) -> str:
    return f"{place}: {code} {message}" + (f"\n   hint: {hint}" if hint else "")


def _given(filename: object, out: str) -> str:
    """A path of the system's as the user gave it."""
    path, root = str(filename or out), os.path.realpath(out)
    return os.path.normpath(os.path.join(out, os.path.relpath(path, root)))


def _list(lines: Iterable[str]) -> None:
    for line in _bounded([*lines], _MOST_PATHS):
        print(f"  {line}")


def _bounded(lines: Sequence[str], most: int) -> list[str]:
    left = len(lines) - most
    return [*lines[:most], *([f"… and {left} more"] if left > 0 else [])]


def _complain(text: str) -> None:
    print(text, file=sys.stderr)
