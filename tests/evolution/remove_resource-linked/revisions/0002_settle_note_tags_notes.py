"""Settle note_tags and notes.

- drop table note_tags with its rows
- drop table notes with its rows
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_9967fba3"
down_revision: str | None = "0001_f7da6558"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Settle note_tags and notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TABLE note_tags")
    op.execute("DROP TABLE notes")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.CheckConstraint("char_length(title) <= 200", name="ck_notes_title_max"),
    )
    op.create_index("ix_notes_user_id_id", "notes", ["user_id", "id"])
    op.create_table(
        "note_tags",
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("note_id", "tag_id", name="pk_note_tags"),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["notes.id"],
            name="fk_note_tags_note_id_notes",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["tags.id"],
            name="fk_note_tags_tag_id_tags",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_note_tags_tag_id_note_id", "note_tags", ["tag_id", "note_id"])
