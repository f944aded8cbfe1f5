"""What rows hold after an evolution, and what a new database needs after it."""

from pathlib import Path

import pytest
from psycopg2.errors import UniqueViolation

from tests.generating import TEST_DATA, database, environment, execute, generate, python, rows
from tests.journeys.migrating import downgrade, upgrade

SPEC = """\
spec: 1
api: {title: Notes, version: 1.0.0}
resources:
  Note:
    owner: user_id
    fields:
      id: {type: int, key: true}
"""
BEFORE = (
    SPEC
    + """\
      a: {type: int}
      b: {type: "decimal(5,1)"}
      c: {type: date}
      d: {type: int}
      e: {type: int}
      f: {type: bool}
      g: {type: int}
"""
)
AFTER = (
    SPEC
    + """\
      a: {type: float, required: true, backfill: 0.4, consent: [require_field]}
      b: {type: "decimal(7,3)", required: true, backfill: "0.125", consent: [require_field]}
      c:
        type: datetime
        required: true
        backfill: "2026-01-01T23:00:00Z"
        consent: [require_field, widen_type_as_text timestampwithtimezone]
      d:
        type: string
        required: true
        backfill: none
        consent: [require_field, widen_type_as_text text]
      e:
        type: bigint
        required: true
        backfill: 5000000000
        consent: [require_field, widen_type_as_text bigint]
      f:
        type: text
        required: true
        backfill: maybe
        consent: [require_field, widen_type_as_text text]
      g:
        type: string
        required: true
        max: 9
        backfill: "a$$b:c"
        consent: [require_field, widen_type_as_text text, tighten_max 9]
"""
)


def test_a_backfill_is_of_the_new_type(tmp_path: Path) -> None:
    package = generate(BEFORE, tmp_path / "made_app")
    with database() as url:
        env = environment(package, url)
        python(package, "-m", package.name, "migrate", env=env)
        execute(url, "INSERT INTO notes (user_id) VALUES ('alice')")
        execute(
            url, "INSERT INTO notes (user_id, a, d, e, f, g) VALUES ('alice', 1, 2, 4, true, 3)"
        )
        generate(AFTER, package)
        python(package, "-m", package.name, "migrate", env=env)
        query = (
            "SELECT a, b::text, c AT TIME ZONE 'UTC' = '2026-01-01 23:00', d, e, f, g FROM notes"
        )
        assert rows(url, f"{query} ORDER BY id") == [
            (0.4, "0.125", True, "none", 5_000_000_000, "maybe", "a$$b:c"),
            (1.0, "0.125", True, "2", 4, "true", "3"),
        ]
        # What is no number any more couldn't go back.
        execute(url, "DELETE FROM notes WHERE id = 1")
        python(package, "-m", package.name, "downgrade", "0001", env=env)
        found = rows(url, "SELECT a, d, e, f, g FROM notes WHERE id = 2")
        assert found == [(1, 2, 4, True, 3)]


def test_the_new_version_works_before_its_contract_part(tmp_path: Path) -> None:
    """A number that becomes a short text: the column is a text as soon as it is expanded."""
    package = generate(SPEC + "      a: {type: int}\n", tmp_path / "made_app")
    with database() as url:
        env = environment(package, url)
        python(package, "-m", package.name, "migrate", env=env)
        words = "[widen_type_as_text text, tighten_max 5]"
        generate(SPEC + f"      a: {{type: text, max: 5, consent: {words}}}\n", package)
        shown = python(package, "-m", package.name, "migrate", "--expand", env=env)
        assert "fails on this until it is replaced" in shown
        execute(url, "INSERT INTO notes (user_id, a) VALUES ('alice', 'hello')")
        python(package, "-m", package.name, "migrate", env=env)
        assert rows(url, "SELECT a FROM notes") == [("hello",)]


def test_a_table_of_users_that_is_left_behind(tmp_path: Path) -> None:
    package = generate(SPEC, tmp_path / "made_app")
    for users in ("{table: auth.member, key: uid}", "provision", "none"):
        consent = ", consent: [remove_users]" if users == "none" else ""
        spec = SPEC.replace("1.0.0}", f"1.0.0{consent}}}\nauth: {{users: {users}}}")
        generate(spec, package)
    env = environment(package) | {"APP_ENV": "development"}
    env["EMBEDDED_DATA"] = str(TEST_DATA.parent)
    assert "lead to the models" in python(package, "-m", package.name, "verify", env=env)


UNIQUE = """\
spec: 1
api: {title: Notes, version: 1.0.0}
resources:
  Note:
    owner: user_id
    consent: [add_unique slug]
    fields:
      id: {type: int, key: true}
      slug: {type: string, max: 40, unique: per_owner}
"""
CONSTRAINT = "uq_notes_user_id_slug"


def test_rows_that_are_alike_are_counted_before_anything_is_done(tmp_path: Path) -> None:
    package = generate(SPEC + "      slug: {type: string, max: 40}\n", tmp_path / "made_app")
    with database() as url:
        env = environment(package, url)
        python(package, "-m", package.name, "migrate", env=env)
        execute(
            url,
            "INSERT INTO notes (user_id, slug) VALUES ('alice', 'a'), ('alice', 'a'), "
            "('bob', 'a'), ('alice', NULL), ('alice', NULL), ('alice', 'a')",
        )
        generate(UNIQUE, package)
        found = upgrade(package, url)
        assert found is not None
        assert (found.what, found.count) == ("notes that repeat the slug of another", 2)
        assert rows(url, found.query + " ORDER BY id") == [(2,), (6,)]
        # What a build leaves behind that failed, while somebody wrote, is built again.
        index = f"CREATE UNIQUE INDEX CONCURRENTLY {CONSTRAINT} ON notes (user_id, slug)"
        with pytest.raises(UniqueViolation):
            execute(url, index)
        valid = f"SELECT indisvalid FROM pg_index WHERE indexrelid = '{CONSTRAINT}'::regclass"
        assert rows(url, valid) == [(False,)]
        execute(url, f"DELETE FROM notes WHERE id IN ({found.query})")
        assert upgrade(package, url) is None
        assert rows(url, valid) == [(True,)]
        shown = (
            f"SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '{CONSTRAINT}'"
        )
        assert rows(url, shown) == [("UNIQUE (user_id, slug)",)]
        with pytest.raises(UniqueViolation):
            execute(url, "INSERT INTO notes (user_id, slug) VALUES ('bob', 'a')")
        downgrade(package, url, "0001")
        execute(url, "INSERT INTO notes (user_id, slug) VALUES ('bob', 'a')")


THROUGH = """\
spec: 1
api: {title: Boards, version: 1.0.0}
resources:
  Board:
    owner: user_id
    fields:
      id: {type: int, key: true}
  List:
    owner: {through: board_id}
    fields:
      id: {type: int, key: true}
      board_id: {type: ref, to: Board, on_delete: cascade, required: true}
  Card:
    owner: {through: list_id}
    fields:
      id: {type: int, key: true}
      list_id: {type: ref, to: List, on_delete: cascade, required: true}
      other_id: {type: int}
  Pin:
    owner: user_id
    fields:
      id: {type: int, key: true}
      card_id: {type: int}
"""


def test_new_references_are_to_rows_of_the_same_owner_however_deep_they_lie(
    tmp_path: Path,
) -> None:
    package = generate(THROUGH, tmp_path / "made_app")
    with database() as url:
        env = environment(package, url)
        python(package, "-m", package.name, "migrate", env=env)
        for command in (
            "INSERT INTO boards (id, user_id) OVERRIDING SYSTEM VALUE VALUES (1, 'a'), (2, 'b')",
            "INSERT INTO lists (id, board_id) OVERRIDING SYSTEM VALUE VALUES (11, 1), (12, 2)",
            "INSERT INTO cards (id, list_id, other_id) OVERRIDING SYSTEM VALUE "
            "VALUES (21, 11, 11), (22, 12, 11)",
            "INSERT INTO pins (id, user_id, card_id) OVERRIDING SYSTEM VALUE "
            "VALUES (31, 'a', 22), (32, 'b', 22)",
        ):
            execute(url, command)
        spec = THROUGH.replace(
            "other_id: {type: int}",
            "other_id: {type: ref, to: List, on_delete: set_null, consent: [add_reference lists]}",
        ).replace(
            "card_id: {type: int}",
            "card_id: {type: ref, to: Card, on_delete: set_null, consent: [add_reference cards]}",
        )
        generate(spec, package)
        with pytest.raises(AssertionError) as refused:
            python(package, "-m", package.name, "migrate", env=env)
        said = str(refused.value)
        assert "cards whose other_id is no row of lists of the same owner: 1\n" in said
        assert "pins whose card_id is no row of cards of the same owner: 1\n" in said
        execute(url, "UPDATE cards SET other_id = NULL WHERE id = 22")
        execute(url, "UPDATE pins SET card_id = NULL WHERE id = 31")
        python(package, "-m", package.name, "migrate", env=env)
        assert rows(url, "SELECT id, other_id FROM cards ORDER BY id") == [(21, 11), (22, None)]
        assert rows(url, "SELECT id, card_id FROM pins ORDER BY id") == [(31, None), (32, 22)]


LINKED = (
    SPEC
    + """\
      tags: {type: many, of: Tag}
  Tag:
    owner: user_id
    fields:
      id: {type: int, key: true}
"""
)
RENAMED = (
    LINKED.replace("  Note:", "  Memo:\n    was: Note\n    consent: [move_path /memos]")
    .replace("      tags:", "      labels:")
    .replace("of: Tag}", "of: Label, was: tags, consent: [rename_link tags]}")
    .replace("  Tag:", "  Label:\n    was: Tag\n    consent: [move_path /labels]")
)
WITHOUT = SPEC.replace("  Note:", "  Memo:\n    consent: [remove_link labels]").replace(
    "api: {", "api: {consent: [remove_resource Label], "
)


def test_links_are_kept_under_other_names(tmp_path: Path) -> None:
    package = generate(SPEC, tmp_path / "made_app")
    with database() as url, database() as empty:
        env = environment(package, url)

        def migrated(spec: str) -> None:
            generate(spec, package)
            python(package, "-m", package.name, "migrate", env=env)
            # The revisions lead to exactly the tables of the models, and back to nothing.
            python(package, "-m", package.name, "verify", env=environment(package, empty))

        migrated(LINKED)
        for table in ("notes", "tags"):
            execute(url, f"INSERT INTO {table} (user_id) VALUES ('alice'), ('alice')")
        execute(url, "INSERT INTO note_tags (note_id, tag_id) VALUES (1, 1), (1, 2), (2, 2)")
        migrated(RENAMED)
        query = "SELECT memo_id, label_id FROM memo_labels ORDER BY 1, 2"
        assert rows(url, query) == [(1, 1), (1, 2), (2, 2)]
        python(package, "-m", package.name, "downgrade", "0002", env=env)
        query = "SELECT note_id, tag_id FROM note_tags ORDER BY 1, 2"
        assert rows(url, query) == [(1, 1), (1, 2), (2, 2)]
        migrated(WITHOUT)
        assert rows(url, "SELECT to_regclass('memo_labels'), to_regclass('labels')") == [
            (None, None)
        ]
