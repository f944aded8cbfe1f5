"""A spec that changes, and what the generator says and does about it."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from generator import cli
from generator.evolve.evolution import Baseline, Evolution, evolve
from generator.language import Source, read
from generator.language.loader import parse
from generator.model import resolve
from generator.model.app import App
from generator.model.data import to_data
from generator.model.intents import Intents
from generator.model.resolve import resolve_intents

SPEC, APP = "resources.yaml", "app"
_FILES = re.compile(rf"^Files\n(  [+~-] {APP}/.*\n)*", re.MULTILINE)


class Project:
    """A folder with a spec and its application, and the commands, run in the folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.spec = folder / SPEC
        self._versions = folder / APP / "migrations/versions"
        self._capsys = capsys

    def run(self, *arguments: str) -> tuple[int, str]:
        """The exit code of a command, and all that it prints."""
        self._capsys.readouterr()
        code = cli.main([*arguments, "--spec", SPEC, "--out", APP])
        printed = self._capsys.readouterr()
        return code, printed.out + printed.err

    def generate(self, spec: str) -> str:
        """What is printed when the spec is that."""
        self.spec.write_text(spec, encoding="utf-8")
        code, shown = self.run("generate")
        assert code == 0, shown
        return shown

    def plan(self) -> dict[str, Any]:
        """The plan as data."""
        _, printed = self.run("plan", "--format", "json")
        return dict(json.loads(printed))

    def consent(self, plan: Mapping[str, Any] | None = None) -> None:
        """Write into the spec whatever consent the plan asks for."""
        for change in (plan or self.plan())["changes"]:
            if change["consent"] and not change["consent"]["given"]:
                add_consent(self.spec, change["consent"]["place"], change["consent"]["words"])

    def revisions(self) -> dict[str, str]:
        """The migrations by the names of their files, but for the first."""
        files = sorted(self._versions.glob("0*.py"))
        assert files
        return {file.name: file.read_text(encoding="utf-8") for file in files[1:]}


def add_consent(spec: Path, place: Sequence[str], words: str) -> None:
    """Write words of consent at a place of a spec."""
    yaml = YAML()
    data = yaml.load(spec)
    at = data
    for key in place:
        at = at[key]
    at.setdefault("consent", []).append(words)
    yaml.dump(data, spec)


def without_files(report: str) -> str:
    """A report without what it counts: files and their lines are another test's."""
    summary, _, rest = report.partition("\n")
    assert summary.startswith(f"{APP}: ")
    return _FILES.sub("", rest).strip("\n") + "\n"


def understood(spec: str) -> tuple[App, Intents, Source]:
    """What a spec says."""
    source = parse(spec, SPEC)
    document = read(source)
    app = resolve(document, source)
    return app, resolve_intents(document, source, app), source


def evolution(before: str, after: str) -> Evolution:
    """What follows when one spec becomes another."""
    old, (new, intents, _) = understood(before)[0], understood(after)
    return evolve(Baseline(old.tables, to_data(old)), new, intents, "2026-11-21")


def edited(text: str, edits: Mapping[str, str]) -> str:
    """A text with some of its parts replaced at once, each of which is there once."""
    for old in edits:
        assert text.count(old) == 1, old
    return re.sub("|".join(map(re.escape, edits)), lambda found: edits[found[0]], text)
