"""Something that happens in the middle of writing files."""

import os
from collections.abc import Callable

import pytest

_WRITES = ("replace", "unlink", "mkdir", "rmdir", "open", "fchmod")


def interrupt(monkeypatch: pytest.MonkeyPatch, at: int, stop: Callable[[], None]) -> None:
    """Call `stop` before the n-th call that writes."""
    calls = 0

    def wrapped(name: str) -> Callable[..., object]:
        original = getattr(os, name)

        def call(*arguments: object, **options: object) -> object:
            nonlocal calls
            calls += 1
            if calls == at:
                stop()
            return original(*arguments, **options)

        return call

    for name in _WRITES:
        monkeypatch.setattr(os, name, wrapped(name))
