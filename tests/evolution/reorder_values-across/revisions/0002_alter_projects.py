"""Replace constraint ck_projects_stage_values, not valid yet (projects)."""

from alembic import op

revision = "0002_8bd59ecb"
down_revision: str | None = "0001_a4596943"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Replace constraint ck_projects_stage_values, not valid yet (projects)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects DROP CONSTRAINT ck_projects_stage_values")
    op.execute(
        "ALTER TABLE projects ADD CONSTRAINT ck_projects_stage_values CHECK "
        "(stage IN ('done', 'work', 'idea')) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects DROP CONSTRAINT ck_projects_stage_values")
    op.execute(
        "ALTER TABLE projects ADD CONSTRAINT ck_projects_stage_values CHECK "
        "(stage IN ('idea', 'work', 'done'))"
    )
