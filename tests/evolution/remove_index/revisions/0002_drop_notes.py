"""Drop index ix_notes_user_id_done (notes)."""

from alembic import op

revision = "0002_0ad9019b"
down_revision: str | None = "0001_8aabc42a"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop index ix_notes_user_id_done (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_done")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_done")
        op.execute("CREATE INDEX CONCURRENTLY ix_notes_user_id_done ON notes (user_id, done)")
