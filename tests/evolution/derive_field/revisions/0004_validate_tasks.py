"""Validate constraint ck_tasks_status_values (tasks)."""

from alembic import op

revision = "0004_99533ec0"
down_revision: str | None = "0003_705fc601"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate constraint ck_tasks_status_values (tasks)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks VALIDATE CONSTRAINT ck_tasks_status_values")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
