"""Drop the default of layout (notes)."""

from alembic import op

revision = "0004_01c115f7"
down_revision: str | None = "0003_5c482927"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop the default of layout (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN layout DROP DEFAULT")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN layout SET DEFAULT '{\"rows\"\\: []}'")
