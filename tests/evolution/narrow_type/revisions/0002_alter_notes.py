"""Add size__new of type integer beside size (notes)."""

from alembic import op

revision = "0002_4db9429c"
down_revision: str | None = "0001_5d2e10b7"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes whose size doesn't suit the new type or its rules": (
        "SELECT id FROM notes WHERE size NOT BETWEEN -2147483648 AND 2147483647"
    ),
}


def upgrade() -> None:
    """Add size__new of type integer beside size (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN size__new integer")
    op.execute(
        "CREATE FUNCTION sync_notes_size() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN NEW.size__new = NEW.size::integer; RETURN NEW; END'"
    )
    op.execute(
        "CREATE TRIGGER sync_notes_size BEFORE INSERT OR UPDATE ON notes FOR "
        "EACH ROW EXECUTE FUNCTION sync_notes_size()"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TRIGGER IF EXISTS sync_notes_size ON notes")
    op.execute("DROP FUNCTION IF EXISTS sync_notes_size")
    op.execute("ALTER TABLE notes DROP COLUMN IF EXISTS size__new")
