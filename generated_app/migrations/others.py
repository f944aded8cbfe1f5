"""Tables of other systems that some revision refers to, made up where no such system is."""

import json
from pathlib import Path

import psycopg2
from psycopg2 import sql

from ..database import for_psycopg2

RECORD = Path(__file__).parent / "model.json"


def make_others(url: str) -> None:
    """Make what isn't there yet: a new database must bear every revision, those of old too."""
    connection = psycopg2.connect(for_psycopg2(url))
    with connection, connection.cursor() as cursor:
        for target in json.loads(RECORD.read_text(encoding="utf-8"))["referred"]:
            *table, key = target.split(".")
            named = {"table": sql.Identifier(*table), "key": sql.Identifier(key)}
            if table[1:]:
                create = sql.SQL("CREATE SCHEMA IF NOT EXISTS {}")
                cursor.execute(create.format(sql.Identifier(table[0])))
            for command in (
                "CREATE TABLE IF NOT EXISTS {table} ()",
                "ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {key} text UNIQUE",
            ):
                cursor.execute(sql.SQL(command).format(**named))
    connection.close()
