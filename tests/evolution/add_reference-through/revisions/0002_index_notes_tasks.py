"""Build the indexes of notes and tasks.

- build index ix_notes_label_id
- build index ix_notes_next_id
- build index ix_tasks_note_id
"""

from alembic import op

revision = "0002_93fc3dd4"
down_revision: str | None = "0001_a62ac491"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Build the indexes of notes and tasks."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_label_id")
        op.execute("CREATE INDEX CONCURRENTLY ix_notes_label_id ON notes (label_id)")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_next_id")
        op.execute("CREATE INDEX CONCURRENTLY ix_notes_next_id ON notes (next_id)")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_tasks_note_id")
        op.execute("CREATE INDEX CONCURRENTLY ix_tasks_note_id ON tasks (note_id)")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_tasks_note_id")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_next_id")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_label_id")
