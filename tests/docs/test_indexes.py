"""What docs/indexes.md shows is what the command prints."""

from pathlib import Path

import pytest

from generator import cli
from tests.documents import blocks, commands, matches
from tests.generating import ROOT

PAGE = ROOT / "docs/indexes.md"


def test_the_page_shows_what_is_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [(command, shown)] = [pair for _, block in blocks(PAGE) for pair in commands(block)]
    assert command == "make explain"
    monkeypatch.chdir(ROOT / "tests/specs")
    assert cli.main(["explain", "--spec", "projects.yaml"]) == 0
    printed = capsys.readouterr().out.replace("projects.yaml:", "resources.yaml:")
    assert matches(shown, printed), printed


def test_what_is_unique_has_an_index(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT / "tests/specs")
    assert cli.main(["explain", "--spec", "unique.yaml"]) == 0
    printed = capsys.readouterr().out
    for shown in (
        "  uq_articles_user_id_slug (user_id, slug)\n"
        "    unique.yaml:10  unique\n"
        "    unique.yaml:22  filter slug\n"
        "    unique.yaml:22  filter slug__in\n",
        '  uq_articles_user_id_lane_position (user_id, lane, "position")\n'
        "    unique.yaml:20  unique\n"
        "    unique.yaml:24  filter lane\n",
    ):
        assert shown in printed, printed


def test_a_sort_that_ends_with_the_key_has_the_index_of_its_fields(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    spec = tmp_path / "resources.yaml"
    spec.write_text(
        "spec: 1\n"
        'api: {title: Cities, version: "1"}\n'
        "resources:\n"
        "  City:\n"
        "    owner: user_id\n"
        "    fields:\n"
        "      id:    {type: int, key: true}\n"
        "      level: {type: date, required: true}\n"
        "    filters: {level: [eq]}\n"
        "    sort: {keys: {both: [level, id], level: -level}, default: both}\n",
        encoding="utf-8",
    )
    assert cli.main(["explain", "--spec", str(spec)]) == 0
    assert (
        capsys.readouterr()
        .out.replace(str(spec), "resources.yaml")
        .endswith(
            "  ix_cities_user_id_level_id (user_id, level, id)\n"
            "    resources.yaml:10  sort both\n"
            "    resources.yaml:10  sort level\n"
            "    resources.yaml:9  filter level\n"
        )
    )
