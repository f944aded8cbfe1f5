"""Put size__new in the place of size (notes)."""

from alembic import op

revision = "0005_096f822c"
down_revision: str | None = "0004_d03fa2ab"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Put size__new in the place of size (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TRIGGER sync_notes_size ON notes")
    op.execute("DROP FUNCTION sync_notes_size")
    op.execute("ALTER TABLE notes DROP COLUMN size")
    op.execute("ALTER TABLE notes RENAME COLUMN size__new TO size")
    op.execute("ALTER TABLE notes ALTER COLUMN size SET NOT NULL")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_size__new_given")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME COLUMN size TO size__new")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_size__new_given CHECK "
        "(size__new IS NOT NULL) NOT VALID"
    )
    op.execute("ALTER TABLE notes ALTER COLUMN size__new DROP NOT NULL")
    op.execute("ALTER TABLE notes ADD COLUMN size integer")
    op.execute("UPDATE notes SET size = size__new::integer")
    op.execute("ALTER TABLE notes ALTER COLUMN size SET NOT NULL")
    op.execute(
        "CREATE FUNCTION sync_notes_size() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN NEW.size__new = NEW.size::bigint; RETURN NEW; END'"
    )
    op.execute(
        "CREATE TRIGGER sync_notes_size BEFORE INSERT OR UPDATE ON notes FOR "
        "EACH ROW EXECUTE FUNCTION sync_notes_size()"
    )
