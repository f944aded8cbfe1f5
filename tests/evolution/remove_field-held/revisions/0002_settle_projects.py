"""Drop column budget (projects)."""

from alembic import op

revision = "0002_77305aeb"
down_revision: str | None = "0001_f6cc4357"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop column budget (projects)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects DROP COLUMN budget")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects ADD COLUMN budget integer")
