"""Let size be null (projects)."""

from alembic import op

revision = "0002_0fbe99c5"
down_revision: str | None = "0001_a4596943"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Let size be null (projects)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects ALTER COLUMN size DROP NOT NULL")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("UPDATE projects SET size = 1 WHERE size IS NULL")
    op.execute("ALTER TABLE projects ALTER COLUMN size SET NOT NULL")
