"""Texts that must have a form: the application and PostgreSQL check it with the same pattern."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a whole text must have."""

    # What Python's `re` and PostgreSQL read alike, and match in time that grows with the length.
    pattern: str
    # The most characters.
    longest: int
    # What it is, in words.
    noun: str
    example: str
    # What OpenAPI calls it.
    format: str

    def takes(self, text: str) -> bool:
        """Whether a text has the form."""
        return re.fullmatch(self.pattern, text) is not None


_WORD = "[A-Za-z0-9]+"
_LABEL = f"{_WORD}(-+{_WORD})*"
# Names in some networks have underscores.
_HOST_LABEL = f"{_WORD}([_-]+{_WORD})*"
_ADDRESS = r"\[[0-9A-Fa-f:.]{2,45}\]"
_LOCAL = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
# What is printable in ASCII, but for blanks, quotation marks, angles, backslashes and backticks:
# none of those is in an address that a browser sends, and they end strings and tags elsewhere.
_REST = "[]!#-;=?-Z[^_a-~]*"

FORMS: Mapping[str, Form] = {
    "email": Form(
        rf"^{_LOCAL}(\.{_LOCAL})*@{_LABEL}(\.{_LABEL})+$",
        254,
        "an email address",
        "ann@example.com",
        "email",
    ),
    # Nobody's name and password stand before the host: `https://bank.com@evil.com` leads to evil.
    "url": Form(
        rf"^[Hh][Tt][Tt][Pp][Ss]?://({_HOST_LABEL}(\.{_HOST_LABEL})*|{_ADDRESS})"
        rf"(:[0-9]{{1,5}})?([/?#]{_REST})?$",
        2083,
        "an http or https URL",
        "https://example.com/",
        "uri",
    ),
}
