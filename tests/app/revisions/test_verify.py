"""`verify` tells what the revisions lead to, and how that differs from the models."""

from tests.generating import TEST_DATA
from tests.revising import App, sql
from tests.starting import Done


def verify(app: App) -> Done:
    # Nobody answers at this address, and nobody has to.
    app.url = "postgresql://nobody@127.0.0.1:1/none"
    return app.run("verify", EMBEDDED_DATA=str(TEST_DATA.parent))


def test_verify_tells_every_difference(app: App) -> None:
    app.add(
        "0002_b",
        sql(
            "ALTER TABLE notes DROP CONSTRAINT ck_notes_text_min",
            'ALTER TABLE notes ALTER text TYPE varchar(60) COLLATE "C"',
            "ALTER TABLE notes ALTER text SET NOT NULL",
            "ALTER TABLE notes ALTER user_id SET DEFAULT 'x'",
            "ALTER TABLE notes ALTER id DROP IDENTITY",
            "ALTER TABLE notes ADD more int GENERATED ALWAYS AS (1) STORED",
            "ALTER TABLE notes ADD CONSTRAINT ck CHECK (id > 0) NOT VALID",
            "ALTER TABLE notes SET UNLOGGED",
            "CREATE INDEX ix_more ON notes (text)",
            "CREATE TABLE more (id int PRIMARY KEY)",
            "CREATE TYPE kind AS ENUM ('a')",
            "CREATE SCHEMA apart",
        ),
    )
    done = verify(app)
    assert done.code == 1
    assert done.err.splitlines() == [
        "error: the revisions don't lead to the models and back:",
        "  column notes.id: its identity is BY DEFAULT in the models, none in the migrations",
        "  column notes.more is in the migrations, not in the models",
        "  column notes.text: its type is text in the models, character varying(60) in the "
        "migrations",
        '  column notes.text: its collation is "default" in the models, "C" in the migrations',
        "  column notes.text: its nullability is NULL in the models, NOT NULL in the migrations",
        "  column notes.user_id: its default is none in the models, 'x'::character varying in the "
        "migrations",
        "  constraint notes.ck is in the migrations, not in the models",
        "  constraint notes.ck_notes_text_max: its definition is CHECK ((char_length(text) <= 50)) "
        "in the models, CHECK ((char_length((text)::text) <= 50)) in the migrations",
        "  constraint notes.ck_notes_text_min is in the models, not in the migrations",
        "  index ix_more is in the migrations, not in the models",
        "  table more is in the migrations, not in the models",
        "  table notes: its persistence is logged in the models, unlogged in the migrations",
        "  schema apart is left when all revisions are undone",
        "  table more is left when all revisions are undone",
        "  type kind is left when all revisions are undone",
    ]


def test_verify_tells_what_is_missing_or_unfinished(app: App) -> None:
    assert 'name="ck_notes_text_min"' in app.start()
    app.add(
        "0002_b",
        sql(
            "ALTER TABLE notes DROP CONSTRAINT ck_notes_text_min",
            "ALTER TABLE notes ADD CONSTRAINT ck_notes_text_min CHECK (text <> '') NOT VALID",
            "ALTER TABLE notes DROP CONSTRAINT notes_user_id_not_null",
            "ALTER TABLE notes ADD CONSTRAINT later NOT NULL user_id NOT VALID",
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'pk_notes'::regclass",
        ),
    )
    wrong = verify(app).err.splitlines()[1:]
    assert wrong == [
        "  column notes.user_id: its nullability is NOT NULL in the models, NULL in the migrations",
        "  constraint notes.ck_notes_text_min: its definition is "
        "CHECK ((char_length(text) >= 1)) in the models, "
        "CHECK ((text <> ''::text)) NOT VALID in the migrations",
        "  index pk_notes: its validity is valid in the models, invalid in the migrations",
    ]
    app.add("0003_c", sql("ALTER TABLE notes DROP text"))
    assert "  column notes.text is in the models, not in the migrations" in verify(app).err
    app.add("0004_d", sql("DROP TABLE notes"), sql("CREATE TABLE notes ()"))
    missing = [line for line in verify(app).err.splitlines() if "in the models" in line]
    assert missing == ["  table notes is in the models, not in the migrations"]


def test_verify_tells_of_an_index_of_ones_own(app: App) -> None:
    app.add("0002_b", sql("CREATE INDEX by_text ON notes (lower(text))"))
    done = verify(app)
    assert done.out.splitlines() == [
        "index by_text is in the migrations only: it stays your own",
        "the revisions lead to the models and back",
    ]
    assert done.code == 0, done.err
    # One that refuses rows, or stands where an index of the models did, is none of those.
    app.add("0003_c", sql("CREATE UNIQUE INDEX one_text ON notes (text)"))
    app.add("0004_d", sql("CREATE INDEX ix_notes_text ON notes (text)"))
    done = verify(app)
    assert done.code == 1
    assert done.err.splitlines()[1:] == [
        "  index ix_notes_text is in the migrations, not in the models",
        "  index one_text is in the migrations, not in the models",
    ]


def test_verify_of_an_application_as_it_was_made(app: App) -> None:
    app.add("0002_b", sql("CREATE SCHEMA s"), sql("DROP SCHEMA s"))
    done = verify(app)
    assert (done.out, done.code) == ("the revisions lead to the models and back\n", 0), done.err
