"""Change notes.

- add number__new of type bigint beside number
- drop constraint uq_notes_user_id_number
"""

from alembic import op

revision = "0002_6cc8bd9b"
down_revision: str | None = "0001_8b84585b"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN number__new bigint")
    op.execute(
        "CREATE FUNCTION sync_notes_number() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN NEW.number__new = NEW.number::bigint; RETURN NEW; END'"
    )
    op.execute(
        "CREATE TRIGGER sync_notes_number BEFORE INSERT OR UPDATE ON notes FOR "
        "EACH ROW EXECUTE FUNCTION sync_notes_number()"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_number__new_given CHECK "
        "(number__new IS NOT NULL) NOT VALID"
    )
    op.execute("ALTER TABLE notes DROP CONSTRAINT uq_notes_user_id_number")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD CONSTRAINT uq_notes_user_id_number UNIQUE (user_id, number)")
    op.execute("DROP TRIGGER IF EXISTS sync_notes_number ON notes")
    op.execute("DROP FUNCTION IF EXISTS sync_notes_number")
    op.execute("ALTER TABLE notes DROP COLUMN IF EXISTS number__new")
