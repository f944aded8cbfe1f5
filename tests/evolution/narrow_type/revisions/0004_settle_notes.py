"""Put size__new in the place of size (notes)."""

from alembic import op

revision = "0004_679f6722"
down_revision: str | None = "0003_2c2c3a83"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Put size__new in the place of size (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TRIGGER sync_notes_size ON notes")
    op.execute("DROP FUNCTION sync_notes_size")
    op.execute("ALTER TABLE notes DROP COLUMN size")
    op.execute("ALTER TABLE notes RENAME COLUMN size__new TO size")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME COLUMN size TO size__new")
    op.execute("ALTER TABLE notes ADD COLUMN size bigint")
    op.execute("UPDATE notes SET size = size__new::bigint")
    op.execute(
        "CREATE FUNCTION sync_notes_size() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN NEW.size__new = NEW.size::integer; RETURN NEW; END'"
    )
    op.execute(
        "CREATE TRIGGER sync_notes_size BEFORE INSERT OR UPDATE ON notes FOR "
        "EACH ROW EXECUTE FUNCTION sync_notes_size()"
    )
