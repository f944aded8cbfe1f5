"""Change price to numeric(8, 2) (notes)."""

from alembic import op

revision = "0002_940378de"
down_revision: str | None = "0001_4b58c109"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change price to numeric(8, 2) (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN price TYPE numeric(8, 2)")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN price TYPE numeric(6, 2)")
