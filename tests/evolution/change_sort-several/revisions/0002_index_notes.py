"""Build index ix_notes_user_id_made_at__desc_title_id (notes)."""

from alembic import op

revision = "0002_fd646f39"
down_revision: str | None = "0001_a69a49b5"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index ix_notes_user_id_made_at__desc_title_id (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_made_at__desc_title_id")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_notes_user_id_made_at__desc_title_id ON "
            'notes (user_id, made_at DESC, lower(title) COLLATE "C", id)'
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_made_at__desc_title_id")
