"""Build index ix_notes_project_id (notes)."""

from alembic import op

revision = "0002_1dc3ce2a"
down_revision: str | None = "0001_7798bbd3"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index ix_notes_project_id (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_project_id")
        op.execute("CREATE INDEX CONCURRENTLY ix_notes_project_id ON notes (project_id)")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_project_id")
