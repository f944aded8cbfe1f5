"""Put number__new in the place of number (notes)."""

from alembic import op

revision = "0005_5ecc1a6a"
down_revision: str | None = "0004_30a51c47"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Put number__new in the place of number (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TRIGGER sync_notes_number ON notes")
    op.execute("DROP FUNCTION sync_notes_number")
    op.execute("ALTER TABLE notes DROP COLUMN number")
    op.execute("ALTER TABLE notes RENAME COLUMN number__new TO number")
    op.execute("ALTER TABLE notes ALTER COLUMN number SET NOT NULL")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_number__new_given")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME COLUMN number TO number__new")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_number__new_given CHECK "
        "(number__new IS NOT NULL) NOT VALID"
    )
    op.execute("ALTER TABLE notes ALTER COLUMN number__new DROP NOT NULL")
    op.execute("ALTER TABLE notes ADD COLUMN number integer")
    op.execute("UPDATE notes SET number = number__new::integer")
    op.execute("ALTER TABLE notes ALTER COLUMN number SET NOT NULL")
    op.execute(
        "CREATE FUNCTION sync_notes_number() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN NEW.number__new = NEW.number::bigint; RETURN NEW; END'"
    )
    op.execute(
        "CREATE TRIGGER sync_notes_number BEFORE INSERT OR UPDATE ON notes FOR "
        "EACH ROW EXECUTE FUNCTION sync_notes_number()"
    )
