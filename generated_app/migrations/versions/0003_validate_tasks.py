"""Validate constraint fk_tasks_project_id_projects (tasks)."""

from alembic import op

revision = "0003_3d0826c2"
down_revision: str | None = "0002_79f1dd70"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate constraint fk_tasks_project_id_projects (tasks)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks VALIDATE CONSTRAINT fk_tasks_project_id_projects")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
