"""Add constraint ck_notes_state_values, not valid yet (notes)."""

from alembic import op

revision = "0003_6acd32d2"
down_revision: str | None = "0002_05fabe53"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_state_values": (
        "SELECT id FROM notes WHERE NOT (state IN ('open', 'done'))"
    ),
}


def upgrade() -> None:
    """Add constraint ck_notes_state_values, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_state_values CHECK (state IN "
        "('open', 'done')) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_state_values")
