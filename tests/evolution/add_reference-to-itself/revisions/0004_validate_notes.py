"""Validate constraint fk_notes_parent_id_notes (notes)."""

from alembic import op

revision = "0004_8f344d7e"
down_revision: str | None = "0003_10ec1e47"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint fk_notes_parent_id_notes (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT fk_notes_parent_id_notes")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
