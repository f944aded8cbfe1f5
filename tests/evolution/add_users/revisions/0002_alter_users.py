"""Create table users (users)."""

import sqlalchemy as sa
from alembic import op

revision = "0002_9e25aa5b"
down_revision: str | None = "0001_6461e9b5"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Create table users (users)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.create_table(
        "users",
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TABLE users")
