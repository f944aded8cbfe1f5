"""Put new_ix_tasks_user_id_over__is in the place of ix_tasks_user_id_over__is (tasks)."""

from alembic import op

revision = "0008_2b3a8632"
down_revision: str | None = "0007_cfea40df"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Put new_ix_tasks_user_id_over__is in the place of ix_tasks_user_id_over__is (tasks)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP INDEX ix_tasks_user_id_over__is")
    op.execute("ALTER INDEX new_ix_tasks_user_id_over__is RENAME TO ix_tasks_user_id_over__is")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_tasks_user_id_over__is RENAME TO new_ix_tasks_user_id_over__is")
    op.execute("CREATE INDEX ix_tasks_user_id_over__is ON tasks (user_id, (status = 'done'))")
