"""Rename column price to cost (sales)."""

from alembic import op

revision = "0002_1f7c44fb"
down_revision: str | None = "0001_6c938a12"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename column price to cost (sales)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE sales RENAME COLUMN price TO cost")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE sales RENAME COLUMN cost TO price")
