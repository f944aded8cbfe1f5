"""Build index new_ix_notes_user_id_state_id (notes)."""

from alembic import op

revision = "0004_9304b832"
down_revision: str | None = "0003_b0709f85"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build index new_ix_notes_user_id_state_id (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS new_ix_notes_user_id_state_id")
        op.execute(
            "CREATE INDEX CONCURRENTLY new_ix_notes_user_id_state_id ON notes "
            "(user_id, (CASE state WHEN 'done' THEN 0 WHEN 'open' THEN 1 END), id)"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS new_ix_notes_user_id_state_id")
