"""Drop table users with its rows (users)."""

import sqlalchemy as sa
from alembic import op

revision = "0003_0513a06d"
down_revision: str | None = "0002_c63cee32"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop table users with its rows (users)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TABLE users")


def downgrade() -> None:
    """Undo it."""
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
