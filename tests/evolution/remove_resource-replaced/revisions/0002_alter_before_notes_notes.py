"""Change before_notes and notes.

- rename table notes to before_notes
- create table notes
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_acb0c857"
down_revision: str | None = "0001_489eb4a2"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Change before_notes and notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME TO before_notes")
    op.execute("ALTER TABLE before_notes RENAME CONSTRAINT pk_notes TO before_pk_notes")
    op.execute("ALTER INDEX ix_notes_user_id_id RENAME TO before_ix_notes_user_id_id")
    op.execute("ALTER INDEX ix_notes_parent_id RENAME TO before_ix_notes_parent_id")
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.CheckConstraint("char_length(title) <= 80", name="ck_notes_title_max"),
    )
    op.create_index("ix_notes_user_id_id", "notes", ["user_id", "id"])


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TABLE notes")
    op.execute("ALTER INDEX before_ix_notes_parent_id RENAME TO ix_notes_parent_id")
    op.execute("ALTER INDEX before_ix_notes_user_id_id RENAME TO ix_notes_user_id_id")
    op.execute("ALTER TABLE before_notes RENAME CONSTRAINT before_pk_notes TO pk_notes")
    op.execute("ALTER TABLE before_notes RENAME TO notes")
