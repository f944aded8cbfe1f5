"""Refuse rows without slug, not valid yet (notes)."""

from alembic import op

revision = "0008_3f407abd"
down_revision: str | None = "0007_4ac24824"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Refuse rows without slug, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_slug_given CHECK (slug IS NOT NULL) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT IF EXISTS ck_notes_slug_given")
