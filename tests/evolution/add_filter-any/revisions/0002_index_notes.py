"""Build index ix_notes_labels (notes)."""

from alembic import op

revision = "0002_596045d5"
down_revision: str | None = "0001_685998c8"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index ix_notes_labels (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_labels")
        op.execute("CREATE INDEX CONCURRENTLY ix_notes_labels ON notes USING gin (labels)")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_labels")
