"""Add constraint ck_notes_stars_min, not valid yet (notes)."""

from alembic import op

revision = "0002_96600bf1"
down_revision: str | None = "0001_90280b3b"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_stars_min": ("SELECT id FROM notes WHERE NOT (stars >= 1)"),
}


def upgrade() -> None:
    """Add constraint ck_notes_stars_min, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_stars_min CHECK (stars >= 1) NOT VALID")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_stars_min")
