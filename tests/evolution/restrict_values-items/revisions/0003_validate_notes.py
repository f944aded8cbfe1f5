"""Validate constraint ck_notes_labels_values (notes)."""

from alembic import op

revision = "0003_d4ca082e"
down_revision: str | None = "0002_60867339"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_notes_labels_values (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_labels_values")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
