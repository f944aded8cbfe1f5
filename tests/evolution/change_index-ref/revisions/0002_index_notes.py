"""Build index new_ix_notes_project_id (notes)."""

from alembic import op

revision = "0002_3c299de2"
down_revision: str | None = "0001_18a4a789"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index new_ix_notes_project_id (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS new_ix_notes_project_id")
        op.execute(
            "CREATE INDEX CONCURRENTLY new_ix_notes_project_id ON notes (project_id, user_id)"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS new_ix_notes_project_id")
