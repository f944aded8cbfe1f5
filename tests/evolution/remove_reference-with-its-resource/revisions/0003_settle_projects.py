"""Drop table projects with its rows (projects)."""

import sqlalchemy as sa
from alembic import op

revision = "0003_0989651e"
down_revision: str | None = "0002_99cc135f"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop table projects with its rows (projects)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TABLE projects")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.create_table(
        "projects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.CheckConstraint("char_length(name) <= 100", name="ck_projects_name_max"),
    )
    op.create_index("ix_projects_user_id_id", "projects", ["user_id", "id"])
