"""Change notes and tasks.

- add constraint fk_notes_label_id_shelves, not valid yet
- add constraint fk_notes_next_id_notes, not valid yet
- add constraint fk_tasks_note_id_notes, not valid yet
"""

from alembic import op

revision = "0003_c373862d"
down_revision: str | None = "0002_93fc3dd4"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes whose label_id is no row of shelves of the same owner": (
        "SELECT id FROM notes WHERE label_id IS NOT NULL AND NOT EXISTS (SELECT "
        "FROM shelves _one WHERE _one.id = notes.label_id AND _one.user_id = "
        "(SELECT _hop.user_id FROM boards _hop WHERE _hop.id = notes.board_id))"
    ),
    "notes whose next_id is no row of notes of the same owner": (
        "SELECT id FROM notes WHERE next_id IS NOT NULL AND NOT EXISTS (SELECT "
        "FROM notes _one WHERE _one.id = notes.next_id AND (SELECT _hop.user_id "
        "FROM boards _hop WHERE _hop.id = _one.board_id) = (SELECT _hop.user_id "
        "FROM boards _hop WHERE _hop.id = notes.board_id))"
    ),
    "tasks whose note_id is no row of notes of the same owner": (
        "SELECT id FROM tasks WHERE note_id IS NOT NULL AND NOT EXISTS (SELECT "
        "FROM notes _one WHERE _one.id = tasks.note_id AND (SELECT _hop.user_id "
        "FROM boards _hop WHERE _hop.id = _one.board_id) = tasks.user_id)"
    ),
}


def upgrade() -> None:
    """Change notes and tasks."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_label_id_shelves FOREIGN KEY "
        "(label_id) REFERENCES shelves (id) ON DELETE SET NULL NOT VALID"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_next_id_notes FOREIGN KEY "
        "(next_id) REFERENCES notes (id) ON DELETE SET NULL NOT VALID"
    )
    op.execute(
        "ALTER TABLE tasks ADD CONSTRAINT fk_tasks_note_id_notes FOREIGN KEY "
        "(note_id) REFERENCES notes (id) ON DELETE SET NULL NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks DROP CONSTRAINT fk_tasks_note_id_notes")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_next_id_notes")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_label_id_shelves")
