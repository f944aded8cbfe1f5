"""What the spec says in the place of a value of the type `json`."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JsonText:
    """Any JSON value, as its text: so it can be compared and kept."""

    text: str

    @property
    def value(self) -> object:
        """The value: a mapping, a list or a scalar."""
        return json.loads(self.text)


def json_text(value: object) -> JsonText:
    """The text of a value."""
    return JsonText(json.dumps(value, ensure_ascii=False))
