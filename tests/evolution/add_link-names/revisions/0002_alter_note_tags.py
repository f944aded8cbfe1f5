"""Create table note_tags (note_tags)."""

import sqlalchemy as sa
from alembic import op

revision = "0002_260e2230"
down_revision: str | None = "0001_23320545"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Create table note_tags (note_tags)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
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


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TABLE note_tags")
