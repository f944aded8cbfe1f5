"""Change the default of labels (notes)."""

from alembic import op

revision = "0002_ab15391d"
down_revision: str | None = "0001_4c0b7e83"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change the default of labels (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN labels SET DEFAULT '{a}'")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN labels SET DEFAULT '{}'")
