"""A database that other systems use, too: what is theirs stays as it is."""

from pathlib import Path

from tests.generating import ROOT, database, environment, execute, generate, python, rows

# Another system's tables: one that owners refer to, one that refers to it, and a migration of
# its own that Alembic keeps.
OTHERS = """
    CREATE SCHEMA auth;
    CREATE TABLE auth.person (id text PRIMARY KEY, name text DEFAULT 'nobody');
    CREATE TABLE session (id serial PRIMARY KEY, person text REFERENCES auth.person);
    CREATE INDEX ix_session_person ON session (person);
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
    CREATE TRIGGER touched BEFORE UPDATE ON auth.person FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE VIEW people AS SELECT name FROM auth.person;
    CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);
    INSERT INTO alembic_version VALUES ('somebody_elses');
    INSERT INTO auth.person (id) VALUES ('alice'), ('bob');
    INSERT INTO session (person) VALUES ('alice');
"""
# All that there is and isn't ours, with what is in it.
THEIRS = """
    SELECT c.oid, c.relname, c.relkind::text, c.relfilenode, c.relnatts,
           (SELECT count(*) FROM pg_constraint AS k WHERE k.conrelid = c.oid),
           (SELECT count(*) FROM pg_trigger AS t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'auth') AND c.relname ~ '(person|session|people|alembic)'
      AND c.relname !~ '^(fk|ix)_notes'
    ORDER BY 1
"""
CONTENTS = (
    "SELECT * FROM auth.person ORDER BY id",
    "SELECT * FROM session",
    "SELECT * FROM alembic_version",
    "SELECT proname, prosrc FROM pg_proc WHERE proname = 'touch'",
)
SPEC = """\
spec: 1
api: {title: Notes, version: 1.0.0}
auth: {users: {table: auth.person}}
resources:
  Note:
    owner: user_id
    fields:
      id: {type: uuid, key: true}
      count: {type: int}
"""
CHANGED = SPEC.replace(
    "{type: int}",
    """{type: bigint, consent: [widen_type_as_text bigint]}
      title: {type: string, required: true, backfill: none, consent: [add_required_field]}""",
)


def theirs(url: str) -> list[list[tuple[object, ...]]]:
    return [rows(url, query) for query in (THEIRS, *CONTENTS)]


def test_tables_of_others_are_never_touched(tmp_path: Path) -> None:
    package = generate(SPEC, tmp_path / "made_app")
    with database() as url:
        execute(url, OTHERS)
        before = theirs(url)
        assert len(before[0]) >= 5
        env = environment(package, url)
        python(package, "-m", package.name, "migrate", env=env)
        execute(url, "INSERT INTO notes (id, user_id) VALUES (gen_random_uuid(), 'alice')")
        generate(CHANGED, package)
        python(package, "-m", package.name, "migrate", env=env)
        assert rows(url, "SELECT title FROM notes") == [("none",)]
        assert theirs(url) == before
        python(package, "-m", package.name, "downgrade", "base", "--force", env=env)
        assert rows(url, "SELECT to_regclass('notes')") == [(None,)]
        assert theirs(url) == before


def test_a_table_of_this_name_that_is_there_stops_the_migration(tmp_path: Path) -> None:
    package = generate(ROOT / "tests/specs/bare.yaml", tmp_path / "made_app")
    with database() as url:
        execute(url, "CREATE TABLE notes (mine text); INSERT INTO notes VALUES ('kept')")
        script = "from made_app.__main__ import main; print(main(['migrate']))"
        shown = python(package, "-c", script, env=environment(package, url))
        assert shown == "1\n"
        assert rows(url, "SELECT * FROM notes") == [("kept",)]
