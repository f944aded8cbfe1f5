"""The revisions of the database: one after the other, to the tables of the models, and back."""

from ..migrations import verify
from ..migrations.history import History


def test_revisions_come_one_after_the_other() -> None:
    assert History.read().revisions


def test_revisions_lead_to_the_models_and_back(database_server: str) -> None:
    different, _ = verify.differences(database_server)
    assert different == []
