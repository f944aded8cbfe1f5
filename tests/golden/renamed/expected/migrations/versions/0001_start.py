"""The tables as they were at the start."""

import sqlalchemy as sa
from alembic import op

revision = "0001_c310940d"
down_revision: str | None = None


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("done", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.CheckConstraint("char_length(title) <= 255", name="ck_notes_title_max"),
        sa.CheckConstraint("char_length(body) <= 50000", name="ck_notes_body_max"),
        sa.CheckConstraint("char_length(note) <= 50000", name="ck_notes_note_max"),
    )
    op.create_index("ix_notes_user_id_id", "notes", ["user_id", "id"])
    op.create_index("ix_notes_user_id_title", "notes", ["user_id", "title"])
    op.create_index("ix_notes_user_id_done", "notes", ["user_id", "done"])


def downgrade() -> None:
    """Drop the tables, with all that is in them."""
    op.drop_table("notes")
