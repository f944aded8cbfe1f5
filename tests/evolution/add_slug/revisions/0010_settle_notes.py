"""Require slug (notes)."""

from alembic import op

revision = "0010_0ca77d0d"
down_revision: str | None = "0009_9aa3fa95"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Require slug (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN slug SET NOT NULL")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_slug_given")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_slug_given CHECK (slug IS NOT NULL) NOT VALID"
    )
    op.execute("ALTER TABLE notes ALTER COLUMN slug DROP NOT NULL")
