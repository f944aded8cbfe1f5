"""Build the indexes of notes.

- build index ix_notes_project_id
- build index ix_notes_board_id
"""

from alembic import op

revision = "0004_aa1ba975"
down_revision: str | None = "0003_20f32513"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build the indexes of notes."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_project_id")
        op.execute("CREATE INDEX CONCURRENTLY ix_notes_project_id ON notes (project_id)")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_board_id")
        op.execute("CREATE INDEX CONCURRENTLY ix_notes_board_id ON notes (board_id)")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_board_id")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_project_id")
