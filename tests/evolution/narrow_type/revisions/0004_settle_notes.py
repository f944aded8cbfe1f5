"""Put size__new in the place of size (notes)."""

from alembic import op

revision = "0004_ac27048a"
down_revision: str | None = "0003_e59be436"
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
    op.execute("ALTER TABLE notes ALTER COLUMN size TYPE bigint USING size::bigint")
