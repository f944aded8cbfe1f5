"""Drop index ix_notes_user_id_size (notes)."""

from alembic import op

revision = "0002_3f57b135"
down_revision: str | None = "0001_9f088829"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop index ix_notes_user_id_size (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_size")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_size")
        op.execute("CREATE INDEX CONCURRENTLY ix_notes_user_id_size ON notes (user_id, size)")
