"""A plugin of pytest, in the process that runs the tests of a mutant: which go first, what fails.

All tests run until one fails. Those of the resource that was changed go first, and among them
those that are called after other users, or in which another user takes part, or nobody: they are
the likeliest to notice.
"""

import json
from inspect import signature
from pathlib import Path

import httpx
import pytest

# What is raised by tests that miss something in an answer.
ANSWERED = (AssertionError, httpx.HTTPStatusError)
# With these a test is about who may do what.
TELLING = {"bob", "client"}


class Noticing:
    """The order, and the first failure, which is written to a file."""

    def __init__(self, about: str, result: str) -> None:
        self._about = about
        self._result = Path(result)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=self._rank)

    def _rank(self, item: pytest.Item) -> tuple[bool, bool, bool]:
        named = "another_user" in item.name or "needs_a_token" in item.name
        asked = signature(item.function).parameters if isinstance(item, pytest.Function) else ()
        return item.path.stem != f"test_{self._about}", not named, TELLING.isdisjoint(asked)

    def pytest_exception_interact(
        self,
        call: pytest.CallInfo[object],
        report: pytest.CollectReport | pytest.TestReport,
    ) -> None:
        assert call.excinfo is not None
        honest = (
            # An application that breaks down shows nothing: it should have answered.
            not any(line.startswith(("ERROR", "CRITICAL")) for line in report.caplog.splitlines())
            and (call.excinfo.errisinstance(ANSWERED) or _is_test(call.excinfo.traceback[-1].path))
        )
        noted = {"test": report.nodeid, "says": str(report.longrepr), "honest": honest}
        if not self._result.exists():
            self._result.write_text(json.dumps(noted), encoding="utf-8")


def _is_test(path: Path | str) -> bool:
    return Path(path).parent.name == "tests"
