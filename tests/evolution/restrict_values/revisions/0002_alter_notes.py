"""Drop constraint ck_notes_state_max (notes)."""

from alembic import op

revision = "0002_05fabe53"
down_revision: str | None = "0001_f10d8163"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Drop constraint ck_notes_state_max (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_state_max")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_state_max CHECK (char_length(state) <= 255)"
    )
