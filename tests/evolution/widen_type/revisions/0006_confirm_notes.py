"""Validate constraint ck_notes_stars_min (notes)."""

from alembic import op

revision = "0006_c599bcf2"
down_revision: str | None = "0005_f6ccc68d"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate constraint ck_notes_stars_min (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_stars_min")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
