"""Takes rows out of the way of a migration, with what refers to them."""

from typing import TypeAlias

import psycopg2
from psycopg2 import sql

Removed: TypeAlias = dict[str, set[str]]
"""Keys of rows, by table."""

# Links are left out: they go with either of their rows.
_REFERRING = """
    SELECT r.relname, a.attname, a.attnotnull
    FROM pg_constraint o JOIN pg_class r ON r.oid = o.conrelid
    JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = o.conkey[1]
    WHERE o.contype = 'f' AND o.confrelid = quote_ident(%s)::regclass AND EXISTS (
        SELECT FROM pg_constraint k
        WHERE k.conrelid = o.conrelid AND k.contype = 'p' AND cardinality(k.conkey) = 1
    )
"""


def remove(url: str, table: str, keys: set[str]) -> Removed:
    """Rows and those that must refer to them; from others, the reference goes. What was removed."""
    removed: Removed = {}
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        _remove(cursor, table, keys, removed)
    connection.close()
    return removed


def _remove(
    cursor: "psycopg2.extensions.cursor", table: str, keys: set[str], removed: Removed
) -> None:
    keys = keys - removed.setdefault(table, set())
    if not keys:
        return
    removed[table] |= keys
    cursor.execute(_REFERRING, [table])
    for other, column, required in cursor.fetchall():
        names = {"table": sql.Identifier(other), "column": sql.Identifier(column)}
        if required:
            found = sql.SQL("SELECT id::text FROM {table} WHERE {column}::text = ANY(%s)")
            cursor.execute(found.format(**names), [[*keys]])
            _remove(cursor, other, {key for (key,) in cursor.fetchall()}, removed)
        else:
            cleared = sql.SQL("UPDATE {table} SET {column} = NULL WHERE {column}::text = ANY(%s)")
            cursor.execute(cleared.format(**names), [[*keys]])
    deleted = sql.SQL("DELETE FROM {} WHERE id::text = ANY(%s)").format(sql.Identifier(table))
    cursor.execute(deleted, [[*keys]])
