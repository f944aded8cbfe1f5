"""Build index ix_notes_user_id (notes)."""

from alembic import op

revision = "0003_f09a862c"
down_revision: str | None = "0002_bf680bf4"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index ix_notes_user_id (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id")
        op.execute("CREATE INDEX CONCURRENTLY ix_notes_user_id ON notes (user_id)")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id")
