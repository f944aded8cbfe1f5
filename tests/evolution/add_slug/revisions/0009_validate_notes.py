"""Validate constraint ck_notes_slug_given (notes)."""

from alembic import op

revision = "0009_9aa3fa95"
down_revision: str | None = "0008_3f407abd"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_notes_slug_given (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_slug_given")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
