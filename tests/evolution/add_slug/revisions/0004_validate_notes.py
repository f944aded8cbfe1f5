"""Validate the constraints of notes.

- validate constraint ck_notes_slug_max
- validate constraint ck_notes_slug_form
"""

from alembic import op

revision = "0004_58589828"
down_revision: str | None = "0003_ff88698a"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate the constraints of notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_slug_max")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_slug_form")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
