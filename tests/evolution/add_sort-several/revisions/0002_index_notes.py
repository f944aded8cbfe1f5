"""Build index ix_notes_user_id_title_made_at__desc_id__desc (notes)."""

from alembic import op

revision = "0002_aebfdf23"
down_revision: str | None = "0001_a69a49b5"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index ix_notes_user_id_title_made_at__desc_id__desc (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute(
            "DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_title_made_at__desc_id__desc"
        )
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_notes_user_id_title_made_at__desc_id__desc "
            'ON notes (user_id, lower(title) COLLATE "C", made_at DESC, id DESC)'
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute(
            "DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_title_made_at__desc_id__desc"
        )
