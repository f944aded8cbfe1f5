"""Validate constraint ck_projects_size__new_given (projects)."""

from alembic import op

revision = "0004_f5fdee35"
down_revision: str | None = "0003_2cd87756"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate constraint ck_projects_size__new_given (projects)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects VALIDATE CONSTRAINT ck_projects_size__new_given")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
