"""Validate constraint ck_notes_sizes_items_max (notes)."""

from alembic import op

revision = "0003_bd1dc9bc"
down_revision: str | None = "0002_800801f4"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_notes_sizes_items_max (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_sizes_items_max")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
