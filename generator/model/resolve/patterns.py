"""Which patterns PostgreSQL reads as pydantic does: only those become a check of the table."""

import re

_ATOM = re.compile(
    r"""
    \\[.\\/+*?()\[\]{}|^$-]                      # a sign that stands for itself
    | \[\^?(?:[A-Za-z0-9](?:-[A-Za-z0-9])?|[ _.,:;/@%!=+?])+-?\]   # a plain class
    | [A-Za-z0-9 _.,:;/@%!=<>'"~&\#-]             # a character
    """,
    re.VERBOSE,
)
_QUANTIFIER = re.compile(r"[*+?]|\{(\d{1,3})(?:,(\d{0,3}))?\}")
# The most that PostgreSQL counts up to.
_MOST = 255


def is_portable(pattern: str) -> bool:
    """Whether a pattern uses only what both read alike, and nothing that PostgreSQL refuses."""
    at, depth = 0, 0
    # What stands before: nothing to repeat, something, or something that is repeated already.
    before = "start"
    while at < len(pattern):
        sign = pattern[at]
        quantifier = _QUANTIFIER.match(pattern, at)
        atom = _ATOM.match(pattern, at)
        if quantifier:
            if before != "atom" or not _countable(quantifier):
                return False
            before, at = "repeated", quantifier.end()
        elif atom:
            before, at = "atom", atom.end()
        elif sign == "(" and not pattern.startswith("(?", at):
            before, depth, at = "start", depth + 1, at + 1
        elif sign == ")" and depth and before != "start":
            before, depth, at = "atom", depth - 1, at + 1
        elif sign == "|" and before != "start":
            before, at = "start", at + 1
        elif (sign == "^" and at == 0) or (sign == "$" and at == len(pattern) - 1):
            before, at = "start" if sign == "^" else "repeated", at + 1
        else:
            return False
    return depth == 0 and before != "start"


def _countable(quantifier: re.Match[str]) -> bool:
    counts = [int(count) for count in quantifier.groups() if count]
    return all(count <= _MOST for count in counts) and counts == sorted(counts)
