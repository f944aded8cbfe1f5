"""Build index new_ix_tasks_project_id (tasks)."""

from alembic import op

revision = "0002_288d390d"
down_revision: str | None = "0001_d8b11cab"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index new_ix_tasks_project_id (tasks)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS new_ix_tasks_project_id")
        op.execute("CREATE INDEX CONCURRENTLY new_ix_tasks_project_id ON tasks (project_id)")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS new_ix_tasks_project_id")
