"""Refuse rows without slot, not valid yet (notes)."""

from alembic import op

revision = "0004_7f7b544c"
down_revision: str | None = "0003_750003bf"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Refuse rows without slot, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_slot_given CHECK (slot IS NOT NULL) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT IF EXISTS ck_notes_slot_given")
