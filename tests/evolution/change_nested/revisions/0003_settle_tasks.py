"""Settle tasks.

- put new_ix_tasks_project_id in the place of ix_tasks_project_id
- put new_ix_tasks_helps_id in the place of ix_tasks_helps_id
"""

from alembic import op

revision = "0003_62a68041"
down_revision: str | None = "0002_66fb455f"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Settle tasks."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP INDEX ix_tasks_project_id")
    op.execute("ALTER INDEX new_ix_tasks_project_id RENAME TO ix_tasks_project_id")
    op.execute("DROP INDEX ix_tasks_helps_id")
    op.execute("ALTER INDEX new_ix_tasks_helps_id RENAME TO ix_tasks_helps_id")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_tasks_helps_id RENAME TO new_ix_tasks_helps_id")
    op.execute("CREATE INDEX ix_tasks_helps_id ON tasks (helps_id)")
    op.execute("ALTER INDEX ix_tasks_project_id RENAME TO new_ix_tasks_project_id")
    op.execute("CREATE INDEX ix_tasks_project_id ON tasks (project_id, id)")
