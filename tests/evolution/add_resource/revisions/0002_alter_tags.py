"""Create table tags (tags)."""

import sqlalchemy as sa
from alembic import op

revision = "0002_3084bfab"
down_revision: str | None = "0001_6461e9b5"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Create table tags (tags)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.create_table(
        "tags",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tags"),
        sa.CheckConstraint("char_length(name) <= 50", name="ck_tags_name_max"),
    )
    op.create_index("ix_tags_user_id_id", "tags", ["user_id", "id"])


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TABLE tags")
