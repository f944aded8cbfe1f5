"""What is committed is what the generator writes."""

import pytest

from generator import cli
from tests.generating import ROOT


def test_the_application_is_what_its_spec_makes(capsys: pytest.CaptureFixture[str]) -> None:
    spec, out = ROOT / "resources.yaml", ROOT / "generated_app"
    assert cli.main(["check", "--spec", str(spec), "--out", str(out)]) == 0, capsys.readouterr().out
