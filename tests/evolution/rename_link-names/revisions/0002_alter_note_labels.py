"""Change note_labels.

- rename table note_tags to note_labels
- rename column tag_id to label_id
"""

from alembic import op

revision = "0002_dcec8ab8"
down_revision: str | None = "0001_83cd6782"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Change note_labels."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE note_tags RENAME TO note_labels")
    op.execute("ALTER TABLE note_labels RENAME CONSTRAINT pk_note_tags TO pk_note_labels")
    op.execute("ALTER TABLE note_labels RENAME COLUMN tag_id TO label_id")
    op.execute(
        "ALTER TABLE note_labels RENAME CONSTRAINT fk_note_tags_note_id_notes TO "
        "fk_note_labels_note_id_notes"
    )
    op.execute(
        "ALTER TABLE note_labels RENAME CONSTRAINT fk_note_tags_tag_id_tags TO "
        "fk_note_labels_label_id_tags"
    )
    op.execute("ALTER INDEX ix_note_tags_tag_id_note_id RENAME TO ix_note_labels_label_id_note_id")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_note_labels_label_id_note_id RENAME TO ix_note_tags_tag_id_note_id")
    op.execute(
        "ALTER TABLE note_labels RENAME CONSTRAINT fk_note_labels_label_id_tags "
        "TO fk_note_tags_tag_id_tags"
    )
    op.execute(
        "ALTER TABLE note_labels RENAME CONSTRAINT fk_note_labels_note_id_notes "
        "TO fk_note_tags_note_id_notes"
    )
    op.execute("ALTER TABLE note_labels RENAME COLUMN label_id TO tag_id")
    op.execute("ALTER TABLE note_labels RENAME CONSTRAINT pk_note_labels TO pk_note_tags")
    op.execute("ALTER TABLE note_labels RENAME TO note_tags")
