"""Validate constraint ck_notes_moods_values (notes)."""

from alembic import op

revision = "0003_f16b4fb9"
down_revision: str | None = "0002_849a1d2f"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate constraint ck_notes_moods_values (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_moods_values")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
