"""Validate constraint ck_notes_stars_min (notes)."""

from alembic import op

revision = "0003_77ee1a8b"
down_revision: str | None = "0002_96600bf1"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_notes_stars_min (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_stars_min")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
