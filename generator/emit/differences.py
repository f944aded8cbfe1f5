"""What differs between two texts, short enough for a terminal."""

import difflib
from collections import Counter
from dataclasses import dataclass

MOST_LINES = 80
# Beyond this, difflib takes seconds; the lines are only counted.
_MOST_COMPARED = 3000
# A terminal must not obey what stands in a file, and a carriage return is a difference to see.
_VISIBLE = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: 0x2421}


@dataclass(frozen=True, slots=True)
class Difference:
    """Lines as `diff -u` prints them, and how many came and went."""

    lines: tuple[str, ...]
    added: int
    removed: int


def difference(before: bytes | None, after: bytes | None, name: str) -> Difference:
    """From what is there to what is generated; None where there is no file."""
    old, new = _lines(before), _lines(after)
    if max(len(old), len(new)) > _MOST_COMPARED:
        return _counted(old, new, name)
    left = name if before is not None else "/dev/null"
    right = f"{name} (generated)" if after is not None else "/dev/null"
    lines = list(difflib.unified_diff(old, new, left, right, lineterm=""))
    body = lines[2:]
    return Difference(
        lines=_bounded(lines),
        added=sum(line.startswith("+") for line in body),
        removed=sum(line.startswith("-") for line in body),
    )


def _counted(old: list[str], new: list[str], name: str) -> Difference:
    added = (Counter(new) - Counter(old)).total()
    removed = (Counter(old) - Counter(new)).total()
    line = f"{name} is too long to compare here: {added} lines added, {removed} removed"
    return Difference((line,), added, removed)


def _bounded(lines: list[str]) -> tuple[str, ...]:
    left = len(lines) - MOST_LINES
    return (*lines[:MOST_LINES], *([f"… {left} more lines"] if left > 0 else []))


def _lines(content: bytes | None) -> list[str]:
    if not content:
        return []
    text = content.decode("utf-8", errors="replace").translate(_VISIBLE)
    lines = text.removesuffix("\n").split("\n")
    return lines if text.endswith("\n") else [*lines[:-1], f"{lines[-1]} (no newline at the end)"]
