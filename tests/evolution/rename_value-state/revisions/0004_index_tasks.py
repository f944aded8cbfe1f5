"""Build index new_ix_tasks_user_id_over__is (tasks)."""

from alembic import op

revision = "0004_46ee9853"
down_revision: str | None = "0003_120cb681"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index new_ix_tasks_user_id_over__is (tasks)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS new_ix_tasks_user_id_over__is")
        op.execute(
            "CREATE INDEX CONCURRENTLY new_ix_tasks_user_id_over__is ON tasks "
            "(user_id, (status = 'finished'))"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS new_ix_tasks_user_id_over__is")
