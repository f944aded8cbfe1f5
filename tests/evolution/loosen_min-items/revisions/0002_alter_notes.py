"""Drop constraint ck_notes_sizes_items_min (notes)."""

from alembic import op

revision = "0002_afd69a4d"
down_revision: str | None = "0001_9201cfc9"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Drop constraint ck_notes_sizes_items_min (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_sizes_items_min")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_sizes_items_min CHECK (9 <= ALL (sizes))")
