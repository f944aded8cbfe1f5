"""Create table note_labels (note_labels)."""

import sqlalchemy as sa
from alembic import op

revision = "0002_d639c387"
down_revision: str | None = "0001_f7da6558"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Create table note_labels (note_labels)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.create_table(
        "note_labels",
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("label_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("note_id", "label_id", name="pk_note_labels"),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["notes.id"],
            name="fk_note_labels_note_id_notes",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["label_id"],
            ["tags.id"],
            name="fk_note_labels_label_id_tags",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_note_labels_label_id_note_id", "note_labels", ["label_id", "note_id"])


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TABLE note_labels")
