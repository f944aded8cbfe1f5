"""The applications of all specs: they start, models and migrations lead to the same tables, the
checkers find nothing in them, their tests pass.

The tests are those of specs that have between them everything that others have, and of two
examples, in which much of it comes together.
"""

from pathlib import Path

import pytest

from tests.app.test_schema import assert_models_and_migrations_agree
from tests.app.test_specs import (
    SPECS,
    assert_starts,
    assert_style,
    assert_types,
    generate_each,
    run_emitted_tests,
)
from tests.generating import ROOT

TESTED = (
    "access",
    "across",
    "actions",
    "alike",
    "arrays",
    "bodies",
    "camel",
    "computed",
    "derived",
    "deprecated",
    "expand",
    "expand_styled",
    "forms",
    "has_many",
    "has_many_styled",
    "hooks",
    "json",
    "jwks",
    "jwks_users_table",
    "kinds",
    "lookup",
    "lookup_beside",
    "many",
    "many_names",
    "many_through",
    "marks",
    "own_paths",
    "own_rows",
    "own_rows_styled",
    "public",
    "read_only",
    "references",
    "references_styled",
    "sorts",
    "stats",
    "texts",
    "through",
    "through_styled",
    "unique",
    "unique_references",
)


@pytest.mark.parametrize("name", TESTED)
def test_emitted_tests_pass(name: str, tmp_path: Path) -> None:
    run_emitted_tests(name, tmp_path)


@pytest.mark.parametrize("name", ["blog", "board"])
def test_emitted_tests_of_examples_pass(name: str, tmp_path: Path) -> None:
    run_emitted_tests(name, tmp_path, ROOT / "examples" / name / "resources.yaml")


@pytest.mark.parametrize("name", SPECS)
def test_starts(name: str, tmp_path: Path) -> None:
    assert_starts(name, tmp_path)


@pytest.mark.parametrize("name", SPECS)
def test_models_and_migrations_agree(name: str, tmp_path: Path) -> None:
    assert_models_and_migrations_agree(SPECS[name], tmp_path)


def test_types_and_style(tmp_path: Path) -> None:
    assert_types(generate_each(SPECS, tmp_path), tmp_path)
    assert_style(tmp_path)
