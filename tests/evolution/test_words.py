"""What the spec says of the past: `was`, `backfill` and `consent`, and when they count."""

from pathlib import Path

import pytest

from generator.evolve.evolution import Baseline, Evolution, evolve
from tests.evolving import Project, edited, evolution, understood

BASE = """\
spec: 1
api: {title: Notes, version: "1"}
resources:
  Note:
    owner: user_id
    fields:
      id: {type: uuid, key: true}
      a: {type: text}
      b: {type: int}
  Tag:
    owner: user_id
    fields:
      id: {type: uuid, key: true}
      name: {type: text}
"""
TAG = BASE[BASE.index("  Tag:") :]


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Project:
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path, capsys)


def after(*edits: tuple[str, str]) -> Evolution:
    return evolution(BASE, edited(BASE, dict(edits)))


def rules(found: Evolution) -> list[tuple[str, str]]:
    return sorted((change.rule, change.subject) for change in found.changes)


def codes(found: Evolution) -> list[str]:
    return [problem.code for problem in found.problems]


def sql(found: Evolution) -> list[object]:
    return [work for step in found.steps for work in step.up]


# A drop and an add that may be a rename.


def test_a_drop_and_an_add_of_one_type_print_both_readings() -> None:
    [problem] = after(("a: {type: text}", "c: {type: text}")).problems
    assert problem.code == "E702"
    assert problem.hint == (
        "add `consent: [remove_field a]` to the resource Note; "
        "or if it is only called something else now, add `was: a` to c"
    )


def test_several_fields_may_be_meant() -> None:
    [problem] = after(("a: {type: text}", "c: {type: text}\n      d: {type: string}")).problems
    assert problem.hint.endswith("add `was: a` to c or d")


def test_fields_of_other_types_are_not_meant() -> None:
    [problem] = after(("a: {type: text}", "c: {type: bool}")).problems
    assert "was" not in problem.hint


def test_a_resource_may_be_called_otherwise_too() -> None:
    [problem] = after(("  Tag:", "  Mark:")).problems
    assert problem.hint == (
        "add `consent: [remove_resource Tag]` to api; "
        "or if it is only called something else now, add `was: Tag` to Mark"
    )


def test_a_value_may_be_called_otherwise_too() -> None:
    before = edited(BASE, {"a: {type: text}": "a: {type: enum, values: [low, top]}"})
    [problem] = evolution(before, edited(before, {"low, top": "low, high, urgent"})).problems
    assert problem.hint == (
        "add `consent: [remove_value top]` to the field a of Note; or if it is only called "
        "something else now, add `was: {values: {top: high or urgent}}`"
    )


def test_a_hint_that_stands_alone_is_no_alternative() -> None:
    later = {"a: {type: text}\n      b: {type: int}": "c: {type: text}\n      d: {type: int}"}
    first, second = evolution(BASE, edited(BASE, later)).problems
    assert first.hint.startswith("add `consent: [remove_field a, remove_field b]`")
    assert second.hint == "if it is only called something else now, add `was: b` to d"


# Words that don't count.


@pytest.mark.parametrize(
    ("edit", "note"),
    [
        (
            ("name: {type: text}", "name: {type: text, consent: [require_field]}"),
            "resources.yaml:14:7: the consent to 'require_field' applies to nothing: remove it",
        ),
        (
            ("  Tag:", "  Tag:\n    consent: [remove_field color]"),
            "resources.yaml:10:3: the consent to 'remove_field color' applies to nothing: "
            "remove it",
        ),
        (
            ("api: {", "api: {consent: [remove_resource Mark], "),
            "resources.yaml:2:1: the consent to 'remove_resource Mark' applies to nothing: "
            "remove it",
        ),
        (
            ("name: {type: text}", "name: {type: text, was: title}"),
            "resources.yaml:14:26: `was: title` has been done: remove it when "
            "nothing older is compared with",
        ),
        (
            ("  Tag:", "  Tag:\n    was: Mark"),
            "resources.yaml:11:5: `was: Mark` has been done: remove it when "
            "nothing older is compared with",
        ),
        (
            ("name: {type: text}", 'name: {type: text, backfill: "-"}'),
            "resources.yaml:14:26: `backfill` applies to nothing: remove it",
        ),
    ],
    ids=["consent of field", "of resource", "of api", "was of field", "of resource", "backfill"],
)
def test_what_is_over_is_noted_with_its_place(
    project: Project, edit: tuple[str, str], note: str
) -> None:
    project.generate(BASE)
    shown = project.generate(edited(BASE, dict([edit])))
    assert note in project.plan()["notes"]
    assert f"Notes\n  {note}\n" in shown
    assert project.revisions() == {}


def test_words_of_no_rule_are_refused_with_what_may_be_meant(project: Project) -> None:
    project.generate(BASE)
    spec = edited(BASE, {"name: {type: text}": "name: {type: text, consent: [requir_field]}"})
    project.spec.write_text(spec, encoding="utf-8")
    code, shown = project.run("generate")
    assert code == 1
    assert shown == (
        "resources.yaml:14:26: E705 no change is called 'requir_field'\n"
        "   14 |       name: {type: text, consent: [requir_field]}\n"
        "      |                          ^^^^^^^\n"
        "   hint: did you mean 'require_field'?\n"
        "\n1 error\n"
    )


REQUIRED = ("name: {type: text}", "name: {type: text, required: true}")


@pytest.mark.parametrize(
    "edit",
    [
        ("api: {", "api: {consent: [require_field], "),
        ("  Tag:", "  Tag:\n    consent: [require_field]"),
        ("a: {type: text}", "a: {type: text, consent: [require_field]}"),
        ("  Tag:", "  Tag:\n    consent: [require_field name]"),
    ],
    ids=["api", "resource", "another field", "other words"],
)
def test_consent_elsewhere_does_not_count(edit: tuple[str, str]) -> None:
    found = after(REQUIRED, edit)
    assert codes(found) == ["E702"]
    assert [note.text.partition(" applies")[2] for note in found.notes] == [
        " to nothing: remove it"
    ]


def test_consent_to_another_bound_does_not_count() -> None:
    old = edited(BASE, {"b: {type: int}": "b: {type: int, max: 9}"})
    for bound, missing in ((5, []), (4, ["E702"])):
        new = edited(
            BASE, {"b: {type: int}": f"b: {{type: int, max: {bound}, consent: [tighten_max 5]}}"}
        )
        assert codes(evolution(old, new)) == missing


# Renames that get into each other's way.


def test_a_chain_of_fields() -> None:
    found = after(
        ("a: {type: text}", "b: {type: text, was: a}"), ("b: {type: int}", "c: {type: int, was: b}")
    )
    assert rules(found) == [("rename_field", "Note.b"), ("rename_field", "Note.c")]
    assert sql(found)[:2] == [
        "ALTER TABLE notes RENAME COLUMN b TO c",
        "ALTER TABLE notes RENAME COLUMN a TO b",
    ]


def test_a_circle_of_fields() -> None:
    found = after(
        ("a: {type: text}", "b: {type: text, was: a}"), ("b: {type: int}", "a: {type: int, was: b}")
    )
    assert rules(found) == [("rename_field", "Note.a"), ("rename_field", "Note.b")]
    assert sql(found)[:3] == [
        "ALTER TABLE notes RENAME COLUMN b TO aside_1",
        "ALTER TABLE notes RENAME COLUMN a TO b",
        "ALTER TABLE notes RENAME COLUMN aside_1 TO a",
    ]


def test_a_chain_of_resources() -> None:
    note, tag = "  Note:\n", "  Tag:\n"
    found = after((note, "  Tag:\n    was: Note\n"), (tag, "  Mark:\n    was: Tag\n"))
    renames = [change for change in found.changes if change.rule == "rename_resource"]
    assert [(change.subject, change.detail) for change in renames] == [
        ("Tag", ("Note",)),
        ("Mark", ("Tag",)),
    ]
    assert sql(found)[:2] == [
        "ALTER TABLE tags RENAME TO marks",
        "ALTER TABLE notes RENAME TO tags",
    ]


def test_a_circle_of_resources() -> None:
    note, tag = "  Note:\n", "  Tag:\n"
    found = after((note, "  Tag:\n    was: Note\n"), (tag, "  Note:\n    was: Tag\n"))
    assert {rule for rule, _ in rules(found)} == {"rename_resource", "move_path"}
    assert sql(found)[:3] == [
        "ALTER TABLE tags RENAME TO aside_1",
        "ALTER TABLE notes RENAME TO tags",
        "ALTER TABLE aside_1 RENAME TO notes",
    ]


@pytest.mark.parametrize(
    "edits",
    [
        {"a: {type: text}": "c: {type: text, was: a}"},
        {"  Tag:\n": "  Mark:\n    was: Tag\n"},
        {"a: {type: text}": "b: {type: text, was: a}", "b: {type: int}": "c: {type: int, was: b}"},
        {"  Note:\n": "  Tag:\n    was: Note\n", "  Tag:\n": "  Mark:\n    was: Tag\n"},
    ],
    ids=["field", "resource", "chain of fields", "chain of resources"],
)
def test_a_rename_is_done_once(project: Project, edits: dict[str, str]) -> None:
    project.generate(BASE)
    project.spec.write_text(edited(BASE, edits), encoding="utf-8")
    project.consent()
    project.generate(project.spec.read_text(encoding="utf-8"))
    revisions = project.revisions()
    code, shown = project.run("generate")
    assert (code, shown.splitlines()[0]) == (0, "app: nothing to do")
    assert "applies to nothing: remove it" in shown
    assert "has been done: remove it" in shown
    assert project.revisions() == revisions


def test_a_circle_is_done_once(project: Project) -> None:
    project.generate(BASE)
    circle = {
        "a: {type: text}": "b: {type: text, was: a}",
        "b: {type: int}": "a: {type: int, was: b}",
    }
    project.spec.write_text(edited(BASE, circle), encoding="utf-8")
    project.consent()
    project.generate(project.spec.read_text(encoding="utf-8"))
    assert project.run("generate")[1].startswith("app: nothing to do")


def test_a_name_that_is_taken_must_be_free_first() -> None:
    found = after(("      a: {type: text}\n      b: {type: int}", "      b: {type: text, was: a}"))
    [problem] = found.problems
    assert (problem.code, problem.place) == ("E704", ("resources", "Note", "fields", "b"))
    assert problem.hint == (
        "there is a 'b' already: remove it first, in a run of its own, and rename then"
    )
    assert found.steps == ()


def test_so_must_that_of_a_resource() -> None:
    note = BASE[BASE.index("  Note:") : BASE.index("  Tag:")]
    found = after((note, ""), ("  Tag:\n", "  Note:\n    was: Tag\n"))
    assert "E704" in codes(found)
    assert found.steps == ()


def test_a_required_reference_of_rows_that_are_there_needs_rows_to_refer_to() -> None:
    added = "b: {type: int}\n      tag_id: {type: ref, to: Tag, on_delete: cascade, required: true}"
    found = after(("b: {type: int}", added))
    assert ("add_required_field", "Note.tag_id") in rules(found)
    needed = next(problem for problem in found.problems if problem.code == "E703")
    assert needed.hint == (
        "rows that are there refer to nothing yet: add the field without `required`, give each row "
        "a value, and require it then"
    )
    assert found.steps == ()


# Several changes at once.


def test_two_changes_of_one_field_ask_for_two_consents_at_once() -> None:
    found = after(("b: {type: int}", "b: {type: int, required: true, min: 1}"))
    assert rules(found) == [("require_field", "Note.b"), ("tighten_min", "Note.b")]
    hints = {problem.hint for problem in found.problems}
    assert hints == {"add `consent: [require_field, tighten_min 1]` to the field b of Note", ""}
    assert codes(found) == ["E702", "E702"]
    consent = "b: {type: int, required: true, min: 1, consent: [require_field, tighten_min 1]}"
    assert codes(after(("b: {type: int}", consent))) == []


def test_a_field_is_renamed_and_becomes_another() -> None:
    found = after(("b: {type: int}", "c: {type: bigint, required: true, was: b, backfill: 1}"))
    assert rules(found) == [
        ("rename_field", "Note.c"),
        ("require_field", "Note.c"),
        ("widen_type_as_text", "Note.c"),
    ]
    assert found.notes == ()


# Without knowing what clients knew.


def test_what_loses_data_asks_for_consent_even_if_the_contract_is_unknown() -> None:
    old, (new, intents, _) = (
        understood(BASE)[0],
        understood(edited(BASE, {TAG: "", "b: {type: int}": "c: {type: bool}"})),
    )
    found = evolve(Baseline(old.tables, {"of": "another time"}), new, intents, "2026-11-21")
    assert found.contract_unknown
    assert sorted(rules(found)) == [
        ("add_field", "Note.c"),
        ("remove_field", "Note.b"),
        ("remove_resource", "Tag"),
        ("unknown_contract", "the API"),
    ]
    assert codes(found) == ["E702", "E702", "E702"]


def test_the_plan_says_that_the_contract_is_unknown(project: Project, tmp_path: Path) -> None:
    project.generate(BASE)
    manifest = tmp_path / "app/.generated.json"
    text = manifest.read_text(encoding="utf-8")
    assert text.count('"title": "Notes"') == 1
    manifest.write_text(text.replace('"title": "Notes"', '"named": "Notes"'), encoding="utf-8")
    project.spec.write_text(edited(BASE, {"      b: {type: int}\n": ""}), encoding="utf-8")
    code, shown = project.run("plan")
    assert code == 1
    assert "What clients knew can't be read: changes for them are not judged." in shown
    assert "add `consent: [remove_field b]` to the resource Note" in shown
