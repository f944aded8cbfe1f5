"""Change the default of stars (notes)."""

from alembic import op

revision = "0002_f0d72606"
down_revision: str | None = "0001_55f1164f"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change the default of stars (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN stars SET DEFAULT 5")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN stars SET DEFAULT 3")
