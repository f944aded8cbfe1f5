"""Change the default of seen_at (notes)."""

from alembic import op

revision = "0002_b5956f3a"
down_revision: str | None = "0001_887aa4b0"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change the default of seen_at (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN seen_at SET DEFAULT now()")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN seen_at SET DEFAULT '2030-01-01T00\\:00\\:00Z'")
