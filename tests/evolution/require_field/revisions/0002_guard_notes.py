"""Refuse rows without body, not valid yet (notes)."""

from alembic import op

revision = "0002_65448d48"
down_revision: str | None = "0001_a91de8af"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes without body": ("SELECT id FROM notes WHERE body IS NULL"),
}


def upgrade() -> None:
    """Refuse rows without body, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_body_given CHECK (body IS NOT NULL) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT IF EXISTS ck_notes_body_given")
