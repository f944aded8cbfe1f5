"""Drop column completed (tasks)."""

from alembic import op

revision = "0002_12193b2b"
down_revision: str | None = "0001_65daae24"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop column completed (tasks)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks DROP COLUMN completed")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks ADD COLUMN completed boolean DEFAULT false NOT NULL")
