"""Drop table before_notes with its rows (before_notes)."""

import sqlalchemy as sa
from alembic import op

revision = "0003_a8adf119"
down_revision: str | None = "0002_acb0c857"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop table before_notes with its rows (before_notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TABLE before_notes")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.create_table(
        "before_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="before_pk_notes"),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["before_notes.id"],
            name="fk_notes_parent_id_notes",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("char_length(title) <= 80", name="ck_notes_title_max"),
    )
    op.create_index("before_ix_notes_user_id_id", "before_notes", ["user_id", "id"])
    op.create_index("before_ix_notes_parent_id", "before_notes", ["parent_id"])
