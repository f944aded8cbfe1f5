"""Validate constraint ck_notes_moods_values (notes)."""

from alembic import op

revision = "0005_500f8c5f"
down_revision: str | None = "0004_35df2cf4"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_notes_moods_values (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_moods_values")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
