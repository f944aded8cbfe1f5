"""Add column completed_at (tasks)."""

from alembic import op

revision = "0002_3946d4ea"
down_revision: str | None = "0001_2a3df9df"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Add column completed_at (tasks)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks ADD COLUMN completed_at timestamptz")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks DROP COLUMN completed_at")
