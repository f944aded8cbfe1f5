"""Change notes and lines.

- create table notes
- create table lines
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_9d5cb152"
down_revision: str | None = "0001_02b412a8"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change notes and lines."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("board_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.ForeignKeyConstraint(
            ["board_id"],
            ["boards.id"],
            name="fk_notes_board_id_boards",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("char_length(title) <= 200", name="ck_notes_title_max"),
    )
    op.create_index("ix_notes_board_id_id", "notes", ["board_id", "id"])
    op.create_table(
        "lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lines"),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["notes.id"],
            name="fk_lines_note_id_notes",
            ondelete="RESTRICT",
        ),
        sa.UniqueConstraint("note_id", "title", "rank", name="uq_lines_note_id_title_rank"),
        sa.CheckConstraint("char_length(title) <= 200", name="ck_lines_title_max"),
    )
    op.create_index("ix_lines_note_id_rank_id", "lines", ["note_id", "rank", "id"])


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TABLE lines")
    op.execute("DROP TABLE notes")
