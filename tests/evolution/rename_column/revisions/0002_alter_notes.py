"""Rename column due_date to deadline (notes)."""

from alembic import op

revision = "0002_0d45fb9c"
down_revision: str | None = "0001_69f89d09"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename column due_date to deadline (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME COLUMN due_date TO deadline")
    op.execute("ALTER INDEX ix_notes_user_id_due_date RENAME TO ix_notes_user_id_deadline")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_notes_user_id_deadline RENAME TO ix_notes_user_id_due_date")
    op.execute("ALTER TABLE notes RENAME COLUMN deadline TO due_date")
