"""What makes some hundred runs of the generator fast enough."""

from collections.abc import Mapping

import pytest

from generator import commands
from generator.emit.formatting import formatted

_KNOWN: dict[tuple[bool, str], str] = {}


@pytest.fixture(autouse=True)
def formatted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most files are those of the case before, and starting ruff takes most of the time."""

    def remembered(files: Mapping[str, str]) -> dict[str, str]:
        keys = {path: (path.endswith(".py"), text) for path, text in files.items()}
        new = {path: files[path] for path, key in keys.items() if key not in _KNOWN}
        _KNOWN.update({keys[path]: text for path, text in formatted(new).items()})
        return {path: _KNOWN[key] for path, key in keys.items()}

    monkeypatch.setattr(commands, "formatted", remembered)
