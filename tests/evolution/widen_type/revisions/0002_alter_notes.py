"""Add stars__new of type double precision beside stars (notes)."""

from alembic import op

revision = "0002_ef0ab206"
down_revision: str | None = "0001_1ad99cbb"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Add stars__new of type double precision beside stars (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN stars__new double precision")
    op.execute(
        "CREATE FUNCTION sync_notes_stars() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN NEW.stars__new = NEW.stars::double precision; RETURN NEW; END'"
    )
    op.execute(
        "CREATE TRIGGER sync_notes_stars BEFORE INSERT OR UPDATE ON notes FOR "
        "EACH ROW EXECUTE FUNCTION sync_notes_stars()"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TRIGGER IF EXISTS sync_notes_stars ON notes")
    op.execute("DROP FUNCTION IF EXISTS sync_notes_stars")
    op.execute("ALTER TABLE notes DROP COLUMN IF EXISTS stars__new")
