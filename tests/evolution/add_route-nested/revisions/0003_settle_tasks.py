"""Put new_ix_tasks_project_id in the place of ix_tasks_project_id (tasks)."""

from alembic import op

revision = "0003_54f42f1f"
down_revision: str | None = "0002_d4ec76fa"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Put new_ix_tasks_project_id in the place of ix_tasks_project_id (tasks)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP INDEX ix_tasks_project_id")
    op.execute("ALTER INDEX new_ix_tasks_project_id RENAME TO ix_tasks_project_id")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_tasks_project_id RENAME TO new_ix_tasks_project_id")
    op.execute("CREATE INDEX ix_tasks_project_id ON tasks (project_id)")
