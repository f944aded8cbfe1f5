"""Replace constraint ck_notes_slot_values, not valid yet (notes)."""

from alembic import op

revision = "0003_e43bac34"
down_revision: str | None = "0002_d39be0e9"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Replace constraint ck_notes_slot_values, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_slot_values")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_slot_values CHECK (slot IN "
        "('am', 'pm')) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_slot_values")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_slot_values CHECK (slot IN ('am', 'noon', 'pm'))"
    )
