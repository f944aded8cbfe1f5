"""The plan as a reviewer reads it: as text, as Markdown for a pull request, as data."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from generator.diagnostics import DataPath
from generator.emit.output import Step
from generator.evolve.changes import Change
from generator.evolve.consent import is_consented
from generator.evolve.database.revisions import FOLDER, Revision
from generator.evolve.evolution import Evolution
from generator.model.data import JSON
from generator.model.intents import Intents

_PARTS = {
    "expand": "the version before goes on working",
    "contract": "once the version before is gone",
}
SIGNS: Mapping[Step, str] = {"create": "+", "replace": "~", "delete": "-"}
_ABRUPT = "the version before fails on what changes here until it is replaced"


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that would be written or deleted."""

    path: str
    step: Step
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a plan tells."""

    spec: str
    out: str
    evolution: Evolution
    intents: Intents
    revisions: tuple[Revision, ...]
    files: tuple[FileChange, ...]
    # A line for each problem and each note, with its place in the spec.
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    # What it is compared with, if not with what is there.
    against: str | None = field(default=None)


def as_text(report: Report) -> str:
    """For the terminal."""
    parts = (*_changes(report), *_migrations(report), *_files(report), *_notes(report))
    return "".join(f"{line}\n" for line in parts)


def as_markdown(report: Report) -> str:
    """For a pull request."""
    return "\n".join(_markdown(report)) + "\n"


def as_json(report: Report) -> str:
    """For programs."""
    evolution = report.evolution
    data: dict[str, JSON] = {
        "spec": report.spec,
        "out": report.out,
        "against": report.against,
        "changes": [_change_data(change, report.intents) for change in evolution.changes],
        "revisions": [_revision_data(revision) for revision in report.revisions],
        "files": [
            {"path": item.path, "step": item.step, "added": item.added, "removed": item.removed}
            for item in report.files
        ],
        "problems": [
            {
                "code": problem.code,
                "message": problem.message,
                "place": _place(problem.place),
                "hint": problem.hint,
            }
            for problem in evolution.problems
        ],
        "notes": [*report.notes],
        "contract_unknown": evolution.contract_unknown,
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _change_data(change: Change, intents: Intents) -> JSON:
    consent: JSON = None
    if change.needs_consent:
        given = is_consented(change, intents)
        consent = {"place": _place(change.place), "words": change.words, "given": given}
    return {
        "rule": change.rule,
        "class": change.judged,
        "database": change.kind.database,
        "clients": change.kind.clients,
        "subject": change.subject,
        "text": change.text,
        "effects": [
            {"operations": [*effect.operations], "text": effect.text} for effect in change.effects
        ],
        "consent": consent,
    }


def _revision_data(revision: Revision) -> JSON:
    return {
        "id": revision.id,
        "file": f"{FOLDER}/{revision.file}",
        "part": revision.part,
        "transaction": not revision.alone,
        "steps": [
            {
                "table": str(step.table.name),
                "text": step.text,
                "class": step.judged,
                "lock": step.lock,
                "lost": step.lost,
            }
            for step in revision.steps
        ],
        "checks": [{"what": what, "query": query} for what, query in revision.checks],
    }


def _place(place: DataPath) -> list[JSON]:
    return [*place]


# Text


def _changes(report: Report) -> Iterator[str]:
    if report.evolution.contract_unknown:
        yield "What clients knew can't be read: changes for them are not judged."
    visible = [change for change in report.evolution.changes if change.rule != "document"]
    if not visible:
        return
    yield "\nChanges"
    for change in visible:
        yield f"  {change.judged:<9} {change.subject}: {change.text}"
        yield from (f"            {line}" for line in _details(change, report.intents))


def _details(change: Change, intents: Intents) -> Iterator[str]:
    database, clients = change.kind.database, change.kind.clients
    if database and clients and database != clients:
        yield f"for the database {database}, for clients {clients}"
    for effect in change.effects:
        operations = ", ".join(effect.operations)
        yield f"{operations}: {effect.text}" if operations else effect.text
    if change.needs_consent:
        given = "given" if is_consented(change, intents) else "missing"
        yield f"consent {given}: {change.words}"


def _migrations(report: Report) -> Iterator[str]:
    if not report.revisions:
        return
    yield "\nMigrations"
    for revision in report.revisions:
        yield f"  {revision.file}: {revision.part}, {_when(revision)}"
        for step in revision.told:
            yield f"    {step.table.name}: {step.text} ({step.judged}; {step.lock})"
        for step in revision.steps:
            if step.lost is not None:
                yield f"    rows that lose something: {step.lost}"
        for what, query in revision.checks:
            yield f"    stops if there are {what}: {query}"


def _when(revision: Revision) -> str:
    return _ABRUPT if revision.abrupt else _PARTS[revision.part]


def _files(report: Report) -> Iterator[str]:
    if report.files:
        yield "\nFiles"
    for item in report.files:
        yield f"  {SIGNS[item.step]} {item.path} (+{item.added} -{item.removed})"


def _notes(report: Report) -> Iterator[str]:
    if report.notes:
        yield "\nNotes"
        yield from (f"  {note}" for note in report.notes)


# Markdown


def _markdown(report: Report) -> Iterator[str]:
    compared = f" against `{report.against}`" if report.against else ""
    yield f"## What `{report.spec}` changes{compared}"
    visible = [change for change in report.evolution.changes if change.rule != "document"]
    if visible:
        yield "\n| class | change | clients notice | consent |\n| --- | --- | --- | --- |"
        yield from (_row(change, report.intents) for change in visible)
    else:
        yield "\nNothing, for the database and for clients."
    if report.revisions:
        yield "\n### Migrations\n"
        for revision in report.revisions:
            yield f"- `{revision.file}` ({revision.part}: {_when(revision)})"
            yield from (
                f"  - {_cell(f'{step.table.name}: {step.text}')} ({step.judged}; {step.lock})"
                for step in revision.told
            )
            yield from (
                f"  - rows that lose something: `{step.lost}`"
                for step in revision.steps
                if step.lost is not None
            )
            yield from (
                f"  - stops if there are {_cell(what)}: `{query}`"
                for what, query in revision.checks
            )
    if report.problems:
        yield "\n### Missing in the spec\n"
        yield from (f"- {_cell(problem)}" for problem in report.problems)
    if report.notes:
        yield "\n### Notes\n"
        yield from (f"- {_cell(note)}" for note in report.notes)
    if report.files:
        yield f"\n<details><summary>{len(report.files)} files</summary>\n"
        yield from (
            f"- {item.step} `{item.path}` (+{item.added} -{item.removed})" for item in report.files
        )
        yield "\n</details>"


def _row(change: Change, intents: Intents) -> str:
    effects = "<br>".join(_cell(text) for text in _effects(change)) or "nothing"
    consent = ""
    if change.needs_consent:
        consent = f"`{change.words}` " + ("given" if is_consented(change, intents) else "missing")
    what = _cell(f"{change.subject}: {change.text}")
    return f"| {change.judged} | {what} | {effects} | {_cell(consent)} |"


def _effects(change: Change) -> Iterable[str]:
    for effect in change.effects:
        operations = ", ".join(f"`{operation}`" for operation in effect.operations)
        yield f"{operations}: {effect.text}" if operations else effect.text


def _cell(text: str) -> str:
    """Text of the spec in Markdown: nothing in it ends the cell or becomes HTML."""
    line = " ".join(text.split())
    return line.replace("|", "\\|").replace("<", "&lt;")
