"""Build index ix_tasks_project_id (tasks)."""

from alembic import op

revision = "0004_de23ec92"
down_revision: str | None = "0003_3d0826c2"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index ix_tasks_project_id (tasks)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_tasks_project_id")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_tasks_project_id ON tasks (project_id, "
            "user_id, created_at, id)"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_tasks_project_id")
