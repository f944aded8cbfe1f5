"""Require slot (notes)."""

from alembic import op

revision = "0006_c6a10ac1"
down_revision: str | None = "0005_21469a51"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Require slot (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN slot SET NOT NULL")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_slot_given")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_slot_given CHECK (slot IS NOT NULL) NOT VALID"
    )
    op.execute("ALTER TABLE notes ALTER COLUMN slot DROP NOT NULL")
