"""Build index ix_notes_search_vector (notes)."""

from alembic import op

revision = "0003_de74465b"
down_revision: str | None = "0002_9151b4ae"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index ix_notes_search_vector (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_search_vector")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_notes_search_vector ON notes USING gin (search_vector)"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_search_vector")
