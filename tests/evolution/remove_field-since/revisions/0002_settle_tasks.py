"""Drop column completed_at (tasks)."""

from alembic import op

revision = "0002_f768a144"
down_revision: str | None = "0001_d7fd1b90"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop column completed_at (tasks)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks DROP COLUMN completed_at")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks ADD COLUMN completed_at timestamptz")
