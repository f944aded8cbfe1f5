"""Validate constraint ck_notes_code_pattern (notes)."""

from alembic import op

revision = "0003_a5a3055b"
down_revision: str | None = "0002_ae99c7d9"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_notes_code_pattern (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_code_pattern")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
