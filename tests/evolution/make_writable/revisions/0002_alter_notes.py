"""Change the default of seen_at (notes)."""

from alembic import op

revision = "0002_bf5c4413"
down_revision: str | None = "0001_7744d2e8"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change the default of seen_at (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN seen_at DROP DEFAULT")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN seen_at SET DEFAULT now()")
