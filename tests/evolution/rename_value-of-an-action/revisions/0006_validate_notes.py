"""Validate constraint ck_notes_state_values (notes)."""

from alembic import op

revision = "0006_360cd6c6"
down_revision: str | None = "0005_6e0f9fcb"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_notes_state_values (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_state_values")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
