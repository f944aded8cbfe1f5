"""Add constraint uq_notes_board_id_title with its index (notes)."""

from alembic import op

revision = "0003_3ffe2e4e"
down_revision: str | None = "0002_196f00ef"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Add constraint uq_notes_board_id_title with its index (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT uq_notes_board_id_title UNIQUE USING "
        "INDEX uq_notes_board_id_title"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT uq_notes_board_id_title")
