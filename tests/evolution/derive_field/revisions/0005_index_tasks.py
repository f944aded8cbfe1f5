"""Build index ix_tasks_user_id_completed__is (tasks)."""

from alembic import op

revision = "0005_7eeb3411"
down_revision: str | None = "0004_99533ec0"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index ix_tasks_user_id_completed__is (tasks)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_tasks_user_id_completed__is")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_tasks_user_id_completed__is ON tasks "
            "(user_id, (status = 'done'))"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_tasks_user_id_completed__is")
