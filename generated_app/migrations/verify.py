"""Proves that the revisions lead to exactly the tables of the models, and back to nothing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
from psycopg2 import sql
from psycopg2.extras import RealDictCursor
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from .. import custom, resources
from ..database import for_psycopg2
from . import runner
from .history import VERSION_TABLE
from .others import make_others

# Whose tables the models are: importing them registered each.
MODELS = (resources, custom)

# What PostgreSQL knows of each kind of thing: its table, its name, and then what may differ.
# A column's position is no difference, since one that is added stands last. Constraints NOT NULL,
# which PostgreSQL has since 18, are told by their columns: their names remember older ones.
_OURS = f"nspname !~ '^pg_' AND nspname <> 'information_schema' AND relname <> '{VERSION_TABLE}'"
CATALOG = {
    "table": f"""
        SELECT c.oid::regclass::text AS "table", c.oid::regclass::text AS name,
            CASE relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END AS persistence
        FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE relkind IN ('r', 'p') AND {_OURS}
    """,
    "column": f"""
        SELECT c.oid::regclass::text AS "table", c.oid::regclass || '.' || attname AS name,
            format_type(atttypid, atttypmod) AS type,
            CASE WHEN attcollation <> 0 THEN attcollation::regcollation::text END AS collation,
            CASE WHEN attnotnull AND NOT EXISTS (
                SELECT FROM pg_constraint
                WHERE conrelid = c.oid AND conkey = ARRAY[attnum] AND contype = 'n'
                    AND NOT convalidated
            ) THEN 'NOT NULL' ELSE 'NULL' END AS nullability,
            CASE WHEN attgenerated = '' THEN pg_get_expr(adbin, adrelid) END AS "default",
            CASE attgenerated WHEN 's' THEN 'STORED ' WHEN 'v' THEN 'VIRTUAL ' END
                || pg_get_expr(adbin, adrelid) AS expression,
            CASE attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END AS identity
        FROM pg_attribute
            JOIN pg_class c ON c.oid = attrelid
            JOIN pg_namespace n ON n.oid = relnamespace
            LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped AND {_OURS}
    """,
    "constraint": f"""
        SELECT c.oid::regclass::text AS "table", c.oid::regclass || '.' || conname AS name,
            pg_get_constraintdef(o.oid) AS definition
        FROM pg_constraint o
            JOIN pg_class c ON c.oid = conrelid
            JOIN pg_namespace n ON n.oid = relnamespace
        WHERE contype <> 'n' AND {_OURS}
    """,
    "index": f"""
        SELECT c.oid::regclass::text AS "table", indexrelid::regclass::text AS name,
            pg_get_indexdef(indexrelid) AS definition,
            CASE WHEN indisvalid AND indisready THEN 'valid' ELSE 'invalid' END AS validity
        FROM pg_index
            JOIN pg_class c ON c.oid = indrelid
            JOIN pg_namespace n ON n.oid = relnamespace
        WHERE {_OURS}
    """,
}
EVERYTHING = f"""
    SELECT CASE relkind WHEN 'S' THEN 'sequence ' WHEN 'v' THEN 'view ' ELSE 'table ' END
        || c.oid::regclass AS thing
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind NOT IN ('i', 'c') AND {_OURS}
    UNION SELECT format('type %s', t.oid::regtype)
    FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace
    WHERE typtype IN ('e', 'd') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
    UNION SELECT format('function %s', p.oid::regprocedure)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    UNION SELECT format('schema %I', nspname) FROM pg_namespace WHERE nspname !~ '^pg_'
"""

# A thing by its kind, its table and its name; and each property of it.
Thing = tuple[str, str, str]
Catalog = Mapping[Thing, Mapping[str, str | None]]


def differences(server: str) -> tuple[list[str], list[str]]:
    """What the revisions make otherwise than the models, and the indexes that they add to them.

    It is tried in new databases of this server.
    """
    with _database(server) as migrated, _database(server) as created:
        for url in (migrated, created):
            make_others(url)
        before = _everything(migrated)
        runner.upgrade(migrated)
        _create(created)
        wanted, there = _catalog(created), _catalog(migrated)
        own = sorted(
            thing for thing in there.keys() - wanted.keys() if _is_own(thing, there[thing])
        )
        found = compare(wanted, {thing: there[thing] for thing in there if thing not in own})
        runner.downgrade(migrated, "base")
        left = _everything(migrated) - before
    found += (f"{thing} is left when all revisions are undone" for thing in sorted(left))
    return found, [name for _, _, name in own]


def _is_own(thing: Thing, properties: Mapping[str, str | None]) -> bool:
    """Whether it is an index that changes nothing but speed, and has no name as models give."""
    kind, _, name = thing
    definition = properties.get("definition") or ""
    return kind == "index" and definition.startswith("CREATE INDEX") and not name.startswith("ix_")


def compare(models: Catalog, migrations: Catalog) -> list[str]:
    """Each difference as a sentence; of a table that is missing, nothing else is told."""
    found = []
    missing = {table for kind, table, _ in models.keys() ^ migrations.keys() if kind == "table"}
    for thing in sorted(models.keys() | migrations.keys()):
        kind, table, name = thing
        if kind != "table" and table in missing:
            continue
        if thing not in migrations:
            found.append(f"{kind} {name} is in the models, not in the migrations")
        elif thing not in models:
            found.append(f"{kind} {name} is in the migrations, not in the models")
        else:
            found += [
                f"{kind} {name}: its {what} is {wanted or 'none'} in the models, "
                f"{migrations[thing][what] or 'none'} in the migrations"
                for what, wanted in models[thing].items()
                if wanted != migrations[thing][what]
            ]
    return found


@contextmanager
def _database(server: str) -> Iterator[str]:
    """A database for the length of the block."""
    name = sql.Identifier(f"verify_{uuid4().hex}")
    create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'"
    _execute(server, sql.SQL(create).format(name))
    try:
        yield urlsplit(server)._replace(path=f"/{name.string}").geturl()
    finally:
        _execute(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _create(url: str) -> None:
    """Make the tables of the models that aren't there."""
    engine = create_engine(
        "postgresql+psycopg2://",
        creator=lambda: psycopg2.connect(for_psycopg2(url)),
        poolclass=NullPool,
    )
    SQLModel.metadata.create_all(engine)


def _catalog(url: str) -> Catalog:
    return {
        (kind, row.pop("table"), row.pop("name")): row
        for kind, query in CATALOG.items()
        for row in _execute(url, query)
    }


def _everything(url: str) -> set[str]:
    return {row["thing"] for row in _execute(url, EVERYTHING)}


def _execute(url: str, command: str | sql.Composable) -> list[dict[str, Any]]:
    """Run a command by itself; what it answers, if it answers."""
    connection = psycopg2.connect(for_psycopg2(url), cursor_factory=RealDictCursor)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(command)
            return [dict(row) for row in cursor.fetchall()] if cursor.description else []
    finally:
        connection.close()
