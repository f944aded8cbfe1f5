"""Change tasks and projects.

- add column project_id
- create table projects
- add constraint fk_tasks_project_id_projects, not valid yet
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_79f1dd70"
down_revision: str | None = "0001_44a2c2d6"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change tasks and projects."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks ADD COLUMN project_id uuid")
    op.create_table(
        "projects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("archived", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name="fk_projects_user_id_users",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("user_id", "name", name="uq_projects_user_id_name"),
        sa.CheckConstraint("char_length(name) >= 1", name="ck_projects_name_min"),
        sa.CheckConstraint("char_length(name) <= 100", name="ck_projects_name_max"),
    )
    op.create_index(
        "ix_projects_user_id_name_id",
        "projects",
        ["user_id", sa.text('lower(name) COLLATE "C"'), "id"],
    )
    op.create_index(
        "ix_projects_user_id_created_at_id", "projects", ["user_id", "created_at", "id"]
    )
    op.create_index("ix_projects_user_id_archived", "projects", ["user_id", "archived"])
    op.execute(
        "ALTER TABLE tasks ADD CONSTRAINT fk_tasks_project_id_projects FOREIGN "
        "KEY (project_id) REFERENCES projects (id) ON DELETE SET NULL NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks DROP CONSTRAINT fk_tasks_project_id_projects")
    op.execute("DROP TABLE projects")
    op.execute("ALTER TABLE tasks DROP COLUMN project_id")
