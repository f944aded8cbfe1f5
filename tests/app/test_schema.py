"""The models and the migrations lead to the same tables, down to the names of constraints.

Here for one spec that has much of what others have. All others are tried in `tests/emitted`.
"""

from pathlib import Path

from tests.generating import ROOT, database, environment, execute, generate, python, rows

CATALOG = {
    "columns": """
        SELECT table_name, column_name, ordinal_position, data_type, character_maximum_length,
               numeric_precision, numeric_scale, is_nullable, column_default,
               is_identity, generation_expression
        FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 3
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
    """,
    "indexes": """
        SELECT tablename, indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' ORDER BY 1, 2
    """,
}
# What is there before: the tables that the specs refer to and migrations never touch.
FOREIGN = 'CREATE TABLE "user" (id text NOT NULL, CONSTRAINT user_pkey PRIMARY KEY (id))'
CREATE_ALL = """
import os, psycopg2, sqlalchemy
import {package}.resources
from sqlmodel import SQLModel
engine = sqlalchemy.create_engine(
    "postgresql+psycopg2://", creator=lambda: psycopg2.connect(os.environ["DATABASE_URL"])
)
SQLModel.metadata.create_all(engine)
"""


def catalog(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Everything that the database knows of the tables, without Alembic's own."""
    return {
        name: [row for row in rows(url, sql) if row[0] != "made_app_version"]
        for name, sql in CATALOG.items()
    }


def assert_models_and_migrations_agree(spec: Path, folder: Path) -> None:
    """The tables of a spec, made in both ways, are the same."""
    package = generate(spec, folder / "made_app")
    with database() as migrated, database() as created:
        for url in (migrated, created):
            execute(url, FOREIGN)
        python(package, "-m", package.name, "migrate", env=environment(package, migrated))
        script = CREATE_ALL.format(package=package.name)
        python(package, "-c", script, env=environment(package, created))
        assert catalog(migrated)["columns"]
        assert catalog(migrated) == catalog(created)


def test_models_and_migrations_agree(tmp_path: Path) -> None:
    assert_models_and_migrations_agree(ROOT / "tests/specs/combined.yaml", tmp_path)


def test_downgrade_leaves_nothing(tmp_path: Path) -> None:
    package = generate(ROOT / "tests/specs/task.yaml", tmp_path / "made_app")
    with database() as url:
        env = environment(package, url)
        python(package, "-m", package.name, "migrate", env=env)
        script = "import os; from made_app import migrations; "
        script += "migrations.downgrade(os.environ['DATABASE_URL'], 'base')"
        python(package, "-c", script, env=env)
        assert catalog(url) == {"columns": [], "constraints": [], "indexes": []}


def test_migrating_twice_at_once(tmp_path: Path) -> None:
    package = generate(ROOT / "tests/specs/task.yaml", tmp_path / "made_app")
    script = """
import os
from concurrent.futures import ThreadPoolExecutor
from made_app import migrations
with ThreadPoolExecutor() as pool:
    for done in [pool.submit(migrations.upgrade, os.environ["DATABASE_URL"]) for _ in range(3)]:
        done.result()
print("done")
"""
    with database() as url:
        # Alembic's environment is a global of the process: threads of one would mix it up.
        env = environment(package, url)
        processes = script.replace("ThreadPoolExecutor", "ProcessPoolExecutor")
        assert python(package, "-c", processes, env=env) == "done\n"
        ((revision,),) = rows(url, "SELECT version_num FROM made_app_version")
        assert str(revision).startswith("0001_")
