"""Drop column slot (notes)."""

from alembic import op

revision = "0003_81288203"
down_revision: str | None = "0002_cd9f05b9"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop column slot (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP COLUMN slot")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN slot text")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_slot_values CHECK (slot IN ('am', 'pm'))")
