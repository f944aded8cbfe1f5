"""Change the default of stars (notes)."""

from alembic import op

revision = "0002_5b3f1e41"
down_revision: str | None = "0001_aa4eabc4"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change the default of stars (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN stars SET DEFAULT 3")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN stars DROP DEFAULT")
