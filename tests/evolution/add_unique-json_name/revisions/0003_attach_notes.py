"""Add constraint uq_notes_user_id_due_day_slot with its index (notes)."""

from alembic import op

revision = "0003_9f5b191b"
down_revision: str | None = "0002_d7e14ad4"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Add constraint uq_notes_user_id_due_day_slot with its index (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT uq_notes_user_id_due_day_slot UNIQUE "
        "USING INDEX uq_notes_user_id_due_day_slot"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT uq_notes_user_id_due_day_slot")
