"""The table of docs/evolve.md is that of the rules."""

import re

from generator.evolve.rules import RULES
from tests.generating import ROOT

PAGE = ROOT / "docs/evolve.md"


def test_every_rule_is_listed() -> None:
    listed = re.findall(
        r"^\| `(\w+)` \| (\w*) *\| (\w*) *\| (.+) \|$", PAGE.read_text(), re.MULTILINE
    )
    assert listed == [
        (rule.id, rule.database or "", rule.clients or "", rule.purpose) for rule in RULES.values()
    ]
