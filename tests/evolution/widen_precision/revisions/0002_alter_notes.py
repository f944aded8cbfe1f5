"""Change price to numeric(8, 2) (notes)."""

from alembic import op

revision = "0002_f7f9fb40"
down_revision: str | None = "0001_21c88a9a"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change price to numeric(8, 2) (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_price_min")
    op.execute("ALTER TABLE notes ALTER COLUMN price TYPE numeric(8, 2)")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_price_min CHECK (price >= 0) NOT VALID")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_price_min")
    op.execute("ALTER TABLE notes ALTER COLUMN price TYPE numeric(6, 2)")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_price_min CHECK (price >= 0)")
