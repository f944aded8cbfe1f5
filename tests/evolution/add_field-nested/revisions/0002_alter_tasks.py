"""Add column done (tasks)."""

from alembic import op

revision = "0002_d8e9eac6"
down_revision: str | None = "0001_d8b11cab"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Add column done (tasks)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks ADD COLUMN done boolean DEFAULT false NOT NULL")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks DROP COLUMN done")
