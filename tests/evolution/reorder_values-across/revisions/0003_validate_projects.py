"""Validate constraint ck_projects_stage_values (projects)."""

from alembic import op

revision = "0003_68ba3b1d"
down_revision: str | None = "0002_8bd59ecb"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate constraint ck_projects_stage_values (projects)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects VALIDATE CONSTRAINT ck_projects_stage_values")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
