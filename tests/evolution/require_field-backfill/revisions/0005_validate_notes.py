"""Validate constraint ck_notes_body_given (notes)."""

from alembic import op

revision = "0005_8491df83"
down_revision: str | None = "0004_04b1e8f6"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_notes_body_given (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_body_given")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
