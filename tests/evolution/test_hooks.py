"""Hooks that clients don't notice: what comes after a commit, whichever function, a new route."""

import pytest

from tests.evolving import evolution

NOTE = """\
spec: 1
api: {title: Notes, version: "1"}
resources:
  Note:
    owner: user_id
    fields:
      id: {type: uuid, key: true}
      title: {type: string}
"""
KEEP = NOTE + "    hooks: {before_delete: custom.notes:keep}\n"


@pytest.mark.parametrize(
    ("before", "after", "rules"),
    [
        (NOTE, NOTE + "    hooks: {after_commit: custom.notes:tell}\n", set()),
        (KEEP, KEEP.replace("notes:keep", "more:keep_for_long"), set()),
        (NOTE + "    routes: [list]\n", KEEP + "    routes: [list, delete]\n", {"add_route"}),
        (KEEP, NOTE + "    routes: [list, create, read, update]\n", {"remove_route"}),
    ],
    ids=["after a commit", "another function", "with its route", "without its route"],
)
def test_clients_notice_no_more_than_routes(before: str, after: str, rules: set[str]) -> None:
    assert {change.rule for change in evolution(before, after).changes} == rules
