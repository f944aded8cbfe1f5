"""Drop index ix_notes_user_id_made_at_id (notes)."""

from alembic import op

revision = "0003_b2ea41a7"
down_revision: str | None = "0002_fd646f39"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop index ix_notes_user_id_made_at_id (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_made_at_id")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_made_at_id")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_notes_user_id_made_at_id ON notes (user_id, made_at, id)"
        )
