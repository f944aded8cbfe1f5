"""Build index new_ix_notes_user_id_stars (notes)."""

from alembic import op

revision = "0004_5897736b"
down_revision: str | None = "0003_593ea2a7"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index new_ix_notes_user_id_stars (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS new_ix_notes_user_id_stars")
        op.execute(
            "CREATE INDEX CONCURRENTLY new_ix_notes_user_id_stars ON notes (user_id, stars__new)"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS new_ix_notes_user_id_stars")
