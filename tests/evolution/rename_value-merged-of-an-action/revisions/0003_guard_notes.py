"""Replace constraint ck_notes_state_values, not valid yet (notes)."""

from alembic import op

revision = "0003_7fffa8c0"
down_revision: str | None = "0002_f663aa2f"
# The version of the application before this one must be gone.
part = "contract"


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
