"""Build index ix_notes_user_id_title__startswith (notes)."""

from alembic import op

revision = "0002_9b336cce"
down_revision: str | None = "0001_6461e9b5"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index ix_notes_user_id_title__startswith (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_title__startswith")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_notes_user_id_title__startswith ON notes "
            '(user_id, lower(title) COLLATE "C")'
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_title__startswith")
