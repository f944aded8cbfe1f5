"""Every rule has a case: a folder with two specs, and what the step from one to the other makes.

`report.txt` is the plan, without the list of files; where consent is missing, with the words to
add. `revisions/` are the migrations, once consent is given. `UPDATE_SNAPSHOTS=1` writes both anew.
"""

import os
import shutil
from pathlib import Path

import pytest

from generator.evolve.rules import RULES
from tests.evolving import Project, without_files

HERE = Path(__file__).parent
CASES = sorted(folder for folder in HERE.iterdir() if (folder / "before.yaml").exists())


def rule_of(case: Path) -> str:
    """The name of the folder begins with its rule; what follows tells several apart."""
    return case.name.partition("-")[0]


def test_every_rule_has_a_case() -> None:
    # What can't be read has no spec before: test_words.py tries it.
    assert {rule_of(case) for case in CASES} == set(RULES) - {"unknown_contract"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(
    case: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    project, rule = Project(tmp_path, capsys), RULES[rule_of(case)]
    project.generate((case / "before.yaml").read_text(encoding="utf-8"))
    shutil.copy(case / "after.yaml", project.spec)
    code, shown = project.run("plan")
    plan = project.plan()
    assert code == (1 if plan["problems"] else 0)
    report, revisions = without_files(shown), {}
    found = [change for change in plan["changes"] if change["rule"] == rule.id]
    assert found
    for change in found:
        judged = (change["class"], change["database"], change["clients"])
        assert judged == (rule.judged, rule.database, rule.clients)
    project.consent(plan)
    code, shown = project.run("generate")
    if rule.judged == "refused":
        assert (code, project.revisions()) == (1, {}), shown
    else:
        assert code == 0, shown
        revisions = project.revisions()
        code, shown = project.run("check")
        assert code == 0, shown
    if os.environ.get("UPDATE_SNAPSHOTS"):
        write(case, report, revisions)
    assert report == (case / "report.txt").read_text(encoding="utf-8")
    expected = sorted((case / "revisions").glob("*.py"))
    assert revisions == {file.name: file.read_text(encoding="utf-8") for file in expected}


def write(case: Path, report: str, revisions: dict[str, str]) -> None:
    (case / "report.txt").write_text(report, encoding="utf-8")
    folder = case / "revisions"
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in revisions.items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
