"""Change 3 tables.

- rename table notes to tasks
- rename table tags to labels
- rename table note_tags to task_tags
- rename column note_id to task_id
"""

from alembic import op

revision = "0002_79072305"
down_revision: str | None = "0001_f7da6558"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Change 3 tables."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME TO tasks")
    op.execute("ALTER TABLE tags RENAME TO labels")
    op.execute("ALTER TABLE note_tags RENAME TO task_tags")
    op.execute("ALTER TABLE tasks RENAME CONSTRAINT pk_notes TO pk_tasks")
    op.execute("ALTER TABLE labels RENAME CONSTRAINT pk_tags TO pk_labels")
    op.execute("ALTER TABLE task_tags RENAME CONSTRAINT pk_note_tags TO pk_task_tags")
    op.execute("ALTER TABLE tasks RENAME CONSTRAINT ck_notes_title_max TO ck_tasks_title_max")
    op.execute("ALTER TABLE labels RENAME CONSTRAINT ck_tags_name_max TO ck_labels_name_max")
    op.execute("ALTER TABLE task_tags RENAME COLUMN note_id TO task_id")
    op.execute(
        "ALTER TABLE task_tags RENAME CONSTRAINT fk_note_tags_note_id_notes TO "
        "fk_task_tags_task_id_tasks"
    )
    op.execute(
        "ALTER TABLE task_tags RENAME CONSTRAINT fk_note_tags_tag_id_tags TO "
        "fk_task_tags_tag_id_labels"
    )
    op.execute("ALTER INDEX ix_notes_user_id_id RENAME TO ix_tasks_user_id_id")
    op.execute("ALTER INDEX ix_tags_user_id_id RENAME TO ix_labels_user_id_id")
    op.execute("ALTER INDEX ix_note_tags_tag_id_note_id RENAME TO ix_task_tags_tag_id_task_id")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_task_tags_tag_id_task_id RENAME TO ix_note_tags_tag_id_note_id")
    op.execute("ALTER INDEX ix_labels_user_id_id RENAME TO ix_tags_user_id_id")
    op.execute("ALTER INDEX ix_tasks_user_id_id RENAME TO ix_notes_user_id_id")
    op.execute(
        "ALTER TABLE task_tags RENAME CONSTRAINT fk_task_tags_tag_id_labels TO "
        "fk_note_tags_tag_id_tags"
    )
    op.execute(
        "ALTER TABLE task_tags RENAME CONSTRAINT fk_task_tags_task_id_tasks TO "
        "fk_note_tags_note_id_notes"
    )
    op.execute("ALTER TABLE task_tags RENAME COLUMN task_id TO note_id")
    op.execute("ALTER TABLE labels RENAME CONSTRAINT ck_labels_name_max TO ck_tags_name_max")
    op.execute("ALTER TABLE tasks RENAME CONSTRAINT ck_tasks_title_max TO ck_notes_title_max")
    op.execute("ALTER TABLE task_tags RENAME CONSTRAINT pk_task_tags TO pk_note_tags")
    op.execute("ALTER TABLE labels RENAME CONSTRAINT pk_labels TO pk_tags")
    op.execute("ALTER TABLE tasks RENAME CONSTRAINT pk_tasks TO pk_notes")
    op.execute("ALTER TABLE task_tags RENAME TO note_tags")
    op.execute("ALTER TABLE labels RENAME TO tags")
    op.execute("ALTER TABLE tasks RENAME TO notes")
