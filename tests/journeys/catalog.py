"""Everything that a database knows of the tables, but for the position of columns."""

from typing import Any, TypeAlias

from tests.generating import rows

Catalog: TypeAlias = dict[str, list[tuple[object, ...]]]

_OURS = "n.nspname = 'public' AND c.relname <> 'alembic_version'"
_QUERIES = {
    "tables": f"""
        SELECT c.relname, c.relkind::text, c.relpersistence::text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_OURS} AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1
    """,
    "columns": f"""
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               a.attidentity::text, a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid),
               l.collname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE {_OURS} AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, 2
    """,
    "constraints": f"""
        SELECT c.relname, o.conname, o.contype::text, pg_get_constraintdef(o.oid), o.convalidated
        FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_OURS} AND o.contype <> 'n' ORDER BY 1, 2
    """,
    "indexes": f"""
        SELECT c.relname, i.relname, pg_get_indexdef(x.indexrelid), x.indisvalid, x.indisready
        FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
        JOIN pg_class i ON i.oid = x.indexrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_OURS} AND c.relkind = 'r' ORDER BY 1, 2
    """,
    "functions": """
        SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'public' ORDER BY 1
    """,
    "triggers": f"""
        SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_OURS} AND NOT t.tgisinternal ORDER BY 1, 2
    """,
    "types": """
        SELECT t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE n.nspname = 'public' AND t.typtype IN ('e', 'd') ORDER BY 1
    """,
}


def catalog(url: str) -> Catalog:
    """What there is."""
    return {name: rows(url, sql) for name, sql in _QUERIES.items()}


def differing(found: Catalog, wanted: Catalog) -> list[Any]:
    """What one has and the other hasn't; empty if they are the same."""
    lines: list[Any] = []
    for name in _QUERIES:
        lines += [("too much", name, *row) for row in found[name] if row not in wanted[name]]
        lines += [("missing", name, *row) for row in wanted[name] if row not in found[name]]
    return lines
