"""Add size__new of type bigint beside size (notes)."""

from alembic import op

revision = "0002_b41901fb"
down_revision: str | None = "0001_d1e5e0da"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Add size__new of type bigint beside size (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN size__new bigint")
    op.execute(
        "CREATE FUNCTION sync_notes_size() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN NEW.size__new = NEW.size::bigint; RETURN NEW; END'"
    )
    op.execute(
        "CREATE TRIGGER sync_notes_size BEFORE INSERT OR UPDATE ON notes FOR "
        "EACH ROW EXECUTE FUNCTION sync_notes_size()"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_size__new_given CHECK "
        "(size__new IS NOT NULL) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TRIGGER IF EXISTS sync_notes_size ON notes")
    op.execute("DROP FUNCTION IF EXISTS sync_notes_size")
    op.execute("ALTER TABLE notes DROP COLUMN IF EXISTS size__new")
