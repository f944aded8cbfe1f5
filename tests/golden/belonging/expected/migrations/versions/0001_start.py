"""The tables as they were at the start."""

import sqlalchemy as sa
from alembic import op

revision = "0001_5585796f"
down_revision: str | None = None


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "projects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.CheckConstraint("char_length(name) <= 80", name="ck_projects_name_max"),
    )
    op.create_index("ix_projects_user_id_id", "projects", ["user_id", "id"])
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name="fk_tasks_project_id_projects",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["tasks.id"],
            name="fk_tasks_parent_id_tasks",
            ondelete="SET NULL",
        ),
        sa.CheckConstraint("char_length(title) <= 80", name="ck_tasks_title_max"),
    )
    op.create_index("ix_tasks_user_id_id", "tasks", ["user_id", "id"])
    op.create_index("ix_tasks_user_id_title", "tasks", ["user_id", "title"])
    op.create_index("ix_tasks_project_id", "tasks", ["project_id", "id"])
    op.create_index("ix_tasks_parent_id", "tasks", ["parent_id", "id"])


def downgrade() -> None:
    """Drop the tables, with all that is in them."""
    op.drop_table("tasks")
    op.drop_table("projects")
