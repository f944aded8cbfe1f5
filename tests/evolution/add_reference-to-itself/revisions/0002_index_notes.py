"""Build index ix_notes_parent_id (notes)."""

from alembic import op

revision = "0002_8433377a"
down_revision: str | None = "0001_c57f1e22"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index ix_notes_parent_id (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_parent_id")
        op.execute("CREATE INDEX CONCURRENTLY ix_notes_parent_id ON notes (parent_id)")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_parent_id")
