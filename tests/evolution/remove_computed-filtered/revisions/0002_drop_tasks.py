"""Drop index ix_tasks_user_id_completed__is (tasks)."""

from alembic import op

revision = "0002_72cd5377"
down_revision: str | None = "0001_0332f8d2"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop index ix_tasks_user_id_completed__is (tasks)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_tasks_user_id_completed__is")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_tasks_user_id_completed__is")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_tasks_user_id_completed__is ON tasks "
            "(user_id, (status = 'done'))"
        )
