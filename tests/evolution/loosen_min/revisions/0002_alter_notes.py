"""Replace constraint ck_notes_stars_min, not valid yet (notes)."""

from alembic import op

revision = "0002_2c8ce13c"
down_revision: str | None = "0001_05c498e5"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Replace constraint ck_notes_stars_min, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_stars_min")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_stars_min CHECK (stars >= 0) NOT VALID")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_stars_min")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_stars_min CHECK (stars >= 1)")
