"""Drop column size (projects)."""

from alembic import op

revision = "0003_855d3be0"
down_revision: str | None = "0002_0fbe99c5"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop column size (projects)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects DROP COLUMN size")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE projects ADD COLUMN size integer DEFAULT 1")
    op.execute("ALTER TABLE projects ALTER COLUMN size DROP DEFAULT")
