"""Replace constraint ck_notes_state_values, not valid yet (notes)."""

from alembic import op

revision = "0002_5c993d05"
down_revision: str | None = "0001_e3e0f6d6"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes whose state is waiting": ("SELECT id FROM notes WHERE state IN ('waiting')"),
}


def upgrade() -> None:
    """Replace constraint ck_notes_state_values, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_state_values")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_state_values CHECK (state IN "
        "('open', 'done')) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_state_values")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_state_values CHECK (state IN "
        "('open', 'waiting', 'done'))"
    )
