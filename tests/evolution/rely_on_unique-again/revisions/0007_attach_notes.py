"""Add constraint uq_notes_user_id_number with its index (notes)."""

from alembic import op

revision = "0007_c4e9cce4"
down_revision: str | None = "0006_e3005128"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Add constraint uq_notes_user_id_number with its index (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT uq_notes_user_id_number UNIQUE USING "
        "INDEX uq_notes_user_id_number"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT uq_notes_user_id_number")
