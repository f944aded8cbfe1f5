"""Whether the SQL of a computed field is an expression over the columns of its own row.

The text is taken apart into tokens, and put together again from those that are allowed: columns,
literals, operators, and closed lists of functions and words. None of these reads another row.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from generator.diagnostics import quote
from generator.model.names import PLACE, SQL_WORDS
from generator.model.resolve.report import Report, did_you_mean


def _each(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Functions that read nothing but their arguments and the clock.
FUNCTIONS = _each(
    """
    abs age btrim ceil coalesce concat date_part date_trunc div floor greatest least left length
    lower ltrim mod now nullif power replace reverse right round rtrim sign split_part sqrt
    starts_with strpos substr timezone trunc upper
    """
)
# Words that may stand before a parenthesis, too.
WORDS = _each(
    """
    and between case else end false ilike in interval is like not null or then true when
    """
)
# What PostgreSQL reads as a value without parentheses.
VALUES = frozenset({"current_date", "current_timestamp"})

# Those that read the clock.
_CLOCK = VALUES | {"age", "now"}

_TOKEN = re.compile(
    r"""
    (?P<blank>\s+)
    | (?P<comment>--|/\*)
    | (?P<number>\d+(?:\.\d+)?(?![\w.]))
    | (?P<text>'(?:[^'\\]|'')*')
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<operator><=|>=|<>|!=|\|\||[-+*/<>=,()])
    """,
    re.VERBOSE | re.ASCII,
)
_REASONS = {
    ";": "it is one expression",
    '"': "columns are named without quotes",
    "'": "a text is closed where it began, and holds no backslash",
    "$": "it has no parameters",
    ".": "it reads the columns of its own row, which need no table before them",
    ":": "a type is never named in it",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the SQL."""

    kind: str
    text: str


def resolve_expression(sql: str, columns: Mapping[str, str], report: Report) -> str:
    """The SQL as statements have it, on one line; what isn't allowed in it is reported.

    `columns` are the names that may stand in it, and what stands for them in SQL.
    """
    if (tokens := _tokens(sql, report)) is None:
        return sql
    written = [token for token in tokens if token.kind != "blank"]
    _check_parentheses(written, report)
    following = [*(token.text for token in written[1:]), ""]
    for token, behind in zip(written, following, strict=False):
        if token.kind == "word":
            _check_word(token.text, columns, report, called=behind == "(")
    return "".join(_as_written(token, columns) for token in tokens)


def _tokens(sql: str, report: Report) -> list[Token] | None:
    tokens: list[Token] = []
    at = 0
    while at < len(sql):
        found = _TOKEN.match(sql, at)
        if found is None or found.lastgroup == "comment":
            part = found[0] if found else sql[at]
            reason = "it has no comments" if found else _REASONS.get(part)
            report.error(
                "E316",
                f"{quote(part)} at character {at + 1} can't stand in the SQL of a computed field",
                hint=reason,
            )
            return None
        if PLACE in found[0]:
            report.error(
                "E316",
                f"{quote(PLACE)} can't stand in a text of a computed field",
                hint="'%' || '(' is the same",
            )
            return None
        at = found.end()
        tokens.append(Token(str(found.lastgroup), found[0]))
    return tokens


def _check_parentheses(tokens: list[Token], report: Report) -> None:
    depth = 0
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth < 0:
            break
    if depth:
        missing = "closed" if depth > 0 else "opened"
        report.error("E316", f"a parenthesis is never {missing}")
    if not any(token.kind == "word" for token in tokens):
        report.error("E316", "it reads no field", hint="for example due_date < now()")


def _check_word(word: str, columns: Collection[str], report: Report, *, called: bool) -> None:
    lower = word.lower()
    if lower in WORDS or (lower in FUNCTIONS if called else lower in VALUES or word in columns):
        return
    if lower in SQL_WORDS and lower not in FUNCTIONS:
        report.error(
            "E316",
            f"{quote(word)} can't stand in the SQL of a computed field",
            hint="it is one expression over the fields of its own row",
        )
    elif called:
        known = sorted(FUNCTIONS)
        report.error("E316", f"there is no function {quote(word)}", hint=did_you_mean(word, known))
    elif lower in FUNCTIONS:
        report.error("E316", f"{quote(word)} is a function", hint=f"{lower}(...)")
    else:
        report.error("E401", f"there is no field {quote(word)}", hint=did_you_mean(word, columns))


def reads_clock(sql: str) -> bool:
    """Whether the value changes by itself."""
    found = _TOKEN.finditer(sql)
    return any(token["word"] and token["word"].lower() in _CLOCK for token in found)


def _as_written(token: Token, columns: Mapping[str, str]) -> str:
    if token.kind == "blank":
        return " "
    column = token.text in columns and token.text not in WORDS
    return columns[token.text] if column else token.text
