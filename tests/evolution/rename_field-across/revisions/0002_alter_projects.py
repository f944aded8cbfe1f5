"""Rename column name to label (projects)."""

from alembic import op

revision = "0002_97f91510"
down_revision: str | None = "0001_58b331d2"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename column name to label (projects)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects RENAME COLUMN name TO label")
    op.execute(
        "ALTER TABLE projects RENAME CONSTRAINT ck_projects_name_max TO ck_projects_label_max"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE projects RENAME CONSTRAINT ck_projects_label_max TO ck_projects_name_max"
    )
    op.execute("ALTER TABLE projects RENAME COLUMN label TO name")
