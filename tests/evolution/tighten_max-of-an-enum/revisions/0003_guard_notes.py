"""Add constraint ck_notes_state_max, not valid yet (notes)."""

from alembic import op

revision = "0003_c513d009"
down_revision: str | None = "0002_c5814828"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that break ck_notes_state_max": (
        "SELECT id FROM notes WHERE NOT (char_length(state) <= 4)"
    ),
}


def upgrade() -> None:
    """Add constraint ck_notes_state_max, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_state_max CHECK "
        "(char_length(state) <= 4) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_state_max")
