"""Add constraint uq_notes_slug with its index (notes)."""

from alembic import op

revision = "0005_2e227d73"
down_revision: str | None = "0004_09162942"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Add constraint uq_notes_slug with its index (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD CONSTRAINT uq_notes_slug UNIQUE USING INDEX uq_notes_slug")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT uq_notes_slug")
