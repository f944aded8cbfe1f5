"""What the commands do.

`generate`, `plan` and `check` are one function with a different last step.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

from generator import settled
from generator.arguments import FAILED, FORMATS, OK
from generator.diagnostics import DataPath, Diagnostics, SpecError, format_diagnostics
from generator.emit import output
from generator.emit.differences import Difference, difference
from generator.emit.formatting import BrokenTemplate, formatted
from generator.emit.manifest import Contract, read_contract
from generator.emit.output import Emitted, Entry, Plan, Refusal
from generator.emit.package import package_name
from generator.emit.render import render
from generator.evolve import changelog, report
from generator.evolve.against import read_at
from generator.evolve.database.revisions import (
    FOLDER,
    START,
    Revision,
    revisions,
    start_revision,
)
from generator.evolve.evolution import Baseline, Evolution, evolve
from generator.evolve.history import History, link, read_history, read_record, record_text
from generator.explain import explained
from generator.language import Source, load, read
from generator.language.schema import schema_text
from generator.model import resolve
from generator.model.app import App
from generator.model.data import to_data
from generator.model.intents import Intents
from generator.model.resolve import resolve_intents

_MOST_PATHS = 50
_MOST_DIFFERENCES = 10
_FORMATS = dict(zip(FORMATS, (report.as_text, report.as_markdown, report.as_json), strict=True))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A spec, understood."""

    source: Source
    app: App
    intents: Intents


@dataclass(frozen=True, slots=True)
class _Job:
    """What was asked for, as it was given."""

    spec: str
    out: str
    # The revision of git to compare with, instead of what is there.
    against: str | None
    # What has to be done for it; set once the spec is understood.
    plan: Plan
    wanted: _Wanted
    evolution: Evolution
    # Those that would be written.
    revisions: tuple[Revision, ...]

    def shown(self, path: str) -> str:
        """A file of the output folder as messages name it."""
        return os.path.join(self.out, path) if path else self.out

    def at(self, place: DataPath) -> str:
        """A place in the spec as messages name it."""
        span = self.wanted.source.locate(place, "key")
        return f"{self.spec}:{span.line}:{span.column}"


_Command: TypeAlias = Callable[[argparse.Namespace], int]
_LastStep: TypeAlias = Callable[[_Job, argparse.Namespace], int]


def _explain(given: argparse.Namespace) -> int:
    spec = str(given.spec)
    try:
        wanted = _understood(spec)
    except SpecError as problem:
        _complain(_mistakes(problem))
        return FAILED

    def line(place: DataPath) -> str:
        return f"{spec}:{wanted.source.locate(place, 'key').line}"

    print(explained(wanted.app, line), end="")
    return OK


def _schema(given: argparse.Namespace) -> int:
    print(schema_text(), end="")
    return OK


def _with(last_step: _LastStep) -> _Command:
    def run(given: argparse.Namespace) -> int:
        spec, out = str(given.spec), str(given.out)
        try:
            return last_step(_job(spec, out, given.against or None), given)
        except SpecError as problem:
            _complain(_mistakes(problem))
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
        return FAILED

    return run


def _job(spec: str, out: str, against: str | None) -> _Job:
    folder = Path(out)
    package = package_name(folder)
    wanted = _understood(spec)
    app = wanted.app
    scripts = output.scripts(folder, FOLDER)
    history = read_history(output.read(folder, output.RECORD), scripts, out)
    contract = read_contract(output.read(folder, output.MANIFEST))
    today = date.today().isoformat()
    evolution = evolve(_baseline(history, contract), app, wanted.intents, today)
    new = () if history is None else tuple(_revisions(evolution, history))
    contract = _next_contract(contract, evolution, app)
    files = _files(app, package, new, contract, start=history is None)
    files |= {f"{FOLDER}/{file}": Emitted(text, "migration") for file, text in scripts.items()}
    record = _record(files, history, new, app, evolution.tables_done)
    files[output.RECORD] = Emitted(record, "generated")
    plan = output.plan(files, contract, folder)
    if against is not None:
        evolution = evolve(_baseline_at(against, folder), app, wanted.intents, today)
        new = tuple(revisions(evolution.steps, "", 1))
    return _Job(spec, out, against, plan, wanted, evolution, new)


def _understood(spec: str) -> _Wanted:
    source = load(Path(spec))
    document = read(source)
    app = resolve(document, source)
    return _Wanted(source, app, resolve_intents(document, source, app))


def _revisions(evolution: Evolution, history: History) -> list[Revision]:
    return revisions(evolution.steps, history.head, len(history.links) + 1)


def _next_contract(contract: Contract, evolution: Evolution, app: App) -> Contract:
    """What clients know after this run."""
    changes = contract.changes
    if evolution.for_clients:
        changes = (*changes, changelog.entry(app, evolution.for_clients))
    return Contract(to_data(app), changes, evolution.contract_done)


def _files(
    app: App, package: str, new: Sequence[Revision], contract: Contract, *, start: bool
) -> dict[str, Emitted]:
    """Everything that is written anew, in its format."""
    files = render(app, package)
    files[changelog.PAGE] = Emitted(changelog.page(app, contract.changes), "generated")
    if start:
        files[f"{FOLDER}/{START}"] = Emitted(start_revision(app.tables), "migration")
    for revision in new:
        files[f"{FOLDER}/{revision.file}"] = Emitted(revision.text(), "migration")
    texts = formatted({path: file.text for path, file in files.items()})
    return {path: replace(file, text=texts[path]) for path, file in files.items()}


def _record(
    files: dict[str, Emitted],
    history: History | None,
    new: Sequence[Revision],
    app: App,
    renamed: Sequence[str],
) -> str:
    """The chain with what is new at its end, and the tables that it leads to."""
    links = () if history is None else history.links
    added = [START] if history is None else [revision.file for revision in new]
    for file in added:
        links = (*links, link(links, file, files[f"{FOLDER}/{file}"].text))
    referred = () if history is None else history.referred
    return record_text(links, app.tables, renamed, referred)


def _baseline(history: History | None, contract: Contract) -> Baseline:
    """What the folder holds."""
    tables, renamed = (None, ()) if history is None else (history.tables, history.renamed)
    return Baseline(tables, contract.model, renamed, contract.renamed)


def _baseline_at(revision: str, out: Path) -> Baseline:
    """What the folder held at a revision of git."""
    record, manifest = (read_at(revision, out, path) for path in (output.RECORD, output.MANIFEST))
    if record is None and manifest is None:
        message = f"there is no application of the generator at '{revision}'"
        raise Refusal("E706", "", message, "name a revision that has this folder")
    tables, renamed = (None, ()) if record is None else read_record(record)
    contract = read_contract(manifest)
    return Baseline(tables, contract.model, renamed, contract.renamed)


def _generate(job: _Job, given: argparse.Namespace) -> int:
    _refuse_problems(job)
    if job.plan.conflicts:
        return _refuse(job)
    output.apply(job.plan)
    _summarize(job, "created", "replaced", "deleted", "kept")
    _list(f"{report.SIGNS[entry.step]} {job.shown(entry.path)}" for entry in _changes(job.plan))
    print(report.as_text(replace(_report(job), files=())), end="")
    _remember(job, given.seen)
    return OK


def _remember(job: _Job, before: settled.Seen | None) -> None:
    """The next run has nothing to do, if nothing but this one changed anything meanwhile.

    Of what a spec says of the past, runs tell again and again.
    """
    if before is None or job.wanted.intents != Intents():
        return
    plan = job.plan
    written = {entry.path: entry.after for entry in (*plan.changes, plan.manifest)}
    wanted = before.after({**written, **dict.fromkeys(plan.leftovers)})
    if settled.seen(job.spec, job.out) == wanted:
        settled.remember(wanted)


def _plan(job: _Job, given: argparse.Namespace) -> int:
    if given.format == "text":
        _summarize(job, "create", "replace", "delete", "keep")
    print(_FORMATS[given.format](_report(job)), end="")
    if given.format == "text":
        _refuse_problems(job)
    if job.plan.conflicts:
        return _refuse(job)
    return FAILED if job.evolution.problems else OK


def _check(job: _Job, given: argparse.Namespace) -> int:
    _refuse_problems(job)
    if job.plan.done:
        print(f"{job.out} is what {job.spec} makes")
        return OK
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
    return FAILED


def _report(job: _Job) -> report.Report:
    files = []
    for entry in () if job.against else _changes(job.plan):
        change = _difference(job, entry)
        path = job.shown(entry.path)
        files.append(report.FileChange(path, entry.step, change.added, change.removed))
    return report.Report(
        spec=job.spec,
        out=job.out,
        evolution=job.evolution,
        intents=job.wanted.intents,
        revisions=job.revisions,
        files=tuple(files),
        problems=tuple(
            f"{job.at(problem.place)}: {problem.code} {problem.message}"
            + (f"; {problem.hint}" if problem.hint else "")
            for problem in job.evolution.problems
        ),
        notes=tuple(f"{job.at(note.place)}: {note.text}" for note in job.evolution.notes),
        against=job.against,
    )


def _refuse_problems(job: _Job) -> None:
    """What the spec has to say first, at the places where it has to say it."""
    source = job.wanted.source
    diagnostics = Diagnostics(source)
    for problem in job.evolution.problems:
        diagnostics.error(
            problem.code, problem.message, problem.place, hint=problem.hint or None, of="key"
        )
    if diagnostics.errors:
        sys.stdout.flush()
        raise SpecError(diagnostics.errors, source.text)


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
    return FAILED


def _difference(job: _Job, entry: Entry) -> Difference:
    return difference(entry.before, entry.after, job.shown(entry.path))


def _mistakes(problem: SpecError) -> str:
    return format_diagnostics(problem.diagnostics, problem.text).rstrip("\n")


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


COMMANDS: Mapping[str, _Command] = {
    "generate": _with(_generate),
    "plan": _with(_plan),
    "check": _with(_check),
    "explain": _explain,
    "schema": _schema,
}
