"""Build index ix_tasks_user_id_completed (tasks)."""

from alembic import op

revision = "0004_9d11415d"
down_revision: str | None = "0003_e48d7b91"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index ix_tasks_user_id_completed (tasks)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_tasks_user_id_completed")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_tasks_user_id_completed ON tasks (user_id, completed)"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_tasks_user_id_completed")
