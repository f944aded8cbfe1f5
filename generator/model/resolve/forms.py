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
    # What OpenAPI calls it, and whether others know what that is: else the pattern says it.
    format: str
    known: bool = True

    @property
    def schema(self) -> dict[str, str]:
        """The schema of a text that has it."""
        pattern = {} if self.known else {"pattern": self.pattern}
        return {"type": "string", "format": self.format} | pattern

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
# Of a name in the DNS: at most 63 characters, with hyphens inside.
_DNS_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = rf"{_OCTET}(\.{_OCTET}){{3}}"
_GROUP = "[0-9A-Fa-f]{1,4}"

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
    "slug": Form("^[a-z0-9]+(-[a-z0-9]+)*$", 255, "a slug", "blue-shoes", "slug", known=False),
    "hostname": Form(
        rf"^{_DNS_LABEL}(\.{_DNS_LABEL})*$", 253, "a host name", "api.example.com", "hostname"
    ),
    "ipv4": Form(f"^{_IPV4}$", 15, "an IPv4 address", "192.0.2.1", "ipv4"),
    # Eight groups, of which an IPv4 address at the end counts for two; or fewer around a `::`.
    "ipv6": Form(
        f"^(({_GROUP}:){{6}}({_GROUP}:{_GROUP}|{_IPV4})"
        rf"|(?!:*([^:]+:+){{6}}([^:]+:+[^:]|[^:]+\.))(({_GROUP}:)*{_GROUP})?"
        f"::(({_GROUP}:)*({_GROUP}|{_IPV4}))?)$",
        45,
        "an IPv6 address",
        "2001:db8::1",
        "ipv6",
    ),
    # As E.164 has it: the code of a country, and at most 15 digits in all.
    "phone": Form(
        r"^\+[1-9][0-9]{1,14}$",
        16,
        "a phone number",
        "+12025550123",
        "phone",
        known=False,
    ),
    "color": Form("^#[0-9A-Fa-f]{6}$", 7, "a color", "#1e90ff", "color", known=False),
}
