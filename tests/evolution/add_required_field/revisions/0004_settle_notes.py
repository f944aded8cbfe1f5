"""Drop the default of body (notes)."""

from alembic import op

revision = "0004_56c45e80"
down_revision: str | None = "0003_e6054c30"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop the default of body (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN body DROP DEFAULT")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN body SET DEFAULT '-'")
