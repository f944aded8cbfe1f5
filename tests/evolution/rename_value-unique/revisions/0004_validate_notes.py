"""Validate constraint ck_notes_slot_values (notes)."""

from alembic import op

revision = "0004_89be4d24"
down_revision: str | None = "0003_e43bac34"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_notes_slot_values (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_slot_values")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
