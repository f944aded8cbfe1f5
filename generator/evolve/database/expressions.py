"""SQL of the generator's own, read for the columns that it names."""

import re
from collections.abc import Mapping
from dataclasses import replace

from generator.model import names
from generator.model.tables import Index

_TEXT = re.compile(r"'(?:[^']|'')*'")


def mentions(sql: str, column: str) -> bool:
    """Whether an expression reads a column."""
    return bool(_identifier(column).search(_without_texts(sql)))


def reading(sql: str, column: str, instead: str) -> str:
    """An expression over something else than a column."""
    parts = re.split(f"({_TEXT.pattern})", sql)
    # Texts are at the odd places.
    parts[::2] = [_identifier(column).sub(lambda _: instead, part) for part in parts[::2]]
    return "".join(parts)


def renamed_in(index: Index, old: str, new: str) -> Index:
    """An index over another column."""
    parts = (replace(part, sql=rewritten(part.sql, {old: new})) for part in index.parts)
    return replace(index, parts=tuple(parts))


def _identifier(column: str) -> re.Pattern[str]:
    return re.compile(rf'(?<![\w"$]){re.escape(names.sql_identifier(column))}(?![\w"$(])')


def _without_texts(sql: str) -> str:
    return _TEXT.sub("''", sql)


def rewritten(sql: str, columns: Mapping[str, str]) -> str:
    """SQL of the generator's own with other columns, all at once; texts in it stay."""
    moved = {
        names.sql_identifier(old): names.sql_identifier(new)
        for old, new in columns.items()
        if old != new
    }
    if not moved:
        return sql
    words = "|".join(map(re.escape, sorted(moved, key=len, reverse=True)))
    pattern = re.compile(rf"""({_TEXT.pattern})|(?<![\w"$])({words})(?![\w"$(])""")
    return pattern.sub(lambda found: found[1] or moved[found[2]], sql)
