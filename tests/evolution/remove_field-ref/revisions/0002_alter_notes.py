"""Let project_id be null (notes)."""

from alembic import op

revision = "0002_eea2accd"
down_revision: str | None = "0001_7697de44"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Let project_id be null (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN project_id DROP NOT NULL")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN project_id SET NOT NULL")
