"""Replace constraint ck_projects_stage_values, not valid yet (projects)."""

from alembic import op

revision = "0002_4bdb8c02"
down_revision: str | None = "0001_a4596943"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "projects whose stage is work": ("SELECT id FROM projects WHERE stage IN ('work')"),
}


def upgrade() -> None:
    """Replace constraint ck_projects_stage_values, not valid yet (projects)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects DROP CONSTRAINT ck_projects_stage_values")
    op.execute(
        "ALTER TABLE projects ADD CONSTRAINT ck_projects_stage_values CHECK "
        "(stage IN ('idea', 'done')) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects DROP CONSTRAINT ck_projects_stage_values")
    op.execute(
        "ALTER TABLE projects ADD CONSTRAINT ck_projects_stage_values CHECK "
        "(stage IN ('idea', 'work', 'done'))"
    )
