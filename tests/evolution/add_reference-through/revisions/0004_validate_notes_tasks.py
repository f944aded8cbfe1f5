"""Validate the constraints of notes and tasks.

- validate constraint fk_notes_label_id_shelves
- validate constraint fk_notes_next_id_notes
- validate constraint fk_tasks_note_id_notes
"""

from alembic import op

revision = "0004_649cc610"
down_revision: str | None = "0003_c373862d"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate the constraints of notes and tasks."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT fk_notes_label_id_shelves")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT fk_notes_next_id_notes")
    op.execute("ALTER TABLE tasks VALIDATE CONSTRAINT fk_tasks_note_id_notes")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
