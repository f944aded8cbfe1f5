"""Replace constraint ck_notes_state_values, not valid yet (notes)."""

from alembic import op

revision = "0002_943cf7d3"
down_revision: str | None = "0001_e3e0f6d6"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Replace constraint ck_notes_state_values, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_state_values")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_state_values CHECK (state IN "
        "('open', 'waiting', 'done', 'paused', 'closed')) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_state_values")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_state_values CHECK (state IN "
        "('open', 'waiting', 'done'))"
    )
