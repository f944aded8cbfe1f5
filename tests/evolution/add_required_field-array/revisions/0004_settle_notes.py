"""Drop the default of labels (notes)."""

from alembic import op

revision = "0004_0bc6b247"
down_revision: str | None = "0003_24dcc8c7"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop the default of labels (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN labels DROP DEFAULT")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN labels SET DEFAULT '{\"it''s\",\"two words\"}'")
