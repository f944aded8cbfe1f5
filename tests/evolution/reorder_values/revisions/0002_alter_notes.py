"""Replace constraint ck_notes_state_values, not valid yet (notes)."""

from alembic import op

revision = "0002_4cc280ab"
down_revision: str | None = "0001_631ef388"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Replace constraint ck_notes_state_values, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_state_values")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_state_values CHECK (state IN "
        "('done', 'open')) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_state_values")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_state_values CHECK (state IN ('open', 'done'))"
    )
