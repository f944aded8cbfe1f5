"""Build index new_ix_notes_user_id_title_id (notes)."""

from alembic import op

revision = "0004_71dde2c5"
down_revision: str | None = "0003_64b603f4"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index new_ix_notes_user_id_title_id (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS new_ix_notes_user_id_title_id")
        op.execute(
            "CREATE INDEX CONCURRENTLY new_ix_notes_user_id_title_id ON notes "
            '(user_id, left(lower(title), 400) COLLATE "C", id)'
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS new_ix_notes_user_id_title_id")
