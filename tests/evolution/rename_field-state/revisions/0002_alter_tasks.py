"""Rename column status to state (tasks)."""

from alembic import op

revision = "0002_e50375c2"
down_revision: str | None = "0001_a8427fef"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename column status to state (tasks)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks RENAME COLUMN status TO state")
    op.execute(
        "ALTER TABLE tasks RENAME CONSTRAINT ck_tasks_status_values TO ck_tasks_state_values"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE tasks RENAME CONSTRAINT ck_tasks_state_values TO ck_tasks_status_values"
    )
    op.execute("ALTER TABLE tasks RENAME COLUMN state TO status")
