"""Change the default of extra (notes)."""

from alembic import op

revision = "0002_04345ae5"
down_revision: str | None = "0001_7860d01d"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change the default of extra (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN extra SET DEFAULT '{\"a\"\\: [1]}'")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN extra SET DEFAULT '{\"a\"\\: 1}'")
