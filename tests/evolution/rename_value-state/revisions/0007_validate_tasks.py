"""Validate constraint ck_tasks_status_values (tasks)."""

from alembic import op

revision = "0007_cfea40df"
down_revision: str | None = "0006_c42abdd0"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_tasks_status_values (tasks)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks VALIDATE CONSTRAINT ck_tasks_status_values")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
