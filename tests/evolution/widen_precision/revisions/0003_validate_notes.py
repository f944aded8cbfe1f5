"""Validate constraint ck_notes_price_min (notes)."""

from alembic import op

revision = "0003_9df78f26"
down_revision: str | None = "0002_f7f9fb40"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate constraint ck_notes_price_min (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_price_min")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
