"""Add constraint uq_notes_user_id_slug with its index (notes)."""

from alembic import op

revision = "0003_1e3605a5"
down_revision: str | None = "0002_b25f7f8a"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Add constraint uq_notes_user_id_slug with its index (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT uq_notes_user_id_slug UNIQUE USING "
        "INDEX uq_notes_user_id_slug"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT uq_notes_user_id_slug")
