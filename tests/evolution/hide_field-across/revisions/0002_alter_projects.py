"""Change the default of size (projects)."""

from alembic import op

revision = "0002_b735098f"
down_revision: str | None = "0001_a4596943"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change the default of size (projects)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects ALTER COLUMN size SET DEFAULT 0")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects ALTER COLUMN size DROP DEFAULT")
