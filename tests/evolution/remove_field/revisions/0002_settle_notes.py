"""Drop column body (notes)."""

from alembic import op

revision = "0002_8f0122cd"
down_revision: str | None = "0001_a91de8af"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop column body (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP COLUMN body")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN body text")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_body_max CHECK (char_length(body) <= 50000)"
    )
